"""What members have read of the metered stories, and what they gave away."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Now


class Reading(models.Model):
    """One metered story somebody opened in a month; opening it again is the same reading."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="readings")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    month = models.DateField()  # its first day

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "month", "article"], name="read_once_in_a_month"
            )
        ]

    def __str__(self):
        return f"{self.person_id}: {self.article_id}, {self.month:%Y-%m}"


class Gift(models.Model):
    """A link a member made, with which anybody reads one story for a while."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="gifts")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "article"], name="one_gift_of_a_story")
        ]

    def __str__(self):
        return f"{self.person_id}: {self.article_id}"
