"""{% comments_link article %}: how many have spoken, as a way to them; the same for everyone."""

from django import template

from articles.models import Article
from comments.discussion import discussion_of
from comments.models import Comment

register = template.Library()


@register.inclusion_tag("comments/_link.html")
def comments_link(article: Article) -> dict:
    """Nothing where the discussion is off, even if there was one."""
    off = discussion_of(article).is_off
    return {"off": off, "number": 0 if off else _visible(article)}


def _visible(article: Article) -> int:
    return article.thread.filter(status=Comment.Status.VISIBLE).count()
