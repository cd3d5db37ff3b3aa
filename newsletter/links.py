"""The addresses in our letters: to confirm, and to leave."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from newsletter.models import Subscriber
from newsroom.kit.tokens import make_token, read_token

CONFIRM = "newsletter-confirm"
VALID_FOR = timedelta(days=7)


def confirm_url(subscriber: Subscriber, newsletter_ids: list[int], *, asked_at: datetime) -> str:
    """Proves that whoever opens it reads the mail of this address, and what it asked for when."""
    claim = [subscriber.pk, sorted(newsletter_ids), asked_at.timestamp()]
    return settings.SITE_URL + reverse("newsletter:confirm", args=[make_token(CONFIRM, claim)])


def read_confirmation(token: str) -> tuple[int, list[int], float]:
    """Subscriber, newsletters and the moment of asking; or LinkIsOver, LinkIsWrong."""
    subscriber_id, newsletter_ids, asked = read_token(CONFIRM, token, valid_for=VALID_FOR)
    return subscriber_id, newsletter_ids, asked


def leave_url(subscriber: Subscriber) -> str:
    """Works for as long as the subscriber is known, without signing in."""
    return settings.SITE_URL + reverse("newsletter:leave", args=[subscriber.key])


def leave_headers(subscriber: Subscriber) -> dict[str, str]:
    """What lets a mail program show its own “Unsubscribe” (RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{leave_url(subscriber)}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
