"""When issues made by the rule are due, by the paper's clock and across its changes of time."""

from datetime import UTC, date, datetime, timedelta

from django.utils import timezone

from newsletter.models import Newsletter, Rhythm


def last_due(newsletter: Newsletter, rhythm: str, now: datetime) -> datetime:
    """The newest of its times that is not after `now`; only for what comes daily or weekly."""
    today = timezone.localdate(now)
    for back in range(9):
        day = today - timedelta(days=back)
        due = due_on(newsletter, day)
        if due <= now and (rhythm == Rhythm.DAILY or day.weekday() == newsletter.weekday):
            return due
    raise ValueError(rhythm)


def due_on(newsletter: Newsletter, day: date) -> datetime:
    """A time that summer time leaves out becomes the one an hour later, one that comes twice the
    first of the two."""
    there = datetime.combine(day, newsletter.send_at, timezone.get_default_timezone())
    return there.astimezone(UTC)


def edition_of(rhythm: str, due: datetime) -> str:
    """One a day or one a week, however often a job asks for it."""
    day = timezone.localdate(due)
    if rhythm == Rhythm.WEEKLY:
        year, week, _ = day.isocalendar()
        return f"{year}-w{week:02d}"
    return f"{day:%Y-%m-%d}"
