"""One sending of a newsletter: what the newsroom writes, and what of it readers get.

The newsroom writes an Issue and its IssueStories. When it is sent, its audience is frozen: each
distinct set of stories becomes a Content, and each reader's copy a Delivery (delivery.py).
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsletter.models.newsletter import Newsletter, Rhythm


class IssueQuerySet(models.QuerySet):
    def begun(self):
        """Frozen or about to be: nothing in them may change any more."""
        return self.filter(state__in=Issue.BEGUN)

    def on_the_web(self):
        """Those with a page of their own: in readers' mail, the same for all of them, and of a
        newsletter that shows its issues. What follows a correction has none: the story has it."""
        held = Q(state=Issue.State.HELD, deliveries__state=3)  # on the way already
        sent = self.filter(Q(state__in=[Issue.State.SENDING, Issue.State.PAUSED]) | held)
        return sent.filter(
            frozen_at__isnull=False,
            newsletter__archived=True,
            newsletter__personal=False,
            kind=Issue.Kind.STORIES,
        ).distinct()

    def of_stories(self):
        """What the newsletter is joined for."""
        return self.filter(kind=Issue.Kind.STORIES)


class Issue(models.Model):
    """`edition` names it within its newsletter, so that a job run twice makes one issue."""

    class State(models.TextChoices):
        """Done is not among them: it is computed from the deliveries, never set."""

        DRAFT = "draft", _("draft")
        SCHEDULED = "scheduled", _("scheduled")
        FREEZING = "freezing", _("counting its readers")
        SENDING = "sending", _("being sent")
        PAUSED = "paused", _("paused")
        HELD = "held", _("held until somebody releases it")
        CANCELLED = "cancelled", _("cancelled")

    class Kind(models.TextChoices):
        STORIES = "stories", _("stories")
        FOLLOW_UP = "follow_up", _("follow-up of a correction")

    BEGUN = (State.FREEZING, State.SENDING, State.PAUSED, State.HELD)

    newsletter = models.ForeignKey(
        Newsletter, models.PROTECT, related_name="issues", verbose_name=_("newsletter")
    )
    edition = models.CharField(max_length=40, editable=False)
    kind = models.CharField(
        _("kind"),
        max_length=10,
        choices=Kind,
        default=Kind.STORIES,
        db_default="stories",
        editable=False,
    )
    correction = models.ForeignKey(
        "articles.ReaderNote",
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="follow_ups",
        verbose_name=_("correction"),
        help_text=_("What a follow-up tells. Taken back since: then it goes to nobody."),
    )
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    automatic = models.BooleanField(_("made by the rule"), default=False, editable=False)
    rhythm = models.CharField(
        max_length=10,
        choices=Rhythm,
        blank=True,
        editable=False,
        help_text=_("Of an issue made by the rule: for readers who want it that often."),
    )

    subject = models.CharField(_("subject"), max_length=150, blank=True)
    preheader = models.CharField(
        _("preheader"),
        max_length=150,
        blank=True,
        help_text=_("The line mail programs show beside the subject."),
    )
    intro = models.TextField(_("introduction"), blank=True)
    ending = models.TextField(_("ending"), blank=True)

    scheduled_for = models.DateTimeField(_("to be sent at"), null=True, blank=True)
    not_after = models.DateTimeField(_("not after"), null=True, blank=True, editable=False)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    approved_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    expected = models.PositiveIntegerField(
        _("readers"), null=True, blank=True, editable=False, help_text=_("When it was frozen.")
    )
    halted_because = models.CharField(max_length=300, blank=True, editable=False)
    restored = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text=_("Held because the database was restored or copied: it may have been sent."),
    )
    refused_in_a_row = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    version = models.PositiveIntegerField(default=1, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("issue")
        verbose_name_plural = _("issues")
        ordering = ["-created_at", "-pk"]
        permissions = [("send_issue", "Can approve, send, pause and cancel issues")]
        constraints = [
            models.UniqueConstraint(fields=["newsletter", "edition"], name="one_issue_an_edition"),
            models.UniqueConstraint(
                fields=["newsletter", "correction"], name="one_follow_up_a_correction"
            ),
            models.CheckConstraint(
                name="correction_is_of_a_follow_up",
                condition=Q(correction=None) | Q(kind="follow_up"),
            ),
            models.CheckConstraint(
                name="scheduled_issue_has_a_time",
                condition=~Q(state="scheduled") | Q(scheduled_for__isnull=False),
            ),
            models.CheckConstraint(
                name="sending_issue_is_frozen",
                condition=~Q(state="sending") | Q(frozen_at__isnull=False, expected__isnull=False),
            ),
        ]

    def __str__(self):
        return self.subject or f"{self.newsletter} {self.edition}"

    @property
    def is_follow_up(self) -> bool:
        return self.kind == self.Kind.FOLLOW_UP


class IssueStory(models.Model):
    """A story in an issue that people put together, at its place, with a note about it."""

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="stories")
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)
    note = models.TextField(_("note"), blank=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["issue", "article"], name="story_once_in_an_issue")
        ]

    def __str__(self):
        return str(self.article)


class IssueLog(models.Model):
    """What was done with an issue, by whom and when; without a person it was the rule."""

    class Event(models.TextChoices):
        BEGIN = "begin", _("Begun")
        MAKE = "make", _("Made by the rule")
        SAVE = "save", _("Saved")
        TEST = "test", _("Test sent")
        SCHEDULE = "schedule", _("Approved and scheduled")
        UNSCHEDULE = "unschedule", _("Taken back")
        CANCEL = "cancel", _("Cancelled")
        PAUSE = "pause", _("Paused")
        GO_ON = "go_on", _("Let go on")
        RETRY = "retry", _("Failed copies tried again")
        RESEND = "resend", _("Uncertain copies sent once more")
        LET_GO = "let_go", _("Uncertain copies let go")
        STOP = "stop", _("Stopped by itself")
        FOLLOW_UP = "follow_up", _("Follow-up of a correction let go")

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="log")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    event = models.CharField(max_length=12, choices=Event)
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.issue}: {self.get_event_display()}"


class Content(models.Model):
    """What some readers of an issue get, rendered once for all of them.

    `html` and `text` hold placeholders where addresses of one reader belong (rendering.py).
    `stories` are the keys of the articles in their order: the ledger of who was sent what.
    `counted`: its links lead past our counter; only for readers who agreed to that.
    """

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="contents")
    digest = models.CharField(max_length=64)
    subject = models.CharField(max_length=150)
    html = models.TextField()
    text = models.TextField()
    stories = ArrayField(models.BigIntegerField(), default=list)
    counted = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issue", "digest"], name="one_content_for_a_digest")
        ]
        indexes = [GinIndex(fields=["stories"], name="content_stories")]

    def __str__(self):
        return f"{self.issue} ({len(self.stories)})"
