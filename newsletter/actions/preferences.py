"""What a reader chooses: lists and rhythms, what fills them, where they go, and never."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter import tasks
from newsletter.actions.subscribing import (
    begin,
    leave,
    may_be_written_to,
    normalised,
    revoke_links,
)
from newsletter.actions.suppressing import suppress, take_back_never
from newsletter.links import leave_headers, move_url, preferences_url
from newsletter.models import Newsletter, Subscriber, Subscription, Suppression
from newsletter.models.subscriber import new_key
from newsletter.suppressing import is_suppressed
from newsroom.kit import mail
from newsroom.kit.throttle import allowed
from newsroom.reading.models import Follow
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

MOVES_A_DAY, DAY = 3, 24 * 3600


def subscriber_of(person: User) -> Subscriber:
    """A member's own; made when they first choose something."""
    email = normalised(person.email)
    Subscriber.objects.bulk_create([Subscriber(email=email)], ignore_conflicts=True)
    return Subscriber.objects.at(email).get()


@transaction.atomic
def choose_lists(
    subscriber: Subscriber,
    wanted: dict[Newsletter, str],
    *,
    offered: Iterable[Newsletter],
    place: str,
    texts: dict[int, str],
) -> None:
    """Exactly the wanted ones of those offered, each in its rhythm ("" is as it comes).

    Whoever chooses here has proved the address: by the key, which only our mail holds, or by an
    account. So a new one begins at once.
    """
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    for newsletter in offered:
        if newsletter not in wanted:
            leave(subscriber, newsletter, place=place)
            continue
        subscription = _subscription(subscriber, newsletter)
        if not subscription.receives:
            subscription.asked_at = timezone.now()
            subscription.asked_text = texts[newsletter.pk][:300]
            subscription.asked_place = place
            subscription.save()
            begin(subscription)
        if subscription.rhythm != wanted[newsletter]:
            subscription.rhythm = wanted[newsletter]
            subscription.save(update_fields=["rhythm"])


def _subscription(subscriber: Subscriber, newsletter: Newsletter) -> Subscription:
    found = Subscription.objects.filter(subscriber=subscriber, newsletter=newsletter).first()
    return found or Subscription(subscriber=subscriber, newsletter=newsletter)


@transaction.atomic
def choose_follows(subscriber: Subscriber, chosen: dict[str, set[int]]) -> None:
    """Exactly these sections, authors and tags fill the reader's personal newsletters."""
    Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    own = Follow.objects.filter(subscriber=subscriber)
    for kind, ids in chosen.items():
        present = own.exclude(**{kind: None})
        present.exclude(**{f"{kind}__in": ids}).delete()
        kept = set(present.values_list(kind, flat=True))
        Follow.objects.bulk_create(
            Follow(subscriber=subscriber, **{f"{kind}_id": pk}) for pk in sorted(ids - kept)
        )


@transaction.atomic
def take_over_follows(person: User, subscriber: Subscriber) -> None:
    """What an address chose before it had an account is its member's from now on."""
    for row in Follow.objects.filter(subscriber=subscriber):
        Follow.objects.get_or_create(
            person=person,
            section_id=row.section_id,
            author_id=row.author_id,
            tag_id=row.tag_id,
        )
    Follow.objects.filter(subscriber=subscriber).delete()


def agree_to_be_counted(subscriber: Subscriber, *, agreed: bool) -> None:
    """The moment of the yes is kept while it lasts."""
    own = Subscriber.objects.filter(pk=subscriber.pk)
    if agreed:
        own.filter(counting_agreed_at=None).update(counting_agreed_at=timezone.now())
    else:
        own.update(counting_agreed_at=None)


@transaction.atomic
def ask_to_move(subscriber: Subscriber, email: str) -> None:
    """Write to the new address, which must say yes, and tell the present one. Another wish
    replaces this one. The answer to the reader is the same whatever became of it."""
    subscriber = Subscriber.objects.select_for_update().get(pk=subscriber.pk)
    email = normalised(email)
    often = allowed("newsletter:move", str(subscriber.pk), times=MOVES_A_DAY, seconds=DAY)
    if not often or email == subscriber.email or not may_be_written_to(email):
        return
    subscriber.moving_to, subscriber.moving_asked_at = email, timezone.now()
    subscriber.save(update_fields=["moving_to", "moving_asked_at"])
    tasks.write_to_mover.defer(subscriber_id=subscriber.pk)


def write_to_mover(subscriber_id: int) -> None:
    subscriber = Subscriber.objects.filter(pk=subscriber_id).exclude(moving_to="").first()
    if subscriber is None or is_suppressed(subscriber.moving_to):
        return
    context = {
        "site": chrome().site,
        "move_url": move_url(subscriber),
        "preferences_url": preferences_url(subscriber.key),
    }
    with in_readers_language():
        subject = _("Your newsletters at a new address")
        mail.send("mail/newsletter_move", to=subscriber.moving_to, subject=subject, context=context)
        mail.send(
            "mail/newsletter_moving",
            to=subscriber.email,
            subject=subject,
            context=context,
            headers=leave_headers(subscriber.key),
        )


def movable(subscriber_id: int, asked: float) -> Subscriber | None:
    """The subscriber a link may still move: not after another wish, leaving or new links."""
    subscriber = Subscriber.objects.filter(pk=subscriber_id).exclude(moving_to="").first()
    if subscriber is None or subscriber.moving_asked_at.timestamp() != asked:
        return None
    return subscriber


@transaction.atomic
def move(subscriber_id: int, asked: float) -> Subscriber | None:
    """The new address said yes: lists and follows go there, and every older link is void.

    Where the address is known already, the two become one.
    """
    Subscriber.objects.select_for_update().filter(pk=subscriber_id).first()
    subscriber = movable(subscriber_id, asked)
    if subscriber is None:
        return None
    there = Subscriber.objects.select_for_update().at(subscriber.moving_to)
    there = there.exclude(pk=subscriber.pk).first()
    if there is not None:
        return _join(subscriber, there)
    subscriber.email, subscriber.moving_to = subscriber.moving_to, ""
    subscriber.save(update_fields=["email", "moving_to"])
    return renew_links(subscriber)


def _join(former: Subscriber, there: Subscriber) -> Subscriber:
    for wish in former.subscriptions.mailable().select_related("newsletter"):
        subscription = _subscription(there, wish.newsletter)
        if not subscription.receives:
            subscription.asked_at, subscription.asked_place = wish.asked_at, wish.asked_place
            subscription.asked_text, subscription.rhythm = wish.asked_text, wish.rhythm
            subscription.save()
            begin(subscription)
    follows = Follow.objects.filter(subscriber=former)
    chosen = {
        kind: set(
            Follow.objects.filter(subscriber__in=[former, there])
            .exclude(**{kind: None})
            .values_list(kind, flat=True)
        )
        for kind in Follow.TARGETS
    }
    choose_follows(there, chosen)
    follows.delete()
    leave(former, place="moved")
    return there


def renew_links(subscriber: Subscriber) -> Subscriber:
    """A new key: every link in mail sent so far is void."""
    subscriber.key = new_key()
    subscriber.save(update_fields=["key"])
    revoke_links(subscriber, timezone.now())
    return subscriber


@transaction.atomic
def never_write(subscriber: Subscriber, *, note: str = "") -> None:
    """Leave all, and remember by the hash of the address that it said never."""
    leave(subscriber, place="never", note=note)
    suppress(subscriber.email, reason=Suppression.Reason.ASKED, detail=note)


def write_again(subscriber: Subscriber) -> None:
    """Takes back a never of the reader's own."""
    take_back_never(subscriber.email)
