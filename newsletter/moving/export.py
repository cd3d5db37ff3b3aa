"""Subscribers with their states as CSV, one line after another from the database."""

from collections.abc import Iterator

from django.utils import timezone

from newsletter.models import Newsletter, Subscription
from newsletter.moving import writing
from newsletter.suppressing import suppressed_among

HEADER = [
    "email", "newsletter", "state", "asked_at", "asked_text", "asked_place", "confirmed_at",
    "left_at", "suppressed",
]  # fmt: skip
AT_ONCE = 1000


def lines(newsletter: Newsletter) -> Iterator[str]:
    """Everybody who ever asked for it, in a form that can be taken in again."""
    yield from writing.lines(HEADER, _rows(newsletter))


def _rows(newsletter: Newsletter) -> Iterator[list]:
    found = Subscription.objects.filter(newsletter=newsletter).select_related("subscriber")
    # By key, page by page: an export of a million may take minutes, and must not hold a cursor.
    last = 0
    while page := list(found.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        barred = suppressed_among(s.subscriber.email for s in page)
        for s in page:
            yield [
                s.subscriber.email, newsletter.slug, _state(s), _iso(s.asked_at), s.asked_text,
                s.asked_place, _iso(s.confirmed_at), _iso(s.left_at),
                "yes" if s.subscriber.email in barred else "",
            ]  # fmt: skip
        last = page[-1].pk


def _state(subscription: Subscription) -> str:
    if subscription.left_at:
        return "left"
    return "confirmed" if subscription.confirmed_at else "waiting"


def _iso(moment) -> str:
    return timezone.localtime(moment, timezone.get_default_timezone()).isoformat() if moment else ""
