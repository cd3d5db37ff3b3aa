"""Whether there is a discussion under a story: for the paper, a section, one story."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("open")
    PREMODERATED = "premoderated", _("open, each comment is read first")
    CLOSED = "closed", _("closed: what was said stays")
    OFF = "off", _("off: nothing is shown")


class CommentSettings(models.Model):
    """The rule for a section, or for the whole paper where no section is named."""

    section = models.ForeignKey(
        "articles.Section",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("section"),
        help_text=_("Empty: the whole paper. A section's own rule counts before it."),
    )
    state = models.CharField(_("comments"), max_length=12, choices=State, default=State.OPEN)
    close_after_days = models.PositiveSmallIntegerField(
        _("close after days"),
        null=True,
        blank=True,
        help_text=_("Counted from publication. Empty: as the paper does, or never."),
    )

    class Meta:
        verbose_name = _("rule for comments")
        verbose_name_plural = _("rules for comments")
        constraints = [
            models.UniqueConstraint(
                fields=["section"],
                name="comment_settings_once",
                nulls_distinct=False,
                violation_error_message=_("There is a rule for this already."),
            )
        ]

    def __str__(self):
        return str(self.section or _("The whole paper"))


class StoryComments(models.Model):
    """What a moderator decided for one story; it counts before everything else."""

    article = models.OneToOneField(
        "articles.Article",
        models.CASCADE,
        related_name="discussion_choice",
        verbose_name=_("story"),
    )
    state = models.CharField(
        _("comments"),
        max_length=12,
        choices=State,
        blank=True,
        help_text=_("Empty: as the story's form or its section says."),
    )
    keep_open = models.BooleanField(
        _("never close by itself"), default=False, help_text=_("However old the story is.")
    )
    hold_all = models.BooleanField(
        _("hold everything"),
        default=False,
        help_text=_("For a story on fire: every new comment waits, whoever wrote it."),
    )
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("discussion of a story")
        verbose_name_plural = _("discussions of stories")

    def __str__(self):
        return str(self.article)
