"""What people of the desk did to lists and issues, so that it can be asked later who did."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsletter.models.delivery import Suppression
from newsletter.models.issue import Issue
from newsletter.models.newsletter import Newsletter


class SuppressionAct(models.Model):
    """An address was put on the list of suppressions or taken off it, by whom and why."""

    class Act(models.TextChoices):
        ADDED = "added", _("put on the list")
        LIFTED = "lifted", _("lifted")
        CAME_BACK = "came_back", _("confirmed by mail again")

    email_hash = models.CharField(max_length=64, db_index=True)
    act = models.CharField(max_length=10, choices=Act)
    reason = models.CharField(max_length=10, choices=Suppression.Reason)
    detail = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.email_hash[:12]}… {self.act}"


class IssueAct(models.Model):
    """Somebody of the desk sent copies of an issue again, or let them go."""

    class Act(models.TextChoices):
        RETRIED = "retried", _("sent the failed ones again")
        RESENT = "resent", _("sent the uncertain ones once more")
        LET_GO = "let_go", _("let the uncertain ones go")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="acts")
    act = models.CharField(max_length=10, choices=Act)
    copies = models.PositiveIntegerField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.issue}: {self.act}"


class Import(models.Model):
    """A list that somebody brings along: looked at first, taken in by a job.

    `content` is the file, packed; it is dropped when the import is over. `basis` is why those who
    never confirmed at the old place may be written to; without it they stay unconfirmed.
    """

    class State(models.TextChoices):
        LOOKED_AT = "looked_at", _("looked at, nothing taken in yet")
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being taken in")
        DONE = "done", _("taken in")
        STOPPED = "stopped", _("stopped")

    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="imports")
    file_name = models.CharField(max_length=200)
    content = models.BinaryField(null=True)
    basis = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.LOOKED_AT)
    rows_seen = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-created_at", "-pk"]
        permissions = [("move_subscribers", "Can import and export subscribers")]

    def __str__(self):
        return f"{self.newsletter}: {self.file_name}"
