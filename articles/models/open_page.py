"""Writing pages that are open, and what is typed in them and not saved yet."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class OpenPageQuerySet(models.QuerySet):
    def answering(self):
        """Those that still say they are there, by the database's clock."""
        return self.filter(open=True, seen_at__gt=Now() - OpenPage.SHOWN_FOR)

    def unsaved(self):
        return self.filter(typed__isnull=False)

    def forgettable(self):
        """What nobody comes back for: a page that left nothing, and a text left too long."""
        left = Q(typed__isnull=True, seen_at__lt=Now() - OpenPage.EMPTY_FOR)
        return self.filter(left | Q(seen_at__lt=Now() - OpenPage.KEPT_FOR))


class OpenPage(models.Model):
    """One row for each person and page; `page` is a key the page makes for itself.

    `typed` is the form as it stood, name and value, while it holds what is stored nowhere else.
    `number` orders what the page sends: what was overtaken on its way is not believed, and
    nothing is kept that a save with a higher number has stored. Written by
    articles.actions.keeping alone.
    """

    SHOWN_FOR = timedelta(seconds=45)
    EMPTY_FOR = timedelta(days=1)
    KEPT_FOR = timedelta(days=30)

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    page = models.CharField(max_length=32)
    # None: a story that was not saved yet.
    article = models.ForeignKey(
        "articles.Article", models.CASCADE, null=True, related_name="open_pages"
    )
    # The text of it that waits for its time, where that is what is written.
    planned = models.ForeignKey(
        "articles.PlannedChange", models.CASCADE, null=True, related_name="+"
    )
    number = models.PositiveBigIntegerField(default=0)
    base = models.PositiveIntegerField(default=0)
    typed = models.JSONField(null=True)
    open = models.BooleanField(default=True)
    seen_at = models.DateTimeField(db_default=Now())
    changed_at = models.DateTimeField(null=True)
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    taken_at = models.DateTimeField(null=True)

    objects = OpenPageQuerySet.as_manager()

    class Meta:
        verbose_name = _("open page")
        verbose_name_plural = _("open pages")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["person", "page"], name="one_row_per_open_page")
        ]

    def __str__(self):
        return f"{self.article_id}: {self.person_id}"
