"""What readers saw of a story, from when to when, and what they are told changed."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class PublicVersion(models.Model):
    """A version that stood before readers. One that begins later waits with its story.

    `substantive` is what the story's history tells of; between two of them typing errors were
    put right. Written by articles.actions.showing alone.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="public_versions")
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    substantive = models.BooleanField(default=False)
    # “Last updated” before this one came, should it be taken back at once.
    updated_before = models.DateTimeField(null=True)
    # Taken out of the history, for the law or for somebody's peace; readers are told why.
    hidden_why = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("version readers saw")
        verbose_name_plural = _("versions readers saw")
        default_permissions = ()
        ordering = ["from_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(until_at=None), name="one_version_before_readers"
            ),
            models.CheckConstraint(
                condition=Q(until_at=None) | Q(until_at__gte=F("from_at")),
                name="public_version_ends_after_it_begins",
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.from_at:%Y-%m-%d %H:%M}"


class ReaderNoteQuerySet(models.QuerySet):
    def corrections(self):
        return self.exclude(kind=ReaderNote.Kind.UPDATE)

    def readable(self):
        """Those of stories a reader finds."""
        return self.filter(article__status="published", article__published_at__lte=Now())


class ReaderNote(models.Model):
    """What readers are told changed in a story. A correction is one of its kinds."""

    class Kind(models.TextChoices):
        UPDATE = "update", _("Update")
        CLARIFICATION = "clarify", _("Clarification")
        CORRECTION = "correct", _("Correction")
        RETRACTION = "retract", _("Retraction")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="reader_notes")
    version = models.ForeignKey(PublicVersion, models.SET_NULL, null=True, related_name="notes")
    kind = models.CharField(max_length=8, choices=Kind)
    text = models.TextField(max_length=1000)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField(db_default=Now())

    objects = ReaderNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note to readers")
        verbose_name_plural = _("notes to readers")
        default_permissions = ()
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="notes_newest_first")]

    def __str__(self):
        return self.text

    @property
    def news_key(self) -> str:
        """What the news of it is called among notifications."""
        return f"correction:{self.pk}"

    @property
    def is_correction(self) -> bool:
        return self.kind != self.Kind.UPDATE
