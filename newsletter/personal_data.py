"""What is kept about an address that asked for newsletters."""

from django.utils.translation import gettext_lazy as _

from newsletter.models import Delivery, Subscriber, Subscription
from newsroom.kit.personal_data import Erasure, Holding, of_addresses


def unname(deliveries, erasure: Erasure) -> None:
    """The row stays, so that the sums of an issue stay right; what a server said may name them."""
    deliveries.update(subscriber=None, last_reply="")


HOLDINGS = [
    Holding(
        model="newsletter.Delivery",
        title=_("Issues sent to you"),
        of=lambda person: of_addresses(
            Delivery.objects.select_related("issue__newsletter", "content"),
            "subscriber__email",
            person,
        ),
        shown=(
            "issue__newsletter__name",
            "content__subject",
            "get_state_display",
            "settled_at",
            "last_reply",
        ),
        names=("subscriber",),
        erase=unname,
    ),
    Holding(
        model="newsletter.Subscription",
        title=_("Newsletters"),
        of=lambda person: of_addresses(
            Subscription.objects.select_related("newsletter", "subscriber"),
            "subscriber__email",
            person,
        ),
        shown=(
            "newsletter__name",
            "asked_at",
            "asked_text",
            "asked_place",
            "confirmed_at",
            "rhythm",
            "left_at",
            "left_place",
            "left_note",
        ),
        names=("subscriber",),
    ),
    Holding(
        model="newsletter.Subscriber",
        title=_("Address for newsletters"),
        of=lambda person: of_addresses(Subscriber.objects.all(), "email", person),
        shown=("email", "created_at", "counting_agreed_at", "moving_to"),
        names=("email", "moving_to"),
    ),
]
KEPT = {
    "newsletter.Delivery.sender": "the number of a program of ours",
    "newsletter.Issue.approved_by": "the paper's record of its own work",
    "newsletter.Issue.created_by": "the paper's record of its own work",
    "newsletter.IssueLog.person": "the paper's record of its own work",
    "newsletter.Newsletter.reply_to": "the newsroom's own address",
    "newsletter.Newsletter.sender_address": "the newsroom's own address",
}
