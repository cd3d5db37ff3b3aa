"""The lists a reader may join."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NewsletterQuerySet(models.QuerySet):
    def open(self):
        """Those a reader may join; the first is the one the short form means."""
        return self.filter(open=True)


class Newsletter(models.Model):
    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    promise = models.CharField(
        _("promise"), max_length=200, blank=True, help_text=_("What comes, and how often.")
    )
    open = models.BooleanField(_("open for new readers"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["order", "name"]

    def __str__(self):
        return self.name
