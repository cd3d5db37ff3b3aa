"""Stopping an issue on its way, and letting it go on; issues.py writes down who did."""

import uuid

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter.models import Delivery, Issue
from newsletter.sending import ledger, seal
from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind

RUNNING = (Issue.State.FREEZING, Issue.State.SENDING)
WAITING = (Issue.State.PAUSED, Issue.State.HELD)
PERMISSION = "newsletter.send_issue"
BACKEND = "django.contrib.auth.backends.ModelBackend"  # where roles are kept


@transaction.atomic
def pause(issue: Issue, *, by: User) -> bool:
    """Nothing more goes out after the copies in flight. False when it was not being sent."""
    return bool(_running(issue.pk).update(state=Issue.State.PAUSED, halted_because=""))


@transaction.atomic
def resume(issue: Issue, *, by: User) -> bool:
    """Go on where it stopped; also a person's word that a late or restored issue may go."""
    waiting = Issue.objects.select_for_update().filter(pk=issue.pk, state__in=WAITING)
    found = waiting.first()
    if found is None:
        return False
    frozen = found.frozen_at is not None and found.expected is not None
    found.state = Issue.State.SENDING if frozen else Issue.State.FREEZING
    found.halted_because, found.not_after = "", None
    found.save(update_fields=["state", "halted_because", "not_after"])
    pending = Delivery.objects.filter(issue=found, state=Delivery.State.PENDING)
    pending.filter(next_try_at__gt=Now()).update(next_try_at=Now())
    return True


@transaction.atomic
def cancel_rest(issue: Issue, *, by: User) -> int:
    """Nobody gets it any more who has not got it; how many those are."""
    found = Issue.objects.select_for_update().filter(pk=issue.pk, state__in=Issue.BEGUN).first()
    if found is None:
        return 0
    found.state, found.halted_because = Issue.State.CANCELLED, ""
    found.save(update_fields=["state", "halted_because"])
    unsent = [Delivery.State.PENDING, Delivery.State.CLAIMED]
    rest = Delivery.objects.filter(issue=issue, state__in=unsent)
    if found.expected is None:  # not even frozen: these rows are of no issue
        return rest._raw_delete(rest.db)
    return rest.update(state=Delivery.State.CANCELLED, settled_at=Now())


def halt(issue_id: int, words: str) -> bool:
    """The provider does not want this issue, or us: stop, and tell those who can do something."""
    because = _("The mail server refuses it: %(words)s") % {"words": words}
    return _stop(_running(issue_id), Issue.State.PAUSED, because)


def hold_late(issue_id: int) -> bool:
    because = _("It could not begin in time. Look at it once more before it goes out.")
    ready = [Issue.State.SCHEDULED, *RUNNING]
    return _stop(Issue.objects.filter(pk=issue_id, state__in=ready), Issue.State.HELD, because)


def hold_restored(issue_id: int) -> bool:
    """This database was restored or copied: what it believes to be unsent may have been sent."""
    because = _("The database was restored or copied. Who got it after that is not known here.")
    ready = [Issue.State.SCHEDULED, *RUNNING]
    return _stop(Issue.objects.filter(pk=issue_id, state__in=ready), Issue.State.HELD, because)


def hold_all() -> None:
    """All that is being sent or whose time has come."""
    due = Q(state__in=RUNNING) | Q(state=Issue.State.SCHEDULED, scheduled_for__lte=Now())
    for pk in Issue.objects.filter(due).values_list("pk", flat=True):
        hold_restored(pk)


def _running(pk: int) -> QuerySet[Issue]:
    return Issue.objects.filter(pk=pk, state__in=RUNNING)


@transaction.atomic
def _stop(issues: QuerySet[Issue], state: Issue.State, because: str) -> bool:
    """Whoever stops it first tells it; the others find it stopped."""
    found = issues.select_for_update().first()
    if found is None:
        return False
    found.state, found.halted_because = state, because[:300]
    found.save(update_fields=["state", "halted_because"])
    told = {"headline": str(found), "reason": found.halted_because}
    news = News(Kind.HALTED, f"halted:{found.pk}:{uuid.uuid4().hex}", _desk_url(found), told)
    may_send = User.objects.with_perm(PERMISSION, backend=BACKEND)
    notify(may_send.values_list("pk", flat=True), news)
    return True


def _desk_url(issue: Issue) -> str:
    try:
        return reverse("admin:newsletter_issue_change", args=[issue.pk])
    except NoReverseMatch:
        return reverse("admin:index")


def release_database() -> None:
    """A person's word that this database, restored or copied, is the one to send from.

    Its issues are held first: what it believes to be unsent may have been sent.
    """
    with ledger.connect() as db:
        if not seal.holds(db):
            hold_all()
            seal.release(db)


def is_sealed() -> bool:
    """Whether nothing is sent because this database was restored or copied."""
    with ledger.connect() as db:
        return not seal.holds(db)
