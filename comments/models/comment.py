"""What members say under a story."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_COMMENT = 3000


class CommentQuerySet(models.QuerySet):
    def visible(self):
        """What every reader sees."""
        return self.filter(status=Comment.Status.VISIBLE)

    def oldest_first(self):
        return self.order_by("posted_at", "pk")


class Comment(models.Model):
    class Status(models.TextChoices):
        VISIBLE = "visible", _("visible")
        HELD = "held", _("waits to be read")
        REMOVED = "removed", _("removed")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="thread")
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="comments"
    )
    text = models.TextField(_("comment"), max_length=LONGEST_COMMENT)
    status = models.CharField(_("status"), max_length=8, choices=Status, default=Status.VISIBLE)
    posted_at = models.DateTimeField(_("posted"), auto_now_add=True)

    objects = CommentQuerySet.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["-posted_at"]
        permissions = [("moderate_comment", _("Can approve and remove comments"))]
        indexes = [models.Index(fields=["article", "posted_at"], name="comments_of_story")]

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return f"{self.article.get_absolute_url()}#comment-{self.pk}"

    @property
    def author_name(self):
        return self.author.display_name if self.author else _("Former member")
