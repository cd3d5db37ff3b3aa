"""Proof that somebody chose, and what. Nothing in it tells who: no address, browser or person."""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.consent.models.wording import Wording


class Choice(models.Model):
    class Way(models.TextChoices):
        ACCEPT = "accept", _("accepted all")
        REJECT = "reject", _("rejected all")
        CHOOSE = "choose", _("chose")

    id = models.UUIDField(_("number"), primary_key=True, default=uuid.uuid4, editable=False)
    made_at = models.DateTimeField(_("made"), auto_now_add=True, db_index=True)
    wording = models.ForeignKey(
        Wording, models.PROTECT, related_name="choices", verbose_name=_("version of the text")
    )
    way = models.CharField(_("how"), max_length=10, choices=Way)
    gpc = models.BooleanField(_("the browser objected to being tracked"), default=False)
    answers = models.JSONField(_("answers"))  # {"statistics": true, …}: what was asked, no more

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices of readers")
        ordering = ["-made_at", "id"]

    def __str__(self):
        return str(self.id)
