"""The addresses in our letters: to confirm, to leave, to choose, to move.

Those to leave and to choose hold the subscriber's key and work as long as that key does; an issue
is rendered with a placeholder of the same length in its place.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from newsletter.models import Newsletter, Subscriber
from newsroom.kit.tokens import make_token, read_token

CONFIRM = "newsletter-confirm"
MOVE = "newsletter-move"
VALID_FOR = timedelta(days=7)


def confirm_url(subscriber: Subscriber, newsletter_ids: list[int], *, asked_at: datetime) -> str:
    """Proves that whoever opens it reads the mail of this address, and what it asked for when."""
    claim = [subscriber.pk, sorted(newsletter_ids), asked_at.timestamp()]
    return settings.SITE_URL + reverse("newsletter:confirm", args=[make_token(CONFIRM, claim)])


def read_confirmation(token: str) -> tuple[int, list[int], float]:
    """Subscriber, newsletters and the moment of asking; or LinkIsOver, LinkIsWrong."""
    subscriber_id, newsletter_ids, asked = read_token(CONFIRM, token, valid_for=VALID_FOR)
    return subscriber_id, newsletter_ids, asked


def move_url(subscriber: Subscriber) -> str:
    """Goes to the new address alone; which one that is stands in the row, not in the link."""
    claim = [subscriber.pk, subscriber.moving_asked_at.timestamp()]
    return settings.SITE_URL + reverse("newsletter:move", args=[make_token(MOVE, claim)])


def read_move(token: str) -> tuple[int, float]:
    subscriber_id, asked = read_token(MOVE, token, valid_for=VALID_FOR)
    return subscriber_id, asked


def leave_url(key: str, newsletter: Newsletter | None = None) -> str:
    """To leave one newsletter, or all; works without signing in."""
    if newsletter is None:
        return settings.SITE_URL + reverse("newsletter:leave", args=[key])
    return settings.SITE_URL + reverse("newsletter:leave_one", args=[key, newsletter.slug])


def preferences_url(key: str) -> str:
    return settings.SITE_URL + reverse("newsletter:preferences", args=[key])


def leave_headers(key: str, newsletter: Newsletter | None = None) -> dict[str, str]:
    """What lets a mail program show its own “Unsubscribe” (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{leave_url(key, newsletter)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
