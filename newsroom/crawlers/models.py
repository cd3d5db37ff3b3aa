"""Who crawls the paper and what for, and what the paper says to each purpose."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _


class Policy(models.Model):
    """One row a purpose; the editor allows it or refuses it."""

    class Purpose(models.TextChoices):
        SEARCH = "search", _("search engines")
        ANSWERS = "answers", _("answers of AI assistants")
        TRAINING = "training", _("training of AI models")

    purpose = models.CharField(_("purpose"), max_length=10, choices=Purpose, unique=True)
    allowed = models.BooleanField(
        _("allowed"),
        default=True,
        help_text=_("Off, robots.txt asks the crawlers of this purpose to stay away."),
    )

    class Meta:
        verbose_name = _("crawler policy")
        verbose_name_plural = _("crawler policies")
        ordering = ["pk"]

    def __str__(self):
        return str(self.get_purpose_display())


class Crawler(models.Model):
    name = models.CharField(_("name"), max_length=60)
    user_agent = models.CharField(
        _("name in robots.txt"),
        max_length=60,
        unique=True,
        # It is written into a file of lines.
        validators=[RegexValidator(r"\A[\w.-]+\Z", _("Use letters, digits, dots and hyphens."))],
        help_text=_("The word its operator says it obeys, such as GPTBot."),
    )
    policy = models.ForeignKey(
        Policy, models.PROTECT, related_name="crawlers", verbose_name=_("purpose")
    )
    operator = models.CharField(_("operator"), max_length=60, blank=True)

    class Meta:
        verbose_name = _("crawler")
        verbose_name_plural = _("crawlers")
        ordering = ["policy", "name"]

    def __str__(self):
        return self.name
