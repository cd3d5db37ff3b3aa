"""A moment for machines ({{ when|instant }}) and for people ({{ when|written }})."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format

register = template.Library()


@register.filter
def instant(moment: datetime | None) -> str:
    """The filter date:"c" keeps microseconds, which HTML does not allow in <time datetime>."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""


@register.filter
def written(moment: datetime | None) -> str:
    """For people, with the zone: 5 May 2025, 16:49 CEST; 5 de mayo de 2025, 16:49 CEST."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'DATE_FORMAT')}, {date_format(local, 'H:i T')}"


@register.filter
def day_and_time(moment: datetime | None) -> str:
    """For what is of this year, in a list: 5 May, 16:49; 5 de mayo, 16:49."""
    if not moment:
        return ""
    local = timezone.localtime(moment)
    return f"{date_format(local, 'MONTH_DAY_FORMAT')}, {date_format(local, 'H:i')}"
