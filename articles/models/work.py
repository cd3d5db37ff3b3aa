"""Who had a story in hand, and when: the history of work on it, which no reader sees."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class WorkEntry(models.Model):
    """Written by articles.actions.assigning alone. `whom` is who got it, or had it."""

    class Event(models.TextChoices):
        CLAIM = "claim", _("claimed it")
        ASSIGN = "assign", _("gave it to")
        LET_GO = "let_go", _("let it go")
        TAKE = "take", _("took it from")
        DUE = "due", _("set when it is due")

    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="work")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    event = models.CharField(max_length=8, choices=Event)
    whom = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    due_at = models.DateTimeField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("entry about work")
        verbose_name_plural = _("history of work")
        default_permissions = ()
        ordering = ["-at", "-id"]

    @property
    def news_key(self) -> str:
        """What the news of it is called among notifications."""
        return f"work:{self.pk}"

    def __str__(self):
        return f"{self.person} {self.get_event_display()} {self.whom or ''}".strip()
