"""What a story must be before readers see it, decided section by section."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Rule(models.TextChoices):
    LENGTH = "length", _("Headline length")
    BYLINE = "byline", _("Byline")
    ALT = "alt", _("Alternative text")
    CREDIT = "credit", _("Credit")
    LICENCE = "licence", _("Licence")
    RIGHTS = "rights", _("Rights of pictures")
    ENDING = "ending", _("Rights that end soon")
    HEADINGS = "headings", _("Order of headings")
    LINKS = "links", _("Links inside the paper")
    NOTES = "notes", _("Open notes")
    EMBARGO = "embargo", _("Embargo")
    DUPLICATE = "duplicate", _("Same headline")
    LEGAL = "legal", _("Legal sign-off")


class Level(models.TextChoices):
    OFF = "off", _("off")
    WARN = "warn", _("warns")
    BLOCK = "block", _("blocks")


class GateRule(models.Model):
    """How one rule is held in a section and its parts; without a section, in the whole paper.

    Where nothing is written down, articles.gate.DEFAULTS holds.
    """

    rule = models.CharField(_("rule"), max_length=10, choices=Rule)
    section = models.ForeignKey(
        "articles.Section",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("Empty: the whole paper, where a section says nothing else."),
    )
    level = models.CharField(_("what it does"), max_length=5, choices=Level)
    limit = models.PositiveSmallIntegerField(
        _("limit"),
        null=True,
        blank=True,
        help_text=_(
            "Characters for the headline’s length, days for the same headline and for rights that "
            "end soon."
        ),
    )

    class Meta:
        verbose_name = _("release rule")
        verbose_name_plural = _("release rules")
        default_permissions = ("view", "change")
        ordering = ["rule", "section__path"]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "rule"], name="gate_rule_once", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.get_rule_display()}: {self.section or _('the whole paper')}"


class LegalSignOff(models.Model):
    """Somebody read this very text for the law. A text that is another one is not signed."""

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="legal_sign_offs")
    text = models.CharField(max_length=64)  # a digest, articles.gate.digest
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("legal sign-off")
        verbose_name_plural = _("legal sign-offs")
        default_permissions = ()
        ordering = ["-at", "-id"]
        constraints = [models.UniqueConstraint(fields=["article", "text"], name="text_signed_once")]

    def __str__(self):
        return f"{self.article_id}: {self.at:%Y-%m-%d %H:%M}"
