"""What is kept about an address that asked for newsletters."""

from django.utils.translation import gettext_lazy as _

from newsletter.models import Click, Delivery, Opening, Subscriber, Subscription, Suppression
from newsletter.suppressing import email_hashes
from newsroom.kit.personal_data import Erasure, Holding, of_addresses


def unname(deliveries, erasure: Erasure) -> None:
    """The row stays, so that the sums of an issue stay right; what a server said may name them."""
    deliveries.update(subscriber=None, last_reply="")


def forget(readers, erasure: Erasure) -> None:
    """Held first: an issue just being frozen for them is waited for, and unnamed as well."""
    held = list(readers.select_for_update().values_list("pk", flat=True))
    unname(Delivery.objects.filter(subscriber__in=held), erasure)
    readers.delete()


def suppressions_of(person):
    hashes = [hashed for address in person.addresses() for hashed in email_hashes(address)]
    return Suppression.objects.filter(email_hash__in=hashes)


def keep(rows, erasure: Erasure) -> None:
    """Being forgotten is no wish to be written to again; a hash names nobody."""


# Openings and clicks come first: they are found by the reader whom a delivery then forgets.
HOLDINGS = [
    Holding(
        model="newsletter.Suppression",
        title=_("Why newsletters are not sent to you"),
        of=suppressions_of,
        shown=("get_reason_display", "detail", "since"),
        names=(),
        erase=keep,
    ),
    Holding(
        model="newsletter.Opening",
        title=_("Issues you opened, as you agreed to have counted"),
        of=lambda person: of_addresses(
            Opening.objects.select_related("delivery__issue__newsletter"),
            "delivery__subscriber__email",
            person,
        ),
        shown=("delivery__issue__newsletter__name", "at"),
        names=(),
    ),
    Holding(
        model="newsletter.Click",
        title=_("Links you followed, as you agreed to have counted"),
        of=lambda person: of_addresses(
            Click.objects.select_related("delivery__issue__newsletter"),
            "delivery__subscriber__email",
            person,
        ),
        shown=("delivery__issue__newsletter__name", "link", "at"),
        names=(),
    ),
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
        erase=forget,
    ),
]
KEPT = {
    "newsletter.Import.report": "numbers of rows, and reasons; no address stands in it",
    "newsletter.Import.by": "the paper's record of its own work",
    "newsletter.SuppressionAct.by": "the paper's record of its own work",
    "newsletter.Delivery.sender": "the number of a program of ours",
    "newsletter.Issue.approved_by": "the paper's record of its own work",
    "newsletter.Issue.created_by": "the paper's record of its own work",
    "newsletter.IssueLog.person": "the paper's record of its own work",
    "newsletter.Newsletter.reply_to": "the newsroom's own address",
    "newsletter.Newsletter.sender_address": "the newsroom's own address",
    "newsletter.Release.person": "the paper's record of its own work",
}
