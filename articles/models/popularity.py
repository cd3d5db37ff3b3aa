"""How often stories were really seen. No row says who saw them."""

from django.db import models


class HourlyViews(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="hourly_views")
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["article", "hour"], name="one_row_an_hour")]
        indexes = [models.Index(fields=["hour"], name="views_by_hour")]

    def __str__(self):
        return f"{self.article_id} {self.hour:%Y-%m-%d %H}: {self.count}"


class DailySalt(models.Model):
    """The salt of one day. Thrown away each night, and with it the meaning of the hashes."""

    day = models.DateField(primary_key=True)
    salt = models.BinaryField(max_length=32)

    def __str__(self):
        return str(self.day)


class SeenToday(models.Model):
    """A hash of story, truncated network and browser under the day's salt."""

    digest = models.BinaryField(max_length=16, primary_key=True)
    day = models.DateField(db_index=True)

    def __str__(self):
        return str(self.day)
