"""What a member keeps and follows."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.kit.personal_data import Holding, of_addresses
from newsroom.reading.models import Follow, Save

HOLDINGS = [
    Holding(
        model="reading.Save",
        title=_("Saved stories"),
        of=lambda person: Save.objects.filter(person=person).select_related("article"),
        shown=("saved_at", "article__headline", "article__path"),
        names=("person",),
    ),
    Holding(
        model="reading.Follow",
        title=_("What you follow"),
        # What fills a personal newsletter may have been chosen by the address, without an account.
        of=lambda person: Follow.objects.filter(
            Q(person=person)
            | Q(pk__in=of_addresses(Follow.objects, "subscriber__email", person).values("pk"))
        ).select_related(*Follow.TARGETS),
        shown=("followed_at", "kind", "target"),
        names=("person", "subscriber"),
    ),
]
