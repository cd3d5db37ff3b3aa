"""What readers tell the moderators about a comment: one report a reader."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.decision import Decision


class Report(models.Model):
    class Reason(models.TextChoices):
        SPAM = "spam", _("It is advertising or spam.")
        ABUSE = "abuse", _("It insults or threatens somebody.")
        HATE = "hate", _("It attacks a group of people.")
        PRIVATE = "private", _("It gives away something private.")
        ILLEGAL = "illegal", _("I think it is against the law.")
        OFF_TOPIC = "off-topic", _("It has nothing to do with the story.")
        OTHER = "other", _("Something else.")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    note = models.CharField(_("in your words"), max_length=500, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="reports")

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        ordering = ["made_at"]
        constraints = [models.UniqueConstraint(fields=["comment", "person"], name="reported_once")]

    def __str__(self):
        return self.get_reason_display()
