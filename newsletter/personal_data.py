"""What is kept about an address that asked for newsletters."""

from django.utils.translation import gettext_lazy as _

from newsletter.models import Subscriber, Subscription
from newsroom.kit.personal_data import Holding, of_addresses

HOLDINGS = [
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
            "left_at",
        ),
        names=(),
    ),
    Holding(
        model="newsletter.Subscriber",
        title=_("Address for newsletters"),
        of=lambda person: of_addresses(Subscriber.objects.all(), "email", person),
        shown=("email", "created_at"),
        names=("email",),
    ),
]
