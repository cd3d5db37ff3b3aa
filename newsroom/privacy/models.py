"""Who asked to be forgotten, and when it happens."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class ErasureRequest(models.Model):
    """Carried out when `due_at` has passed; until then the person may take it back."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="erasure_request"
    )
    asked_at = models.DateTimeField(db_default=Now())
    due_at = models.DateTimeField()
    keep_comments = models.BooleanField(default=True)

    def __str__(self):
        return f"{self.person_id}: {self.due_at:%Y-%m-%d}"
