"""What members keep and follow."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Save(models.Model):
    """A story kept to read, or to come back to."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saves")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="saves")
    saved_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["person", "article"], name="saved_once_by_a_person")
        ]

    def __str__(self):
        return str(self.article)


class Follow(models.Model):
    """A section with its parts, an author or a tag whose stories somebody wants to hear of.

    Somebody is a member, or an address that chose what its personal newsletter is filled from.
    """

    TARGETS = ("section", "author", "tag")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="follows"
    )
    subscriber = models.ForeignKey(
        "newsletter.Subscriber", models.CASCADE, null=True, blank=True, related_name="follows"
    )
    section = models.ForeignKey("articles.Section", models.CASCADE, null=True, blank=True)
    author = models.ForeignKey("articles.Author", models.CASCADE, null=True, blank=True)
    tag = models.ForeignKey("articles.Tag", models.CASCADE, null=True, blank=True)
    followed_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-followed_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="follow_has_one_target",
                condition=Q(section__isnull=False, author=None, tag=None)
                | Q(section=None, author__isnull=False, tag=None)
                | Q(section=None, author=None, tag__isnull=False),
            ),
            models.CheckConstraint(
                name="follow_has_one_follower",
                condition=Q(person__isnull=False, subscriber=None)
                | Q(person=None, subscriber__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["person", "subscriber", "section", "author", "tag"],
                name="followed_once_by_a_follower",
                nulls_distinct=False,
            ),
        ]

    def __str__(self):
        return str(self.target)

    @property
    def kind(self) -> str:
        return next(name for name in self.TARGETS if getattr(self, f"{name}_id"))

    @property
    def target(self):
        return getattr(self, self.kind)


class Told(models.Model):
    """Until when followers have been told of stories, and savers of corrections; one row."""

    until = models.DateTimeField()
    corrections_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_told")]

    def __str__(self):
        return str(self.until)
