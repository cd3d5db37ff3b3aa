"""What the desk says about words of a story, beside it: no part of its text, and for no reader."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

LONGEST_QUOTE = 400
LONGEST_NOTE = 2000


class NoteQuerySet(models.QuerySet):
    def open(self):
        return self.filter(resolved_at=None)


class Note(models.Model):
    """Pinned to `quote`, which stands in `part` of the story at `start` (articles.pinned).

    The words are carried along when the text is edited; `first_quote` is what was quoted when the
    note was written. Written by articles.actions.noting alone.
    """

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="notes")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("note"), max_length=LONGEST_NOTE)
    quote = models.CharField(_("words"), max_length=LONGEST_QUOTE)
    first_quote = models.CharField(max_length=LONGEST_QUOTE)
    part = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    words_gone = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now_add=True)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("note")
        verbose_name_plural = _("notes")
        default_permissions = ()
        ordering = ["part", "start", "id"]
        indexes = [
            models.Index(
                fields=["article"], condition=Q(resolved_at__isnull=True), name="open_notes"
            )
        ]

    def __str__(self):
        return f"{self.article_id}: {self.quote[:40]}"

    @property
    def news_key(self) -> str:
        return f"note:{self.pk}"


class NoteAnswer(models.Model):
    note = models.ForeignKey(Note, models.CASCADE, related_name="answers")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    text = models.TextField(_("answer"), max_length=LONGEST_NOTE)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("answer to a note")
        verbose_name_plural = _("answers to notes")
        default_permissions = ()
        ordering = ["at", "id"]

    def __str__(self):
        return f"{self.note_id}: {self.text[:40]}"

    @property
    def news_key(self) -> str:
        return f"answer:{self.pk}"
