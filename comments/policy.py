"""Who may say something under a story, and whether it is read first. Pure."""

from accounts.models import User
from articles.models import Article


def takes_comments(article: Article) -> bool:
    return article.comments != Article.Comments.CLOSED


def is_read_first(article: Article, user: User) -> bool:
    """Those who read the comments of others need nobody to read theirs."""
    premoderated = article.comments == Article.Comments.PREMODERATED
    return premoderated and not may_moderate(user)


def may_moderate(user: User) -> bool:
    return user.has_perm("comments.moderate_comment")
