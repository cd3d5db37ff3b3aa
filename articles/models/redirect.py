"""Old addresses of stories, and addresses that are gone."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Redirect(models.Model):
    """An old path, with both slashes, and where it leads now: a story, a path, or nowhere."""

    old_path = models.CharField(_("old path"), max_length=300, unique=True)
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, blank=True, related_name="former_addresses"
    )
    new_path = models.CharField(_("new path"), max_length=300, blank=True)
    gone = models.BooleanField(_("gone for good"), default=False)

    class Meta:
        verbose_name = _("redirect")
        verbose_name_plural = _("redirects")
        ordering = ["old_path"]
        constraints = [
            models.CheckConstraint(
                name="redirect_leads_somewhere_or_is_gone",
                condition=Q(article__isnull=False) | ~Q(new_path="") | Q(gone=True),
            )
        ]

    def __str__(self):
        return self.old_path
