"""{{ article.published_at|instant }}: a moment for a machine, with its zone, to the second."""

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def instant(moment: datetime | None) -> str:
    """The filter date:"c" keeps microseconds, which HTML does not allow in <time datetime>."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
