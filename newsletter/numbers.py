"""What became of an issue and of a newsletter, counted from the ledger and nowhere stored.

Whatever the size, each page asks a fixed number of questions.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import TruncWeek
from django.utils import timezone

from newsletter.models import Click, Delivery, Issue, Newsletter, Opening, ProviderEvent
from newsletter.models import Subscription as Sub

State = Delivery.State
WEEKS = 12
LATELY = timedelta(days=30)
PACE_OVER = timedelta(minutes=5)
ISSUES_SHOWN = 10
EARLY_LEAVER = timedelta(days=7)


@dataclass(frozen=True)
class Limit:
    """What the large mailbox providers bear, in per cent: `warn`, and from `stop` they refuse."""

    warn: float
    stop: float

    def judged(self, rate: float | None) -> str:
        if rate is None or rate < self.warn:
            return "good"
        return "warn" if rate < self.stop else "stop"

    def place(self, rate: float) -> int:
        """Where a rate stands on a bar of a hundred that ends at twice the stop."""
        return min(100, round(50 * rate / self.stop))


COMPLAINTS, BOUNCES = Limit(0.1, 0.3), Limit(2, 5)


@dataclass(frozen=True)
class Rate:
    number: int
    of: int
    limit: Limit

    @property
    def percent(self) -> float | None:
        return 100 * self.number / self.of if self.of else None

    @property
    def judged(self) -> str:
        return self.limit.judged(self.percent)

    @property
    def bar(self) -> tuple[int, int, int]:
        """Where the rate stands, where it warns, where it stops."""
        limit = self.limit
        return limit.place(self.percent or 0), limit.place(limit.warn), limit.place(limit.stop)


@dataclass(frozen=True)
class Sum:
    """expected = accepted + failed + suppressed + uncertain + cancelled + open."""

    expected: int | None
    states: dict[int, int]
    unsettled: int
    first: datetime | None
    last: datetime | None

    def _of(self, *states: int) -> int:
        return sum(self.states.get(state, 0) for state in states)

    @property
    def accepted(self) -> int:
        return self._of(State.ACCEPTED)

    @property
    def failed(self) -> int:
        return self._of(State.FAILED)

    @property
    def suppressed(self) -> int:
        return self._of(State.SUPPRESSED)

    @property
    def uncertain(self) -> int:
        return self._of(State.UNCERTAIN)

    @property
    def cancelled(self) -> int:
        return self._of(State.CANCELLED)

    @property
    def open(self) -> int:
        return self._of(*Delivery.OPEN)

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def settled(self) -> int:
        return self.total - self.open

    @property
    def difference(self) -> int:
        """Nothing, unless copies were lost or made twice."""
        return self.total - (self.expected or 0)

    @property
    def done(self) -> bool:
        return bool(self.expected is not None and not self.open and not self.unsettled)


@dataclass(frozen=True)
class Pace:
    """Messages a second over the last minutes, and how long the rest takes at that."""

    per_second: float = 0.0
    left: timedelta | None = None


def sum_of(issue: Issue) -> Sum:
    rows = issue.deliveries.values("state").annotate(
        number=Count("pk"),
        unsettled=Count("pk", filter=Q(settled_at__isnull=True)),
        first=Min("settled_at"),
        last=Max("settled_at"),
    )
    found = {row["state"]: row for row in rows}
    moments = [row[end] for row in found.values() for end in ("first", "last") if row[end]]
    return Sum(
        expected=issue.expected,
        states={state: row["number"] for state, row in found.items()},
        unsettled=found.get(State.UNCERTAIN, {}).get("unsettled", 0),
        first=min(moments, default=None),
        last=max(moments, default=None),
    )


def pace_of(issue: Issue, total: Sum) -> Pace:
    if issue.state != Issue.State.SENDING or not total.open or not total.first:
        return Pace()
    now = timezone.now()
    since = max(total.first, now - PACE_OVER)
    lately = issue.deliveries.filter(settled_at__gte=since).count()
    seconds = max((now - since).total_seconds(), 1)
    rate = lately / seconds
    return Pace(rate, timedelta(seconds=total.open / rate) if rate else None)


@dataclass(frozen=True)
class Counted:
    """Of `base` readers who agreed and got it."""

    base: int
    opened: int
    clicked: int


def counted_of(issue: Issue) -> Counted:
    copies = issue.deliveries.filter(content__counted=True, state=State.ACCEPTED)
    clicks = Click.objects.filter(delivery__issue=issue, by_machine=False)
    return Counted(
        base=copies.count(),
        opened=Opening.objects.filter(delivery__issue=issue).count(),
        clicked=clicks.values("delivery").distinct().count(),
    )


def reasons_of(issue: Issue, state: int) -> list[dict]:
    """Why copies ended in this state, the commonest first."""
    rows = issue.deliveries.filter(state=state).values("last_code")
    return list(
        rows.annotate(number=Count("pk"), example=Max("last_reply")).order_by("-number")[:12]
    )


@dataclass(frozen=True)
class Week:
    monday: date
    joined: int
    left: int


@dataclass(frozen=True)
class Sent:
    """An issue among the latest, with what came back."""

    issue: Issue
    accepted: int
    bounces: Rate
    complaints: Rate
    base: int
    opened: int
    clicked: int

    @property
    def rates(self) -> tuple[Rate, Rate]:
        return self.bounces, self.complaints


def weeks_of(newsletter: Newsletter) -> list[Week]:
    """The last twelve weeks, this one included; weeks in which nothing happened too."""
    today = timezone.localdate()
    monday = today - timedelta(days=today.weekday())
    mondays = [monday - timedelta(weeks=back) for back in range(WEEKS)]
    joined = _by_week(newsletter, "confirmed_at", mondays[-1])
    left = _by_week(newsletter, "left_at", mondays[-1])
    return [Week(day, joined.get(day, 0), left.get(day, 0)) for day in mondays]


def _by_week(newsletter: Newsletter, moment: str, since: date) -> dict[date, int]:
    begin = timezone.make_aware(datetime(since.year, since.month, since.day))
    rows = (
        Sub.objects.filter(newsletter=newsletter, **{f"{moment}__gte": begin})
        .annotate(week=TruncWeek(moment))
        .values("week")
        .annotate(number=Count("pk"))
        .order_by()
    )
    return {timezone.localtime(row["week"]).date(): row["number"] for row in rows}


def standing_of(newsletter: Newsletter) -> dict[str, int]:
    """Readers now; who waits for the confirmation; who left lately, and how many soon."""
    since = timezone.now() - LATELY
    receives = Q(confirmed_at__isnull=False, left_at__isnull=True)
    lately = Q(left_at__gte=since)
    return Sub.objects.filter(newsletter=newsletter).aggregate(
        readers=Count("pk", filter=receives),
        waiting=Count("pk", filter=Q(confirmed_at__isnull=True)),
        joined=Count("pk", filter=receives & Q(confirmed_at__gte=since)),
        left=Count("pk", filter=lately),
        left_soon=Count("pk", filter=lately & Q(left_at__lte=F("confirmed_at") + EARLY_LEAVER)),
        agreed=Count("pk", filter=receives & Q(subscriber__counting_agreed_at__isnull=False)),
    )


def sent_of(newsletter: Newsletter) -> list[Sent]:
    """The latest issues, in five questions however many they are."""
    issues = list(
        newsletter.issues.filter(frozen_at__isnull=False).order_by("-frozen_at")[:ISSUES_SHOWN]
    )
    states = _by_issue(Delivery.objects.filter(issue__in=issues).values("issue", "state"), "pk")
    reports = ProviderEvent.objects.filter(delivery__issue__in=issues)
    told = _by_issue(reports.values("delivery__issue", "kind"), "delivery")
    counted = Delivery.objects.filter(issue__in=issues, content__counted=True, state=State.ACCEPTED)
    base = _by_issue(counted.values("issue"), "pk")
    opened = _by_issue(
        Opening.objects.filter(delivery__issue__in=issues).values("delivery__issue"), "pk"
    )
    clicks = Click.objects.filter(delivery__issue__in=issues, by_machine=False)
    clicked = _by_issue(clicks.values("delivery__issue"), "delivery")
    return [
        _sent(issue, states, told, base.get((issue.pk,), 0), opened, clicked) for issue in issues
    ]


def _sent(issue, states, told, base, opened, clicked) -> Sent:
    accepted = states.get((issue.pk, State.ACCEPTED), 0)
    failed = states.get((issue.pk, State.FAILED), 0)
    complained = told.get((issue.pk, ProviderEvent.Kind.COMPLAINED), 0)
    return Sent(
        issue=issue,
        accepted=accepted,
        bounces=Rate(failed, accepted + failed, BOUNCES),
        complaints=Rate(complained, accepted, COMPLAINTS),
        base=base,
        opened=opened.get((issue.pk,), 0),
        clicked=clicked.get((issue.pk,), 0),
    )


def _by_issue(rows, what: str) -> dict[tuple, int]:
    counted = rows.annotate(number=Count(what, distinct=what == "delivery")).order_by()
    return {tuple(v for k, v in row.items() if k != "number"): row["number"] for row in counted}


def together(sent: list[Sent]) -> tuple[Rate, Rate]:
    """Bounces and complaints of these issues as one."""
    bounces, complaints = [s.bounces for s in sent], [s.complaints for s in sent]
    return (
        Rate(sum(r.number for r in bounces), sum(r.of for r in bounces), BOUNCES),
        Rate(sum(r.number for r in complaints), sum(r.of for r in complaints), COMPLAINTS),
    )
