"""Who may say and do what under a story."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.discussion import discussion_of
from comments.models import Comment

EDIT_WINDOW = timedelta(minutes=15)
STANDS = (Comment.Status.VISIBLE, Comment.Status.HELD)


def takes_comments(article: Article) -> bool:
    return discussion_of(article).is_open


def is_read_first(article: Article, user: User) -> bool:
    """Those who read the comments of others need nobody to read theirs."""
    return discussion_of(article).reads_first and not may_moderate(user)


def may_moderate(user: User) -> bool:
    return user.has_perm("comments.moderate_comment")


def is_writer(user: User, comment: Comment) -> bool:
    return user.is_authenticated and comment.author_id == user.pk


def may_edit(user: User, comment: Comment) -> bool:
    """The writer, for a while after posting, what is not taken away."""
    return (
        is_writer(user, comment)
        and comment.status in STANDS
        and timezone.now() < comment.posted_at + EDIT_WINDOW
    )


def may_withdraw(user: User, comment: Comment) -> bool:
    return is_writer(user, comment) and comment.status in STANDS


def may_recommend(user: User, comment: Comment) -> bool:
    """Anyone but the writer, while everybody sees it."""
    return (
        user.is_authenticated
        and comment.status == Comment.Status.VISIBLE
        and comment.author_id != user.pk
    )


def may_report(user: User, comment: Comment) -> bool:
    return may_recommend(user, comment)


def may_answer(user: User, comment: Comment) -> bool:
    return (
        user.is_authenticated
        and comment.status == Comment.Status.VISIBLE
        and takes_comments(comment.article)
    )
