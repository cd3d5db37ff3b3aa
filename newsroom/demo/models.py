"""What the demo paper has put into the database."""

from django.db import models


class Loaded(models.Model):
    """One thing that was loaded, under the key its file gives it.

    It is never loaded again: what an editor changed, moved or deleted since stays as it is.
    """

    key = models.CharField(max_length=200, unique=True)
    object_id = models.BigIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self):
        return self.key
