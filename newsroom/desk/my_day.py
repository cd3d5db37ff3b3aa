"""My day: what is planned, what waits, what is read. One question each, whatever the number."""

from datetime import datetime, timedelta

from django.db.models import Max, Min, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import being_written
from articles.models import Article, DeskLog, HourlyViews, PlannedChange
from articles.policy import may_publish
from comments.models import Comment
from newsletter.models import Subscription
from newsroom.desk.axis import Axis
from newsroom.kit.times import span

LINES = 12
READ_LINES = 5
CURVE_HOURS = 18
WORTH_FILLING = timedelta(hours=2)

Status = Article.Status


def my_day(user) -> dict:
    now = timezone.localtime()
    stories = _today(now)
    planned = [s for s in stories if s.published_at > now]
    published = [s for s in stories if s.published_at <= now]
    context = {
        "date": date_format(now, "l j F"),
        "clock": f"{now:%H:%M}",
        "published_count": len(published),
        "planned_count": len(planned),
        "axis": Axis(now, published, planned),
        "plan": _plan(now, planned),
        "waiting": _waiting(user, now),
        "mine": _mine(user),
        "not_made": _not_made(user),
        "read": _read(now),
        "read_since": _read_from(now),
        "may_publish": may_publish(user),
    }
    if user.has_perm("comments.view_comment"):
        context["held"] = _held(now)
    if user.has_perm("newsletter.view_subscriber"):
        context["readers"] = _readers(now)
    if user.has_perm("accounts.change_user"):
        context["failed_jobs"] = _failed_jobs(now)
    return context


def _today(now: datetime) -> list[Article]:
    start = now.replace(hour=0, minute=0, second=0, microsecond=0)
    stories = Article.objects.filter(
        status=Status.PUBLISHED,
        published_at__gte=start,
        published_at__lt=start + timedelta(days=1),
    )
    return list(stories.select_related("section").defer("body", "search").order_by("published_at"))


def _plan(now: datetime, planned: list[Article]) -> list[dict]:
    """The stories in their order; where more than two hours are free, a line that says so."""
    lines, last = [], now
    for story in planned:
        at = timezone.localtime(story.published_at)
        if at - last > WORTH_FILLING:
            lines.append({"free_until": f"{at:%H:%M}"})
        lines.append({"story": story, "time": f"{at:%H:%M}"})
        last = at
    return lines


def _waiting(user, now: datetime) -> list[dict]:
    """For editors what was submitted; for writers what came back to them."""
    if may_publish(user):
        event, stories = DeskLog.Event.SUBMIT, Article.objects.filter(status=Status.REVIEW)
    else:
        event = DeskLog.Event.RETURN
        stories = Article.objects.filter(status=Status.DRAFT, created_by=user, log__event=event)
    last = DeskLog.objects.filter(article=OuterRef("pk"), event=event).order_by("-at", "-pk")
    stories = (
        stories.distinct()
        .annotate(
            since=Subquery(last.values("at")[:1]),
            who=Subquery(last.values("person__display_name")[:1]),
        )
        .defer("body", "search")
        .order_by("since")[:LINES]
    )
    return [
        {"story": s, "who": s.who or "", "for": span(now - s.since) if s.since else ""}
        for s in stories
    ]


def _not_made(user) -> list[PlannedChange]:
    """Planned changes that could not be made, and those that should have been by now."""
    if not may_publish(user):
        return []
    late = Q(due_at__lt=Now() - PlannedChange.LATE_AFTER)
    refused = Q(state=PlannedChange.State.REFUSED)
    found = PlannedChange.objects.filter(late | refused, state__in=PlannedChange.OPEN)
    return list(found.select_related("article").defer("article__body", "article__search")[:LINES])


def _mine(user) -> list[Article]:
    mine = (
        Article.objects.filter(Q(created_by=user) | Q(authors__account=user))
        .filter(status__in=[Status.DRAFT, Status.REVIEW])
        .distinct()
        .select_related("section")
        .defer("body", "search")
        .order_by("-saved_at")[:LINES]
    )
    mine = list(being_written.with_writers(mine, but=user))
    for story in mine:
        story.here = being_written.writers(story)
    return mine


def _read_from(now: datetime) -> datetime:
    """Views are kept by the hour: the present hour alone would be empty at its start."""
    return now.replace(minute=0, second=0, microsecond=0) - timedelta(hours=1)


def _read(now: datetime) -> list[dict]:
    since = _read_from(now)
    top = (
        HourlyViews.objects.filter(hour__gte=since)
        .values("article_id", "article__headline")
        .annotate(views=Sum("count"))
        .order_by("-views")[:READ_LINES]
    )
    top = list(top)
    first = since - timedelta(hours=CURVE_HOURS - 2)
    counts = {
        (row["article_id"], row["hour"]): row["count"]
        for row in HourlyViews.objects.filter(
            article__in=[line["article_id"] for line in top], hour__gte=first
        ).values("article_id", "hour", "count")
    }
    hours = [first + timedelta(hours=n) for n in range(CURVE_HOURS)]
    for line in top:
        line["curve"] = _curve([counts.get((line["article_id"], hour), 0) for hour in hours])
    return top


def _curve(values: list[int], width: int = 68, height: int = 22) -> dict:
    """The path of a small line and its last point, in the units of its SVG."""
    low, high = min(values), max(values)
    step = (width - 5) / (len(values) - 1)
    points = [
        (1 + n * step, height - 3 - (value - low) / ((high - low) or 1) * (height - 6))
        for n, value in enumerate(values)
    ]
    path = "M" + " ".join(f"{x:.1f} {y:.1f}" for x, y in points)
    return {"path": path, "x": f"{points[-1][0]:.1f}", "y": f"{points[-1][1]:.1f}"}


def _held(now: datetime) -> dict:
    held = Comment.objects.filter(status=Comment.Status.HELD)
    oldest = held.aggregate(oldest=Min("posted_at"))["oldest"]
    return {"count": held.count(), "oldest": span(now - oldest) if oldest else ""}


def _readers(now: datetime) -> dict:
    mailable = Subscription.objects.mailable()
    return {
        "count": mailable.values("subscriber").distinct().count(),
        "new": mailable.filter(confirmed_at__gte=now - timedelta(days=7)).count(),
        "last": mailable.aggregate(last=Max("confirmed_at"))["last"],
    }


def _failed_jobs(now: datetime) -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()
