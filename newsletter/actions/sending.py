"""Stopping an issue on its way, and letting it go on; issues.py writes down who did."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter.actions import telling
from newsletter.models import Delivery, Issue, IssueLog, Release, Seal, under_way
from newsletter.sending import ledger, seal

RUNNING = (Issue.State.FREEZING, Issue.State.SENDING)
WAITING = (Issue.State.PAUSED, Issue.State.HELD)


@transaction.atomic
def pause(issue: Issue, *, by: User) -> bool:
    """Nothing more goes out after the copies in flight. False when it was not being sent."""
    return bool(_running(issue.pk).update(state=Issue.State.PAUSED, halted_because=""))


@transaction.atomic
def resume(issue: Issue, *, by: User) -> bool:
    """Go on where it stopped; also a person's word that a late or restored issue may go."""
    if is_sealed():
        raise ValidationError(_("Nothing is sent from this database until sending is released."))
    waiting = Issue.objects.select_for_update().filter(pk=issue.pk, state__in=WAITING)
    found = waiting.first()
    if found is None:
        return False
    frozen = found.frozen_at is not None and found.expected is not None
    found.state = Issue.State.SENDING if frozen else Issue.State.FREEZING
    found.halted_because, found.not_after = "", None
    found.restored, found.refused_in_a_row = False, 0
    found.save(
        update_fields=["state", "halted_because", "not_after", "restored", "refused_in_a_row"]
    )
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
    return _stop(_ready(issue_id), Issue.State.HELD, because)


def hold_restored(issue_id: int) -> bool:
    """This database was restored or copied: what it believes to be unsent may have been sent."""
    because = _("The database was restored or copied. Who got it after that is not known here.")
    return _stop(_ready(issue_id), Issue.State.HELD, because, restored=True)


def hold_all() -> None:
    """All that is on its way or whose time has come; what is done needs nobody's word."""
    due = Q(state=Issue.State.FREEZING) | Q(state=Issue.State.SENDING) & Q(under_way())
    due |= Q(state=Issue.State.SCHEDULED, scheduled_for__lte=Now())
    for pk in Issue.objects.filter(due).values_list("pk", flat=True):
        hold_restored(pk)


def _running(pk: int) -> QuerySet[Issue]:
    return Issue.objects.filter(pk=pk, state__in=RUNNING)


def _ready(pk: int) -> QuerySet[Issue]:
    return Issue.objects.filter(pk=pk, state__in=[Issue.State.SCHEDULED, *RUNNING])


@transaction.atomic
def _stop(
    issues: QuerySet[Issue], state: Issue.State, because: str, *, restored: bool = False
) -> bool:
    """Whoever stops it first tells it; the others find it stopped."""
    found = issues.select_for_update().first()
    if found is None:
        return False
    found.state, found.halted_because, found.restored = state, because[:300], restored
    found.save(update_fields=["state", "halted_because", "restored"])
    IssueLog.objects.create(issue=found, event=IssueLog.Event.STOP, note=because[:200])
    telling.stopped(found)
    return True


def is_sealed() -> bool:
    """Whether senders found that this database was restored or copied, and send nothing."""
    return Seal.objects.filter(sealed_as__isnull=False).exists()


def stand_still() -> None:
    """Senders found that this database was restored or copied."""
    hold_all()
    telling.sealed(Seal.objects.get())


@transaction.atomic
def release_database(*, by: User | None) -> bool:
    """A person's word that this database, restored or copied, is the one to send from.

    Its issues are held first: what it believes to be unsent may have been sent. The senders learn
    of it by themselves. False when nobody doubted it.
    """
    found = Seal.objects.select_for_update().filter(sealed_as__isnull=False).first()
    if found is None:
        return False
    hold_all()
    held = Issue.objects.filter(state=Issue.State.HELD, restored=True).count()
    Release.objects.create(person=by, sealed_at=found.sealed_at, held=held)
    Seal.objects.update(
        released_as=F("sealed_as"), released_at=Now(), sealed_as=None, sealed_at=None
    )
    return True


def release_from_here() -> bool:
    """The same on a sender's own machine, whether or not a sender has looked already."""
    with ledger.connect() as db:
        released = not seal.holds(db) and release_database(by=None)
        seal.holds(db)  # which writes the file
    return released
