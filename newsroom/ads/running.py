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


@dataclass
class Week:
    first: date
    last: date
    booked: list[Booking]


def weeks(today: date) -> list[date]:
    """The Mondays of this week and those that follow."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=n) for n in range(WEEKS)]


def calendar(today: date) -> list[tuple[Placement, list[Week]]]:
    """For each placement, what is booked in each of the coming weeks."""
    mondays = weeks(today)
    begin, end = _midnight(mondays[0]), _midnight(mondays[-1] + timedelta(weeks=1))
    booked = [
        b
        for b in Booking.objects.filter(starts_at__lt=end)
        .select_related("creative")
        .order_by("starts_at", "pk")
        if b.ends_at is None or b.ends_at > begin
    ]
    return [(place, _weeks_of(place, mondays, booked)) for place in Placement.objects.all_there()]


def _weeks_of(place: Placement, mondays: list[date], booked: list[Booking]) -> list[Week]:
    own = [b for b in booked if b.placement_id == place.pk]
    return [_week(monday, own) for monday in mondays]


def _week(monday: date, booked: list[Booking]) -> Week:
    begin, end = _midnight(monday), _midnight(monday + timedelta(weeks=1))
    return Week(
        monday,
        monday + timedelta(days=6),
        [b for b in booked if b.starts_at < end and (b.ends_at is None or b.ends_at > begin)],
    )


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
