"""Why a comment waits, and what comments can be found by that are like one another."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from comments.models.comment import Comment
from comments.models.decision import Decision
from comments.models.rule import Rule


class Hold(models.Model):
    class Kind(models.TextChoices):
        """What the paper itself holds by, besides its rules."""

        STORY = "story", _("comments on this story are read first")
        FIRE = "fire", _("everything on this story is held")
        HAND = "hand", _("a moderator looks at it again")
        MOVED = "moved", _("it was not yet let in where the site stood before")

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="holds")
    rule = models.ForeignKey(Rule, models.SET_NULL, null=True, related_name="+")
    kind = models.CharField(max_length=10, choices=[*Rule.Kind.choices, *Kind.choices])
    # What was found, as it stands in the text from `start` to `end`, or a number in words.
    found = models.CharField(max_length=200)
    start = models.PositiveIntegerField(null=True)
    end = models.PositiveIntegerField(null=True)
    # Who held it, where that was a moderator.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    decision = models.ForeignKey(Decision, models.SET_NULL, null=True, related_name="holds")

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.found}"


class Trace(models.Model):
    """What comments can be found by that are like one another; kept for a day and a bit."""

    value = models.BigIntegerField()
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="traces")
    posted_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["value", "-posted_at"], name="comments_alike")]

    def __str__(self):
        return str(self.value)
