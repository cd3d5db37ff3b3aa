"""Who found a comment worth reading: one row a member and comment."""

from django.conf import settings
from django.db import models

from comments.models.comment import Comment


class Recommendation(models.Model):
    comment = models.ForeignKey(Comment, models.CASCADE, related_name="recommendations")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["comment", "person"], name="recommended_once")
        ]

    def __str__(self):
        return f"{self.person}: {self.comment}"
