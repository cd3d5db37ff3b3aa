"""A change of a story that is live, to appear at a time of its own."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from articles.models.public_version import ReaderNote


class PlannedChangeQuerySet(models.QuerySet):
    def late(self):
        """Due and not made, as `is_late` has it for one that was read."""
        waiting = PlannedChange.State.WAITING
        return self.filter(state=waiting, due_at__lt=Now() - PlannedChange.LATE_AFTER)


class PlannedChange(models.Model):
    """`revision` is the text that is to appear, `made_from` the one it was written from.

    A first publication needs none: it appears by the clock alone. Written by
    articles.actions.planning alone.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits")
        MADE = "made", _("made")
        REFUSED = "refused", _("not made")
        LET_GO = "let_go", _("taken back")

    OPEN = (State.WAITING, State.REFUSED)
    LATE_AFTER = timedelta(seconds=10)

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="planned_changes")
    revision = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    made_from = models.ForeignKey("articles.Revision", models.CASCADE, related_name="+")
    due_at = models.DateTimeField(_("appears"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    # What readers are told then, and why it may pass over the rules.
    kind = models.CharField(max_length=8, blank=True, choices=ReaderNote.Kind)
    told = models.CharField(max_length=1000, blank=True)
    override = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    settled_at = models.DateTimeField(null=True)
    why = models.CharField(_("why not"), max_length=600, blank=True)

    objects = PlannedChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("planned change")
        verbose_name_plural = _("planned changes")
        default_permissions = ()
        ordering = ["due_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article"], condition=Q(state="waiting"), name="one_planned_change_a_story"
            )
        ]
        indexes = [
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=("waiting", "refused")),
                name="planned_changes_open",
            )
        ]

    @property
    def is_late(self) -> bool:
        """Due and not made: the worker is behind, or stopped."""
        waits = self.state == self.State.WAITING
        return waits and self.due_at < timezone.now() - self.LATE_AFTER

    def __str__(self):
        return f"{self.article_id}: {self.due_at:%Y-%m-%d %H:%M}"
