"""Asking for a newsletter, saying yes by mail, and leaving."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from newsletter import tasks
from newsletter.links import confirm_url, leave_headers, leave_url
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.kit import mail
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

FORGET_AFTER = timedelta(days=30)


@transaction.atomic
def ask(email: str, newsletters: list[Newsletter], *, text: str, place: str) -> None:
    """Remember that somebody asked for this address, and write to it.

    New, waiting, confirmed or gone, every address goes the same way, so that nothing can be
    learnt about it by asking. `text` and `place` are the evidence: what the form said, where.
    """
    email = normalised(email)
    subscriber, _new = Subscriber.objects.get_or_create(
        email__iexact=email, defaults={"email": email}
    )
    now = timezone.now()
    for newsletter in newsletters:
        subscription, new = Subscription.objects.get_or_create(
            subscriber=subscriber,
            newsletter=newsletter,
            defaults={"asked_at": now, "asked_text": text[:300], "asked_place": place},
        )
        if not new and not subscription.receives:
            subscription.asked_at = now
            subscription.asked_text, subscription.asked_place = text[:300], place
            subscription.save(update_fields=["asked_at", "asked_text", "asked_place"])
    subscriber.asked_at = now
    subscriber.save(update_fields=["asked_at"])
    tasks.write_to_asker.defer(
        subscriber_id=subscriber.pk, newsletter_ids=[n.pk for n in newsletters]
    )


def write_to_asker(subscriber_id: int, newsletter_ids: list[int]) -> None:
    """Ask the address itself; tell one that already gets all of it that it does."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).first()
    if subscriber is None:
        return
    asked_for = subscriber.subscriptions.filter(newsletter_id__in=newsletter_ids)
    asked_for = list(asked_for.select_related("newsletter"))
    waiting = [s for s in asked_for if not s.receives]
    context = {
        "site": chrome().site,
        "newsletters": [s.newsletter for s in waiting or asked_for],
        "leave_url": leave_url(subscriber),
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
            headers=leave_headers(subscriber),
        )


@transaction.atomic
def confirm(subscriber_id: int, newsletter_ids: list[int], asked: float) -> list[Subscription]:
    """The address said yes. Saying it twice changes nothing; a link from before leaving is void."""
    wanted = Subscription.objects.select_for_update(of=("self",)).filter(
        subscriber=subscriber_id, newsletter__in=newsletter_ids
    )
    valid = [s for s in wanted.select_related("newsletter") if not s.left_since(asked)]
    for subscription in valid:
        if not subscription.receives:
            subscription.confirmed_at, subscription.left_at = timezone.now(), None
            subscription.save(update_fields=["confirmed_at", "left_at"])
    return valid


@transaction.atomic
def leave(subscriber: Subscriber) -> None:
    """No more letters to this address, nor to one that never confirmed. The dates are kept."""
    own = subscriber.subscriptions
    own.mailable().update(left_at=timezone.now())
    own.filter(confirmed_at__isnull=True).delete()


def forget_unconfirmed() -> int:
    """Addresses that never said yes are not ours to keep."""
    late = Now() - FORGET_AFTER
    Subscription.objects.filter(confirmed_at__isnull=True, asked_at__lt=late).delete()
    alone = Subscriber.objects.filter(subscriptions__isnull=True, created_at__lt=late)
    return alone.delete()[0]


def normalised(email: str) -> str:
    """Domains have no case; what stands before the @ may have one."""
    local, _at, domain = email.strip().rpartition("@")
    return f"{local}@{domain.lower()}"
