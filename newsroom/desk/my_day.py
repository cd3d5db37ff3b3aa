"""My day: what is planned, what waits, what is read. One question each, whatever the number."""

from datetime import datetime, timedelta

from django.db.models import Max, Min, Q
from django.utils import timezone
from django.utils.formats import date_format
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import PlannedChange
from articles.policy import may_assign, may_publish, waiting_for
from comments.models import Comment
from newsletter.models import Issue, Subscription
from newsroom.curation.breaking import standing
from newsroom.desk import in_hand, read_now, rights
from newsroom.desk.axis import Axis
from newsroom.desk.planned_day import published_and_planned, with_gaps
from newsroom.kit.times import span

LINES = 12


def my_day(user) -> dict:
    now = timezone.localtime()
    sees_letters = user.has_perm("newsletter.view_issue")
    done, planned = published_and_planned(now, letters=sees_letters)
    letters = [entry.at for entry in planned if entry.what == "issue"]
    due = [entry.at for entry in planned if entry.what != "issue"]
    context = {
        "date": date_format(now, "l j F"),
        "clock": f"{now:%H:%M}",
        "published_count": len(done),
        "planned_count": len(planned),
        "axis": Axis(now, done, due, letters),
        "plan": with_gaps(now, planned),
        "waiting": in_hand.waiting(user, now),
        "mine": in_hand.mine(user),
        "nobodys": in_hand.nobodys(user),
        "late": in_hand.late_with_others(user),
        "noted": in_hand.noted(user),
        "not_made": _not_made(user),
        "read": read_now.stories(now),
        "read_sections": read_now.sections(now),
        "read_since": read_now.since(now),
        "reads_others": bool(waiting_for(user)),
        "may_assign": may_assign(user),
    }
    if user.has_perm("articles.change_public_image"):
        context["pictures"] = [*rights.ending(), *rights.ended()]
    if user.has_perm("curation.view_front"):
        context["breaking"] = standing()
    if user.has_perm("comments.view_comment"):
        context["held"] = _held(now)
    if sees_letters:
        context["letters"] = _letters(now)
    if user.has_perm("newsletter.view_subscriber"):
        context["readers"] = _readers(now)
    if user.has_perm("accounts.change_user"):
        context["failed_jobs"] = _failed_jobs()
    return context


def _not_made(user) -> list[PlannedChange]:
    """Planned changes that could not be made, and those that should have been by now."""
    if not may_publish(user):
        return []
    late = PlannedChange.objects.late()
    found = late | PlannedChange.objects.filter(state=PlannedChange.State.REFUSED)
    return list(found.select_related("article").defer("article__body", "article__search")[:LINES])


def _held(now: datetime) -> dict:
    held = Comment.objects.filter(status=Comment.Status.HELD)
    oldest = held.aggregate(oldest=Min("posted_at"))["oldest"]
    return {"count": held.count(), "oldest": span(now - oldest) if oldest else ""}


def _letters(now: datetime) -> list[Issue]:
    """Issues that want somebody: stopped, waiting for approval, or due before the day is over."""
    state = Issue.State
    tonight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    wanted = (
        Q(state__in=[state.PAUSED, state.HELD])
        | Q(state=state.DRAFT, automatic=True, scheduled_for__isnull=False)
        | Q(state=state.SCHEDULED, scheduled_for__lt=tonight)
    )
    found = Issue.objects.filter(wanted).select_related("newsletter")
    return list(found.order_by("scheduled_for", "pk")[:LINES])


def _readers(now: datetime) -> dict:
    mailable = Subscription.objects.mailable()
    return {
        "count": mailable.values("subscriber").distinct().count(),
        "new": mailable.filter(confirmed_at__gte=now - timedelta(days=7)).count(),
        "last": mailable.aggregate(last=Max("confirmed_at"))["last"],
    }


def _failed_jobs() -> int:
    return ProcrastinateJob.objects.filter(status="failed").count()
