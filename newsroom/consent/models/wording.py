"""What readers were asked, version by version. The newest is what is asked now."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Wording(models.Model):
    number = models.PositiveIntegerField(_("version"), primary_key=True)
    sentence = models.CharField(_("sentence in the bar"), max_length=120)
    explanation = models.TextField(_("explanation"), max_length=2000, blank=True)
    # The purposes then switched on: key, words, hosts.
    purposes = models.JSONField(_("purposes"), default=list)
    made_at = models.DateTimeField(_("since"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("by"),
    )

    class Meta:
        verbose_name = _("version of the consent text")
        verbose_name_plural = _("versions of the consent text")
        ordering = ["-number"]

    def __str__(self):
        return str(self.number)
