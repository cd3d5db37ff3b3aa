"""What a member should know: one row each, whoever found it worth telling."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KIND_LENGTH = 12


class Kind(models.TextChoices):
    REPLY = "reply", gettext_lazy("Somebody replies to you")
    DECISION = "decision", gettext_lazy("A decision about a comment of yours")
    FOLLOWED = "followed", gettext_lazy("New from what you follow")
    CORRECTION = "correction", gettext_lazy("A correction to a story you saved")
    HALTED = "halted", gettext_lazy("A newsletter issue stopped and waits for you")
    APPROVAL = "approval", gettext_lazy("A newsletter issue waits for approval")
    SEALED = "sealed", gettext_lazy("No newsletter is sent until somebody releases it")
    ASSIGNED = "assigned", gettext_lazy("A story is given to you, or to somebody else")
    NOTE = "note", gettext_lazy("A note on a story of yours, or an answer to one")


# What only the desk is told, and what of it by mail at once unless the person wants it otherwise.
URGENT = (Kind.HALTED, Kind.APPROVAL, Kind.SEALED)
OF_THE_DESK = (*URGENT, Kind.ASSIGNED, Kind.NOTE)


class NotificationQuerySet(models.QuerySet):
    def of(self, person):
        """What leads to a story that was taken from readers is not shown while it is away."""
        told = Q(withheld=False) | Q(kind=Kind.DECISION)
        return self.filter(told, recipient=person)

    def unseen(self):
        return self.filter(seen_at=None)

    def unread(self):
        return self.filter(read_at=None)


class Notification(models.Model):
    """`key` names what happened, so that telling it twice is telling it once. `words` are what
    the sentence is made of (`headline`, `who`, `outcome`, `reason`, `name`): the sentence itself
    is made when it is read, in the reader's language."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=KIND_LENGTH, choices=Kind)
    key = models.CharField(max_length=80)
    url = models.CharField(max_length=300)
    words = models.JSONField(default=dict)
    # The story it is about, by number: what is above this app in the order of imports.
    story = models.BigIntegerField(null=True, blank=True)
    withheld = models.BooleanField(default=False, db_default=False)
    told_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-told_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient", "kind", "key"], name="told_once_to_a_person"
            )
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at"], name="notifications_newest"),
            models.Index(
                fields=["story"],
                name="notifications_of_story",
                condition=Q(story__isnull=False),
            ),
            models.Index(fields=["kind", "key"], name="notifications_of_key"),
            models.Index(
                fields=["recipient"],
                name="notifications_unseen",
                condition=Q(seen_at=None),
            ),
        ]

    def __str__(self):
        return self.sentence

    @property
    def sentence(self) -> str:
        words = {"headline": "", "who": "", "name": "", "reason": "", **self.words}
        if self.withheld:
            words["headline"] = _("a story that was withdrawn")
        if self.kind == Kind.REPLY:
            return _("%(who)s replied to you under “%(headline)s”.") % words
        if self.kind == Kind.FOLLOWED:
            return _("New in %(name)s: “%(headline)s”.") % words
        if self.kind == Kind.CORRECTION:
            return _("A story you saved was corrected: “%(headline)s”.") % words
        if self.kind == Kind.HALTED:
            return _("“%(headline)s” is not being sent: %(reason)s") % words
        if self.kind == Kind.APPROVAL:
            return (
                _("“%(headline)s” of %(name)s was made by the rule and waits for approval.") % words
            )
        if self.kind == Kind.SEALED:
            return _(
                "The database was restored or copied: no newsletter is sent until it is released."
            )
        if self.kind in (Kind.ASSIGNED, Kind.NOTE):
            return _work(words.get("outcome", "")) % words
        return (_decision(words.get("outcome", "")) % words).strip()  # a reason may be missing


def _work(outcome: str) -> str:
    return {
        "given": _("“%(headline)s” is yours now: %(who)s gave it to you."),
        "taken": _("“%(headline)s” is no longer yours: %(who)s gave it to %(name)s."),
        "freed": _("“%(headline)s” is no longer yours: %(who)s took it back."),
        "answer": _("%(who)s answered a note on “%(headline)s”."),
    }.get(outcome, _("%(who)s wrote a note on “%(headline)s”."))


def _decision(outcome: str) -> str:
    return {
        "published": _("Your comment under “%(headline)s” is published."),
        "held": _("Your comment under “%(headline)s” waits for a moderator."),
        "rejected": _("Your comment under “%(headline)s” was not published. %(reason)s"),
        "removed": _("Your comment under “%(headline)s” was taken down. %(reason)s"),
        "restored": _("Your comment under “%(headline)s” stands again."),
        "warned": _("The moderators sent you a warning. %(reason)s"),
        "suspended": _("You cannot comment for a while. %(reason)s"),
        "banned": _("You can no longer comment. %(reason)s"),
        "unwarned": _("The moderators took a warning back. %(reason)s"),
        "unsuspended": _("The moderators ended your suspension early. %(reason)s"),
        "unbanned": _("The moderators lifted the ban on your comments. %(reason)s"),
        "upheld": _(
            "Your appeal about your comment under “%(headline)s” was turned down. %(reason)s"
        ),
        "refused": _("Your appeal was turned down. %(reason)s"),
    }.get(outcome, _("There is news about your comment under “%(headline)s”."))


class Preference(models.Model):
    """How a kind reaches somebody by mail; in the bell it always does. No row: never, or at once
    if it is one of the desk's urgent ones."""

    class Mail(models.TextChoices):
        NEVER = "never", gettext_lazy("never")
        NOW = "now", gettext_lazy("at once")
        DAILY = "daily", gettext_lazy("once a day")

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences"
    )
    kind = models.CharField(max_length=KIND_LENGTH, choices=Kind)
    mail = models.CharField(max_length=5, choices=Mail, default=Mail.NEVER)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "kind"], name="one_preference_of_a_kind")
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.get_mail_display()}"


def unless_chosen(kind: Kind) -> Preference.Mail:
    return Preference.Mail.NOW if kind in URGENT else Preference.Mail.NEVER
