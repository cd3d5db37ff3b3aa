"""The stories an editor set under another one, in their order."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RelatedPick(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="picks")
    story = models.ForeignKey("articles.Article", models.CASCADE, related_name="picked_by")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("related story")
        verbose_name_plural = _("related stories")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "story"], name="one_story_picked_once"),
            models.CheckConstraint(
                name="no_story_under_itself", condition=~models.Q(article=models.F("story"))
            ),
        ]

    def __str__(self):
        return f"{self.article_id}: {self.story_id}"
