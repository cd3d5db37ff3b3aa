"""The database's clock, and times in the short words of a list: 11:32, Yesterday 19:10, 38 min."""

from datetime import datetime, timedelta

from django.db import connection
from django.utils import formats, timezone
from django.utils.translation import gettext as _


def database_now() -> datetime:
    """One clock for every process, as it stands at this statement."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cursor.fetchone()[0]


def moment(when: datetime | None, now: datetime | None = None) -> str:
    """The local time, with the day in front unless it is today."""
    if when is None:
        return ""
    local = timezone.localtime(when)
    today = timezone.localtime(now).date()
    clock = f"{local:%H:%M}"
    away = (local.date() - today).days
    if away == 0:
        return clock
    if away == 1:
        return _("Tomorrow %(time)s") % {"time": clock}
    if away == -1:
        return _("Yesterday %(time)s") % {"time": clock}
    day = formats.date_format(local, "j M" if local.year == today.year else "j M Y")
    return f"{day} {clock}"


def span(length: timedelta) -> str:
    """How long, in at most two units: 8 min, 3 h 45 min, 2 days."""
    minutes = max(1, round(length.total_seconds() / 60))
    hours, rest = divmod(minutes, 60)
    if hours >= 48:
        return _("%(days)d days") % {"days": hours // 24}
    if not hours:
        return _("%(minutes)d min") % {"minutes": minutes}
    if not rest:
        return _("%(hours)d h") % {"hours": hours}
    return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": rest}
