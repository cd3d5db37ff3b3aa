"""Who did what to which story, and when. Written by actions; the database refuses to change it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class DeskLog(models.Model):
    class Event(models.TextChoices):
        CREATE = "create", _("began")
        SAVE = "save", _("saved")
        SUBMIT = "submit", _("submitted for review")
        READY = "ready", _("marked as ready")
        RETURN = "return", _("returned to the writer")
        PUBLISH = "publish", _("published")
        SCHEDULE = "schedule", _("scheduled")
        UPDATE = "update", _("updated")
        PLAN = "plan", _("planned a change of")
        UNPLAN = "unplan", _("took back a planned change of")
        REFUSE = "refuse", _("could not make a planned change of")
        WITHDRAW = "withdraw", _("withdrew")
        MOVE = "move", _("changed the address of")
        BACKDATE = "backdate", _("changed the publication date of")
        OVERRIDE = "override", _("passed over the rules for")
        LEGAL = "legal", _("signed off for the law")
        CORRECT = "correct", _("corrected")
        UNDO = "undo", _("took back within a minute")
        HIDE = "hide", _("hid a former version of")
        SHOW = "show", _("showed a former version of")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="log")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    event = models.CharField(max_length=10, choices=Event)
    note = models.CharField(max_length=600, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("log entry")
        verbose_name_plural = _("log")
        ordering = ["-at", "-id"]
        indexes = [models.Index(fields=["-at", "-id"], name="desk_log_newest_first")]

    def __str__(self):
        return f"{self.person} {self.get_event_display()} {self.article}"
