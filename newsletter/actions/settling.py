"""What the desk does with copies that did not arrive, or of which nobody knows."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from newsletter.models import Delivery, Issue, IssueLog, ProviderEvent

State = Delivery.State
# The server named the address as the reason; it would say the same again.
FOR_GOOD = (501, 510, 511, 513, 550, 551, 553)
# Unless what it minded was us: 5.7.x is policy.
ABOUT_US = r"\y5\.7\.\d+"


def retryable(issue: Issue) -> QuerySet[Delivery]:
    """Failed copies that another try may bring home."""
    lasting = ProviderEvent.objects.filter(delivery=OuterRef("pk"), lasting=True)
    failed = issue.deliveries.filter(state=State.FAILED, subscriber__isnull=False)
    about_them = Q(last_code__in=FOR_GOOD) & ~Q(last_reply__regex=ABOUT_US)
    # A code that is not known is not among them.
    return failed.filter(Q(last_code__isnull=True) | ~about_them).exclude(Exists(lasting))


@transaction.atomic
def retry_failed(issue: Issue, *, by: User) -> int:
    """Try them once more. Who left or was suppressed since gets nothing: that is asked again."""
    issue = _begun(issue)
    copies = _again(retryable(issue))
    _note(issue, IssueLog.Event.RETRY, copies, by)
    return copies


@transaction.atomic
def resend_uncertain(issue: Issue, *, by: User) -> int:
    """Better twice than never: a reader who got it gets it once more."""
    issue = _begun(issue)
    uncertain = issue.deliveries.filter(state=State.UNCERTAIN, subscriber__isnull=False)
    copies = _again(uncertain)
    _note(issue, IssueLog.Event.RESEND, copies, by)
    return copies


@transaction.atomic
def let_go(issue: Issue, *, by: User) -> int:
    """Better never than twice: they stay uncertain, and the issue counts as done."""
    issue = _begun(issue)
    open_ones = issue.deliveries.filter(state=State.UNCERTAIN, settled_at__isnull=True)
    copies = open_ones.update(settled_at=Now())
    _note(issue, IssueLog.Event.LET_GO, copies, by)
    return copies


def _begun(issue: Issue) -> Issue:
    found = Issue.objects.select_for_update().get(pk=issue.pk)
    if found.state not in (Issue.State.SENDING, Issue.State.PAUSED, Issue.State.HELD):
        raise ValidationError(_("Nothing of this issue is being sent."))
    found.refused_in_a_row = 0
    found.save(update_fields=["refused_in_a_row"])
    return found


def _again(copies: QuerySet[Delivery]) -> int:
    """A higher epoch, so that an answer that is still under way changes nothing."""
    return Delivery.objects.filter(pk__in=copies.values("pk")).update(
        state=State.PENDING,
        epoch=F("epoch") + 1,
        attempts=0,
        next_try_at=Now(),
        settled_at=None,
        sender=None,
        lease_until=None,
    )


def _note(issue: Issue, event: str, copies: int, by: User) -> None:
    if copies:
        note = ngettext("%(number)d copy", "%(number)d copies", copies) % {"number": copies}
        IssueLog.objects.create(issue=issue, event=event, note=note, person=by)
