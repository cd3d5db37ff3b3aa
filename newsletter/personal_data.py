"""What is kept about an address that asked for newsletters."""

from django.utils.translation import gettext_lazy as _

from newsletter.models import Subscriber, Subscription
from newsroom.kit.personal_data import Holding

HOLDINGS = [
    Holding(
        model="newsletter.Subscription",
        title=_("Newsletters"),
        of=lambda person: Subscription.objects.filter(
            subscriber__email__iexact=person.email
        ).select_related("newsletter", "subscriber"),
        shown=(
            "newsletter__name",
            "asked_at",
            "asked_text",
            "asked_place",
            "confirmed_at",
            "left_at",
        ),
        names=(),
    ),
    Holding(
        model="newsletter.Subscriber",
        title=_("Address for newsletters"),
        of=lambda person: Subscriber.objects.filter(email__iexact=person.email),
        shown=("email", "created_at"),
        names=("email",),
    ),
]
