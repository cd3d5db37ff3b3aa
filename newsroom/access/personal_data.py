"""What the wall remembers of members."""

from django.utils.translation import gettext_lazy as _

from newsroom.access.models import Gift, Reading
from newsroom.kit.personal_data import Holding

HOLDINGS = [
    Holding(
        model="access.Reading",
        title=_("Metered stories you opened"),
        of=lambda person: Reading.objects.filter(person=person).select_related("article"),
        shown=("month", "article__headline"),
        names=("person",),
    ),
    Holding(
        model="access.Gift",
        title=_("Stories you gave"),
        of=lambda person: Gift.objects.filter(person=person).select_related("article"),
        shown=("made_at", "article__headline"),
        names=("person",),
    ),
]
