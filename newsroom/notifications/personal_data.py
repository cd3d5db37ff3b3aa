"""What a member was told, and how they wish to be told."""

from django.utils.translation import gettext_lazy as _

from newsroom.kit.personal_data import Holding
from newsroom.notifications.models import Notification, Preference

HOLDINGS = [
    Holding(
        model="notifications.Notification",
        title=_("Notifications"),
        of=lambda person: Notification.objects.of(person),
        shown=("told_at", "sentence", "url", "read_at"),
        names=("recipient", "words"),
    ),
    Holding(
        model="notifications.Preference",
        title=_("How news reaches you"),
        of=lambda person: Preference.objects.filter(person=person),
        shown=("kind", "mail"),
        names=("person",),
    ),
]
