"""Never writing to an address again, and when that ends."""

from datetime import UTC, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter.models import Subscriber, Suppression, SuppressionAct
from newsletter.suppressing import FINAL, email_hash, email_hashes, suppressed_among
from newsroom.kit.locks import one_at_a_time

Reason = Suppression.Reason
# A stronger reason replaces a weaker one, never the other way round.
STRENGTH = {Reason.IMPORTED: 0, Reason.BOUNCED: 1, Reason.COMPLAINED: 2, Reason.ASKED: 3}


@transaction.atomic
def suppress(email: str, *, reason: str, detail: str = "", by: User | None = None) -> Suppression:
    """Nobody writes a newsletter to this address again. Only its hash is kept."""
    hashed = email_hash(email)
    with one_at_a_time(f"suppression:{hashed}"):
        found = Suppression.objects.filter(email_hash__in=email_hashes(email)).first()
        if found and STRENGTH[found.reason] >= STRENGTH[reason]:
            return found
        detail = detail[:300]
        if found:
            found.reason, found.detail = reason, detail
            found.save(update_fields=["reason", "detail"])
        else:
            found = Suppression.objects.create(email_hash=hashed, reason=reason, detail=detail)
        SuppressionAct.objects.create(
            email_hash=found.email_hash, act="added", reason=reason, detail=detail, by=by
        )
    return found


@transaction.atomic
def suppress_all(reasons: dict[str, str], *, detail: str, by: User | None = None) -> int:
    """Many addresses, each with its reason; how many of them were not on the list before."""
    known = suppressed_among(reasons)
    new = {email_hash(email): why for email, why in reasons.items() if email not in known}
    rows = [Suppression(email_hash=key, reason=why, detail=detail) for key, why in new.items()]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True)
    SuppressionAct.objects.bulk_create(
        SuppressionAct(email_hash=key, act="added", reason=why, detail=detail, by=by)
        for key, why in new.items()
    )
    return len(new)


@transaction.atomic
def suppress_by_hand(email: str, *, detail: str, by: User) -> Suppression:
    """The desk was asked to; who is on our lists leaves them too."""
    email = email.strip()
    validate_email(email)
    subscriber = Subscriber.objects.filter(email__iexact=email).first()
    if subscriber:
        from newsletter.actions.subscribing import leave

        leave(subscriber, place="desk", note=detail)
    return suppress(email, reason=Reason.ASKED, detail=detail, by=by)


@transaction.atomic
def lift(suppression: Suppression, *, because: str, by: User) -> None:
    """The address may be written to again, once it has said yes; nothing is sent by this."""
    because = because.strip()
    if not because:
        raise ValidationError(_("Say why it may be written to again."))
    found = Suppression.objects.select_for_update().filter(pk=suppression.pk).first()
    if found is None:
        return
    SuppressionAct.objects.create(
        email_hash=found.email_hash, act="lifted", reason=found.reason, detail=because[:300], by=by
    )
    found.delete()


@transaction.atomic
def take_back_never(email: str) -> None:
    """By a link only this address was sent; one that bounced or complained stays as it is."""
    found = Suppression.objects.filter(email_hash__in=email_hashes(email), reason=Reason.ASKED)
    _come_back(found)


@transaction.atomic
def let_back(email: str, *, asked: float) -> None:
    """The address confirmed by mail that we were asked for at `asked`, so it exists since then.

    What it asked for itself stays, and an old letter proves nothing about a later bounce.
    """
    moment = datetime.fromtimestamp(asked, UTC)
    found = Suppression.objects.filter(email_hash__in=email_hashes(email), since__lte=moment)
    _come_back(found.exclude(reason__in=FINAL))


def _come_back(found) -> None:
    for suppression in found.select_for_update():
        SuppressionAct.objects.create(
            email_hash=suppression.email_hash, act="came_back", reason=suppression.reason
        )
        suppression.delete()
