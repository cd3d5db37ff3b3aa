"""{% comment_thread article %}: what members said under a story; the same for every reader."""

from django import template
from django.urls import reverse
from django.utils.html import linebreaks, urlize
from django.utils.safestring import SafeString, mark_safe

from articles.models import Article
from comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/thread.html")
def comment_thread(article: Article) -> dict:
    return {
        "article": article,
        "comments": list(article.thread.visible().oldest_first().select_related("author")),
        "closed": article.comments == Article.Comments.CLOSED,
        "premoderated": article.comments == Article.Comments.PREMODERATED,
        "respond": f"{article.get_absolute_url()}#respond",
        "write": reverse("comments:write", args=[article.pk]),
    }


@register.filter
def paragraphs(comment: Comment) -> SafeString:
    """The text escaped, in paragraphs, its links marked as the reader's own and not ours."""
    linked = urlize(comment.text.strip(), nofollow=True, autoescape=True)
    # Quotes in the text are escaped by now, so this can only be the mark urlize wrote.
    marked = linked.replace('rel="nofollow"', 'rel="nofollow ugc"')
    return mark_safe(linebreaks(mark_safe(marked)))


@register.inclusion_tag("comments/own.html")
def own_comments(user) -> dict:
    """How much a member has said; for the page of their own."""
    return {"number": user.comments.exclude(status=Comment.Status.REMOVED).count()}
