"""When a newsletter comes: in words, and by the paper's clock."""

from datetime import UTC, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from newsletter.models import Newsletter, Rhythm, Weekday
from newsroom.kit.templatetags.moments import instant


def often(newsletter: Newsletter, rhythm: str = "") -> str:
    """For text: every day at 07:00 CET. `rhythm` is a reader's own."""
    at = next_issue_at(newsletter, rhythm=rhythm)
    words = _words(newsletter, rhythm)
    return words.format(time=_clock(at), day=_day(newsletter))


def often_marked(newsletter: Newsletter, rhythm: str = "") -> SafeString:
    """The same for a page, the time as machines read it: that of the next issue."""
    at = next_issue_at(newsletter, rhythm=rhythm)
    time = format_html('<time datetime="{}">{}</time>', instant(at), _clock(at)) if at else ""
    return format_html(_words(newsletter, rhythm), time=time, day=_day(newsletter))


def next_issue_at(
    newsletter: Newsletter, now: datetime | None = None, *, rhythm: str = ""
) -> datetime | None:
    """The next time its rhythm comes round; None where no clock decides."""
    rhythm = rhythm or newsletter.rhythm
    if rhythm not in (Rhythm.DAILY, Rhythm.WEEKLY):
        return None
    now = timezone.localtime(now)
    day = now.date()
    if rhythm == Rhythm.WEEKLY:
        day += timedelta(days=(newsletter.weekday - day.weekday()) % 7)
    step = timedelta(days=7 if rhythm == Rhythm.WEEKLY else 1)
    while (at := _at(newsletter, day)) <= now:
        day += step
    return at


def _at(newsletter: Newsletter, day) -> datetime:
    """A time that summer time leaves out becomes the one an hour later."""
    there = datetime.combine(day, newsletter.send_at, timezone.get_current_timezone())
    return timezone.localtime(there.astimezone(UTC))


def _words(newsletter: Newsletter, rhythm: str) -> str:
    match rhythm or newsletter.rhythm:
        case Rhythm.AT_ONCE:
            return _("at once, with each story")
        case Rhythm.DAILY:
            return _("every day at {time}")
        case Rhythm.WEEKLY:
            return _("every {day} at {time}")
    return _("when there is something to say")


def _clock(at: datetime | None) -> str:
    return date_format(timezone.localtime(at), "H:i T") if at else ""


def _day(newsletter: Newsletter) -> str:
    return str(Weekday(newsletter.weekday).label)
