"""What moderators decided, and when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class Decision(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="decisions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    status = models.CharField(_("became"), max_length=12, choices=Comment.Status)
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    made_at = models.DateTimeField(_("when"), auto_now_add=True)

    class Meta:
        verbose_name = _("decision on a comment")
        verbose_name_plural = _("decisions on comments")
        ordering = ["-made_at"]

    def __str__(self):
        return f"{self.get_status_display()}: {self.comment}"
