"""The word for where a story is, finer than its status: published stories wait, live or grew."""

from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article

Status = Article.Status


def state_of(article: Article, *, waits: bool | None = None) -> tuple[str, str]:
    """(kind for the style sheet, word). `waits`: the database says its time has not come."""
    if article.status != Status.PUBLISHED:
        return str(article.status), article.get_status_display()
    if waits is None:
        waits = article.published_at > timezone.now()
    if waits:
        return "scheduled", _("Scheduled")
    if article.updated_at and article.updated_at > article.published_at:
        return "updated", _("Updated")
    return "live", _("Live")
