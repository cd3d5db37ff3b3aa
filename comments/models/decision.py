"""What moderators decided, when and why."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Decision(models.Model):
    class Why(models.TextChoices):
        """What a writer is told when a comment is removed."""

        SPAM = "spam", _("It is advertising or was posted many times.")
        ABUSE = "abuse", _("It insults or threatens somebody.")
        HATE = "hate", _("It attacks a group of people.")
        PRIVATE = "private", _("It gives away something private.")
        ILLEGAL = "illegal", _("It may be against the law.")
        OFF_TOPIC = "off-topic", _("It has nothing to do with the story.")
        OTHER = "other", _("It breaks the rules of the discussion.")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    was = models.CharField(
        _("had been"), max_length=12, choices=Comment.Status, default="held", db_default="held"
    )
    was_featured = models.BooleanField(default=False, db_default=False)
    status = models.CharField(_("became"), max_length=12, choices=Comment.Status)
    why = models.CharField(_("rule"), max_length=10, choices=Why, blank=True, db_default="")
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    # The comment's version after it: what came later is not undone by undoing this.
    version = models.PositiveIntegerField(default=0, db_default=0)
    # What was decided in one go is undone in one go.
    batch = models.UUIDField(default=uuid.uuid4, null=True)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("decision on a comment")
        verbose_name_plural = _("decisions on comments")
        ordering = ["-made_at"]
        indexes = [
            models.Index(fields=["batch"], name="decisions_of_batch"),
            models.Index(fields=["person", "-made_at"], name="decisions_of_person"),
        ]

    def __str__(self):
        return f"{self.get_status_display()}: {self.comment}"
