"""Rules that hold a comment until somebody has read it: data, in sets that change as a whole."""

import hashlib
import json

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RuleSet(models.Model):
    class Status(models.TextChoices):
        DRAFT = "draft", _("being written")
        LIVE = "live", _("in use")
        PAST = "past", _("no longer in use")

    name = models.CharField(_("name"), max_length=80)
    status = models.CharField(
        _("status"), max_length=6, choices=Status, default=Status.DRAFT, editable=False
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    live_at = models.DateTimeField(_("in use since"), null=True, editable=False)

    class Meta:
        verbose_name = _("set of rules")
        verbose_name_plural = _("sets of rules")
        ordering = ["-made_at"]
        permissions = [("switch_rules", _("Can switch on other rules for comments"))]
        constraints = [
            models.UniqueConstraint(
                fields=["status"], condition=Q(status="live"), name="one_live_set_of_rules"
            )
        ]

    def __str__(self):
        return self.name

    def digest(self) -> str:
        """Changes with every change of a rule, so that a rehearsal is of what is switched on."""
        lines = [
            [rule.kind, rule.number, rule.minutes, rule.words, rule.enabled]
            for rule in self.rules.order_by("pk")
        ]
        return hashlib.sha256(json.dumps(lines).encode()).hexdigest()[:16]


class Rule(models.Model):
    class Kind(models.TextChoices):
        FIRST = "first", _("first comments of an account")
        LINKS = "links", _("links")
        WORDS = "words", _("words on a list")
        REPEAT = "repeat", _("the same again by the same person")
        WAVE = "wave", _("the same by several people")
        HOSTS = "hosts", _("links to one place by several people")
        JUNK = "junk", _("like one that was removed")
        SPEED = "speed", _("many in a short time")
        SURGE = "surge", _("newcomers where a story is suddenly busy")
        WAITING = "waiting", _("others of theirs wait already")
        RECORD = "record", _("comments removed before")
        REPORTS = "reports", _("reports of readers")
        UNVERIFIED = "unverified", _("address not confirmed")

    class Window(models.IntegerChoices):
        MINUTE = 1, _("a minute")
        TEN = 10, _("ten minutes")
        HOUR = 60, _("an hour")
        DAY = 1440, _("a day")

    rules = models.ForeignKey(RuleSet, models.CASCADE, related_name="rules")
    kind = models.CharField(_("what it looks at"), max_length=10, choices=Kind)
    number = models.PositiveIntegerField(
        _("number"),
        default=1,
        validators=[MinValueValidator(1)],
        help_text=_("From this many on a comment is held."),
    )
    minutes = models.PositiveIntegerField(_("within"), choices=Window, default=Window.HOUR)
    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_("One to a line. An asterisk at the end stands for any ending."),
    )
    enabled = models.BooleanField(_("on"), default=True)

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering = ["pk"]

    def __str__(self):
        return str(self.get_kind_display())


class Rehearsal(models.Model):
    """What a set of rules would have done to the comments of the last thirty days."""

    rules = models.ForeignKey(RuleSet, models.CASCADE, related_name="rehearsals")
    digest = models.CharField(max_length=16)
    asked_at = models.DateTimeField(auto_now_add=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)
    result = models.JSONField(default=dict)

    class Meta:
        ordering = ["-asked_at", "-pk"]

    def __str__(self):
        return str(self.rules)
