"""What is kept about who wrote to the newsroom."""

from django.utils.translation import gettext_lazy as _

from newsroom.kit.personal_data import Holding, of_addresses
from newsroom.site.models import ContactMessage

HOLDINGS = [
    Holding(
        model="site.ContactMessage",
        title=_("Messages to the newsroom"),
        of=lambda person: of_addresses(ContactMessage.objects.all(), "email", person),
        shown=("received_at", "name", "email", "subject", "text"),
        names=("email", "name"),
    ),
]
KEPT = {
    "site.SiteSettings.contact_email": "the newsroom's own address",
    "site.SiteSettings.postal_address": "the newsroom's own address",
}
