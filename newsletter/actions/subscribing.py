"""Asking for a newsletter, saying yes by mail, and leaving."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter import tasks
from newsletter.actions.suppressing import let_back
from newsletter.links import (
    VALID_FOR,
    confirm_url,
    leave_headers,
    leave_url,
    preferences_url,
)
from newsletter.models import Newsletter, Subscriber, Subscription
from newsletter.suppressing import may_be_asked
from newsroom.kit import mail
from newsroom.kit.throttle import allowed
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

FORGET_AFTER = timedelta(days=30)
# A letter names what else the address asked for lately, for which it may have got none.
ASKED_LATELY = timedelta(days=1)
ONE_LETTER_IN, LETTERS_A_DAY, DAY = 600, 3, 24 * 3600


@transaction.atomic
def ask(email: str, newsletters: list[Newsletter], *, texts: dict[int, str], place: str) -> None:
    """Remember that somebody asked for this address, and write to it.

    New, waiting, confirmed, gone or suppressed, every address goes the same way with the same
    queries, so that nothing can be learnt about it by asking. `texts` (by newsletter) and `place`
    are the evidence: what the form said, where.
    """
    email = normalised(email)
    Subscriber.objects.bulk_create([Subscriber(email=email)], ignore_conflicts=True)
    subscriber = Subscriber.objects.at(email).get()
    now = timezone.now()
    Subscription.objects.bulk_create(
        [
            Subscription(subscriber=subscriber, newsletter=newsletter, asked_at=now)
            for newsletter in newsletters
        ],
        ignore_conflicts=True,
    )
    for newsletter in newsletters:
        wish = Subscription.objects.filter(subscriber=subscriber, newsletter=newsletter)
        wish.filter(Q(confirmed_at=None) | Q(left_at__isnull=False)).update(
            asked_at=now, asked_text=texts[newsletter.pk][:300], asked_place=place
        )
    if may_be_written_to(email):
        Subscriber.objects.filter(pk=subscriber.pk).update(asked_at=now)
        tasks.write_to_asker.defer(
            subscriber_id=subscriber.pk, newsletter_ids=[n.pk for n in newsletters]
        )


def may_be_written_to(email: str) -> bool:
    """Count a letter that somebody asked for: one in ten minutes, three a day for an address.

    The short limit is asked first, so that tries it refuses use up nothing of the day.
    """
    return allowed("newsletter:letter", email, times=1, seconds=ONE_LETTER_IN) and allowed(
        "newsletter:letters", email, times=LETTERS_A_DAY, seconds=DAY
    )


def write_to_asker(subscriber_id: int, newsletter_ids: list[int]) -> None:
    """Ask the address itself; tell one that already gets all of it that it does."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None or not may_be_asked(subscriber.email):
        return
    wishes = list(
        subscriber.subscriptions.filter(
            Q(newsletter__in=newsletter_ids) | Q(asked_at__gte=timezone.now() - ASKED_LATELY),
        ).select_related("newsletter")
    )
    waiting = [s for s in wishes if not s.receives and not s.left_since(s.asked_at.timestamp())]
    had = [s for s in wishes if s.receives and s.newsletter_id in newsletter_ids]
    asked_for = waiting or had  # neither: the reader left before the letter went
    if not asked_for:
        return
    context = {
        "site": chrome().site,
        "newsletters": [s.newsletter for s in asked_for],
        "leave_url": leave_url(subscriber.key),
        "preferences_url": preferences_url(subscriber.key),
    }
    if waiting:
        ids = [s.newsletter_id for s in waiting]
        context["confirm_url"] = confirm_url(
            subscriber, ids, asked_at=max(s.asked_at for s in waiting)
        )
    with in_readers_language():
        mail.send(
            "mail/newsletter_confirm" if waiting else "mail/newsletter_already",
            to=subscriber.email,
            subject=_("Confirm your newsletter")
            if waiting
            else _("You already get this newsletter"),
            context=context,
            headers=leave_headers(subscriber.key),
        )


def confirmable(subscriber_id: int, newsletter_ids: list[int], asked: float):
    """The wishes a link may confirm: none of a time before the reader left or renewed the links."""
    found = Subscription.objects.filter(subscriber=subscriber_id, newsletter__in=newsletter_ids)
    found = found.select_related("newsletter", "subscriber").order_by("newsletter__order", "pk")
    return [s for s in found if not s.left_since(asked) and not s.subscriber.revoked_since(asked)]


@transaction.atomic
def confirm(subscriber_id: int, newsletter_ids: list[int], asked: float) -> list[Subscription]:
    """The address said yes. Saying it twice changes nothing; a link from before leaving is void."""
    if not Subscriber.objects.select_for_update().filter(pk=subscriber_id).exists():
        return []
    valid = confirmable(subscriber_id, newsletter_ids, asked)
    for subscription in valid:
        if not subscription.receives:
            begin(subscription)
    if valid:
        let_back(valid[0].subscriber.email, asked=asked)
    return valid


def begin(subscription: Subscription) -> None:
    subscription.confirmed_at, subscription.left_at = timezone.now(), None
    subscription.left_place = subscription.left_note = ""
    subscription.save(update_fields=["confirmed_at", "left_at", "left_place", "left_note"])


@transaction.atomic
def leave(
    subscriber: Subscriber, newsletter: Newsletter | None = None, *, place: str, note: str = ""
) -> int:
    """No more of this newsletter, or of any; at once, and as often as it is said.

    The dates are kept. A wish that was never confirmed is forgotten, and the links that would
    have confirmed it are void. `place` and `note` say how and why.
    """
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    own = subscriber.subscriptions.all()
    if newsletter is not None:
        own = own.filter(newsletter=newsletter)
    now = timezone.now()
    left = own.mailable().update(left_at=now, left_place=place, left_note=note[:200])
    forgotten, _by_table = own.filter(confirmed_at__isnull=True).delete()
    if forgotten or newsletter is None:
        revoke_links(subscriber, now)
    return left


def revoke_links(subscriber: Subscriber, now: datetime) -> None:
    subscriber.revoked_at, subscriber.moving_to = now, ""
    subscriber.save(update_fields=["revoked_at", "moving_to"])


def forget_unconfirmed() -> int:
    """Addresses that never said yes are not ours to keep."""
    late = Now() - FORGET_AFTER
    Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=late).delete()
    # Nor is an address somebody wanted to move to, once its link is over.
    Subscriber.objects.filter(moving_asked_at__lt=Now() - VALID_FOR).update(
        moving_to="", moving_asked_at=None
    )
    alone = Subscriber.objects.filter(subscriptions__isnull=True, created_at__lt=late)
    return alone.delete()[0]


def normalised(email: str) -> str:
    """Domains have no case; what stands before the @ may have one."""
    local, _at, domain = email.strip().rpartition("@")
    return f"{local}@{domain.lower()}"
