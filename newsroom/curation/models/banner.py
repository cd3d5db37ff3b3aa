"""Breaking news: one sentence under the masthead of every page, from one time to another."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class BreakingBanner(models.Model):
    """At most one row: who raises another replaces it."""

    text = models.CharField(_("sentence"), max_length=160)
    story = models.ForeignKey(
        "articles.Article",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("story it leads to"),
    )
    starts_at = models.DateTimeField(_("from"))
    ends_at = models.DateTimeField(_("until"))
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    class Meta:
        verbose_name = _("breaking news")
        verbose_name_plural = _("breaking news")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="breaking_ends_after_it_starts",
                condition=Q(ends_at__gt=models.F("starts_at")),
            )
        ]

    def __str__(self):
        return self.text

    def stands(self, at) -> bool:
        return self.starts_at <= at < self.ends_at
