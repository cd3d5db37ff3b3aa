from django.utils.translation import gettext_lazy as _

from newsroom.kit.personal_data import Holding
from newsroom.privacy.models import ErasureRequest

HOLDINGS = [
    Holding(
        model="privacy.ErasureRequest",
        title=_("Your wish to be forgotten"),
        of=lambda person: ErasureRequest.objects.filter(person=person),
        shown=("asked_at", "due_at", "keep_comments"),
        names=("person",),
        erase=lambda rows, erasure: None,  # removed when all the rest is done
    ),
]
