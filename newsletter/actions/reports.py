"""What providers and mail servers report about a message, and what follows from it.

Reports come late, twice and in any order. Each is kept once, in one transaction with what it
changes; what it changes depends on when it happened, not on when it came.
"""

import hashlib
import re
import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from newsletter.actions.subscribing import leave
from newsletter.actions.suppressing import Reason, suppress
from newsletter.models import Delivery, ProviderEvent, Subscriber, Subscription

Kind = ProviderEvent.Kind
State = Delivery.State
ADDRESS = re.compile(r"[^\s<>@;:,\"'()]{1,64}@[^\s<>@;:,\"'()]{1,255}")
HARD_BOUNCES = 2  # of different copies, until the address is given up


@dataclass(frozen=True)
class Report:
    """`key` is the copy's, where the report tells it; `gone`: there is no such address.

    A bounce that is not `lasting` (a full mailbox, a refusal of this one message) fails the copy
    and says nothing about the next.
    """

    provider: str
    kind: str
    event: str = ""
    key: uuid.UUID | None = None
    email: str = ""
    happened_at: datetime | None = None
    detail: str = ""
    code: int | None = None
    gone: bool = False
    lasting: bool = True

    @property
    def name(self) -> str:
        """What it is known by when it comes again; providers that give no name get one here."""
        if self.event:
            return self.event[:200]
        told = [self.kind, self.key, self.email.lower(), self.happened_at, self.detail]
        return "#" + hashlib.sha256("\0".join(str(part) for part in told).encode()).hexdigest()


@transaction.atomic
def take(report: Report) -> bool:
    """Keep the report and do what it asks for; False when it is known already."""
    delivery = _delivery(report.key)
    event, new = ProviderEvent.objects.get_or_create(
        provider=report.provider[:30],
        event=report.name,
        defaults={
            "kind": report.kind,
            "delivery": delivery,
            "lasting": report.kind == Kind.BOUNCED and report.lasting,
            "detail": _detail(report),
            "happened_at": _when(report),
        },
    )
    if not new:
        return False
    subscriber = _subscriber(delivery, report)
    match report.kind:
        case Kind.BOUNCED:
            _bounced(event, delivery, subscriber, report)
        case Kind.DELIVERED if delivery:
            _delivered(event, delivery)
        case Kind.COMPLAINED if subscriber:
            leave(subscriber, place="complaint")
            suppress(subscriber.email, reason=Reason.COMPLAINED, detail=event.detail)
        case Kind.LEFT if subscriber:
            _leave(subscriber, before=event.happened_at)
    if report.kind == Kind.COMPLAINED and not subscriber and report.email:
        suppress(report.email, reason=Reason.COMPLAINED, detail=event.detail)
    return True


def _delivery(key: uuid.UUID | None) -> Delivery | None:
    if key is None:
        return None
    return Delivery.objects.select_for_update().filter(key=key).first()


def _subscriber(delivery: Delivery | None, report: Report) -> Subscriber | None:
    """The reader of the copy; without one, whom the provider names. Erased readers are nobody."""
    if delivery:
        return delivery.subscriber
    if not report.email:
        return None
    return Subscriber.objects.filter(email__iexact=report.email.strip()).first()


def _when(report: Report) -> datetime:
    """A provider's clock may be ahead of ours; nothing has happened in the future."""
    now = timezone.now()
    return min(report.happened_at or now, now)


def _detail(report: Report) -> str:
    """What was said, without addresses: a report outlives the erasure of who it is about."""
    said = ADDRESS.sub("…", " ".join(report.detail.replace("\0", "").split()))
    return f"{report.code} {said}".strip()[:300] if report.code else said[:300]


def _bounced(event, delivery, subscriber, report) -> None:
    if delivery and delivery.state not in (State.SUPPRESSED, State.CANCELLED):
        delivery.state = State.FAILED
        delivery.settled_at = delivery.settled_at or timezone.now()
        delivery.last_code = report.code or delivery.last_code
        delivery.last_reply = event.detail
        delivery.save(update_fields=["state", "settled_at", "last_code", "last_reply"])
    if not report.lasting:
        return
    if subscriber is None:
        if report.gone and report.email and delivery is None:
            suppress(report.email, reason=Reason.BOUNCED, detail=event.detail)
        return
    if _confirmed_since(subscriber, event.happened_at):
        return
    if report.gone or _hard_bounces(subscriber) >= HARD_BOUNCES:
        suppress(subscriber.email, reason=Reason.BOUNCED, detail=event.detail)


def _confirmed_since(subscriber: Subscriber, moment: datetime) -> bool:
    """Who confirmed after the bounce reads mail at this address."""
    return subscriber.subscriptions.filter(confirmed_at__gt=moment).exists()


def _hard_bounces(subscriber: Subscriber) -> int:
    found = ProviderEvent.objects.filter(delivery__subscriber=subscriber, lasting=True)
    return found.values("delivery").distinct().count()


def _delivered(event, delivery) -> None:
    """Settles a copy of which nobody knew whether it was sent; a bounce of it weighs more."""
    if delivery.state not in (*Delivery.OPEN, State.UNCERTAIN):
        return
    if delivery.events.filter(kind=Kind.BOUNCED, happened_at__gte=event.happened_at).exists():
        return
    delivery.state, delivery.settled_at = State.ACCEPTED, timezone.now()
    delivery.save(update_fields=["state", "settled_at"])


def _leave(subscriber: Subscriber, *, before: datetime) -> None:
    """A late report does not end what the reader confirmed after it."""
    own = Subscription.objects.filter(subscriber=subscriber)
    receives = own.mailable().filter(confirmed_at__lte=before)
    receives.update(left_at=timezone.now(), left_place="provider")
    own.filter(confirmed_at__isnull=True, asked_at__lte=before).delete()
