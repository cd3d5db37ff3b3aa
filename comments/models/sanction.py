"""Warnings, pauses and bans, and what the member says against a decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment


class SanctionQuerySet(models.QuerySet):
    def in_force(self):
        """Those that keep somebody from writing now."""
        stops = self.filter(kind__in=[Sanction.Kind.PAUSE, Sanction.Kind.BAN], lifted_at=None)
        return stops.filter(Q(until=None) | Q(until__gt=Now()))


class Sanction(models.Model):
    class Kind(models.TextChoices):
        WARNING = "warning", _("warning")
        PAUSE = "pause", _("suspended for a time")
        BAN = "ban", _("banned")

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sanctions")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=300)
    comment = models.ForeignKey(Comment, models.SET_NULL, null=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField(_("when"), auto_now_add=True)
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )

    objects = SanctionQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_pause_has_an_end", condition=~Q(kind="pause") | Q(until__isnull=False)
            )
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.reason}"


class Appeal(models.Model):
    """Against a removal or a sanction; somebody else than who decided decides about it."""

    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="appeals")
    sanction = models.ForeignKey(Sanction, models.CASCADE, null=True, related_name="appeals")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(_("why it was wrong"), max_length=1000)
    made_at = models.DateTimeField(auto_now_add=True)
    against = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    granted = models.BooleanField(default=False)
    answer = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.CheckConstraint(
                name="appeal_is_about_one_thing",
                condition=Q(comment__isnull=True) ^ Q(sanction__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["comment"], condition=Q(decided_at=None), name="one_open_appeal_a_comment"
            ),
            models.UniqueConstraint(
                fields=["sanction"], condition=Q(decided_at=None), name="one_open_appeal_a_sanction"
            ),
        ]
        indexes = [
            models.Index(
                fields=["made_at", "id"], name="appeals_waiting", condition=Q(decided_at=None)
            )
        ]

    def __str__(self):
        return self.text[:80]
