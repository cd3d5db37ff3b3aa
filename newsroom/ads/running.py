"""What the desk wants to know of the bookings: what runs, what follows, what it brought."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from newsroom.ads.choosing import this_hour
from newsroom.ads.models import Booking, HourlyCount, Placement

WEEKS = 8


@dataclass
class Line:
    """One placement: what runs there, what begins next, what the last 30 days brought."""

    placement: Placement
    running: list[Booking]
    coming: list[Booking]
    seen: int
    followed: int

    @property
    def rate(self) -> str:
        return rate(self.seen, self.followed)


def rate(seen: int, followed: int) -> str:
    return f"{100 * followed / seen:.1f} %" if seen else ""


def lines() -> list[Line]:
    """Every placement, in a number of queries that does not grow."""
    now = timezone.now()
    running = list(Booking.objects.running(this_hour()))
    coming = list(
        Booking.objects.filter(starts_at__gt=this_hour())
        .select_related("creative")
        .order_by("starts_at", "pk")
    )
    sums = {
        row["booking__placement"]: row
        for row in HourlyCount.objects.filter(hour__gt=now - timedelta(days=30))
        .order_by()
        .values("booking__placement")
        .annotate(seen=Sum("impressions"), followed=Sum("clicks"))
    }
    return [
        Line(
            place,
            [b for b in running if b.placement_id == place.pk],
            [b for b in coming if b.placement_id == place.pk],
            sums.get(place.pk, {}).get("seen", 0),
            sums.get(place.pk, {}).get("followed", 0),
        )
        for place in Placement.objects.all_there()
    ]


def weeks(today: date) -> list[date]:
    """The Mondays of this week and those that follow."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=n) for n in range(WEEKS)]


def calendar(mondays: list[date]) -> list[tuple[Placement, list[tuple[Booking, list[bool]]]]]:
    """For each placement its bookings of these weeks, and in which of them each stands."""
    starts = [_midnight(monday) for monday in mondays]
    ends = [*starts[1:], _midnight(mondays[-1] + timedelta(weeks=1))]
    booked = (
        Booking.objects.filter(starts_at__lt=ends[-1])
        .exclude(ends_at__lte=starts[0])
        .select_related("creative")
        .order_by("starts_at", "pk")
    )
    rows = [(b, [_stands(b, *week) for week in zip(starts, ends, strict=True)]) for b in booked]
    return [
        (place, own)
        for place in Placement.objects.all_there()
        if (own := [row for row in rows if row[0].placement_id == place.pk])
    ]


def _stands(booking: Booking, begin: datetime, end: datetime) -> bool:
    return booking.starts_at < end and (booking.ends_at is None or booking.ends_at > begin)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


def by_day(booking: Booking) -> list[tuple[date, int, int]]:
    """Day, impressions, clicks: what an advertiser is sent."""
    rows = (
        booking.counts.order_by()
        .annotate(day=TruncDate("hour"))
        .values("day")
        .annotate(seen=Sum("impressions"), followed=Sum("clicks"))
        .order_by("day")
    )
    return [(row["day"], row["seen"], row["followed"]) for row in rows]
