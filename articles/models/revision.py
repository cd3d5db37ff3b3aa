"""Numbered snapshots of a story, one for every save."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Revision(models.Model):
    """`snapshot` holds the fields, author ids in order, tag names, section and image ids."""

    class Kind(models.TextChoices):
        SAVED = "saved", _("saved")
        UNSAVED = "unsaved", _("kept from a save that came too late")
        PLANNED = "planned", _("to appear later")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.SAVED)
    snapshot = models.JSONField()
    note = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["article", "number"], name="one_revision_per_number")
        ]

    def __str__(self):
        return f"{self.article_id} v{self.number}"
