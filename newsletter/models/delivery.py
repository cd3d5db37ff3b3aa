"""The ledger: one row for each reader's copy of an issue, and who must never be written to."""

import uuid

from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsletter.models.issue import Content, Issue
from newsletter.models.subscriber import Subscriber


class Delivery(models.Model):
    """A copy of an issue for one reader.

    `key` names the message at the provider and in its Message-ID, the same on every try. `epoch`
    counts the claims: an answer that comes with an older one changes nothing. `resends` counts how
    often it was sent again because nobody could say whether it had been. A reader who is erased
    leaves the row behind, without a name, so that the sums stay right.
    """

    class State(models.IntegerChoices):
        PENDING = 0, _("waiting")
        CLAIMED = 1, _("taken by a sender")  # surely not sent yet
        SENDING = 2, _("being handed over")  # perhaps sent
        ACCEPTED = 3, _("handed over")
        FAILED = 4, _("failed")
        UNCERTAIN = 5, _("uncertain")
        SUPPRESSED = 6, _("not written to")  # left, or on the list of suppressions
        CANCELLED = 7, _("cancelled")

    OPEN = (State.PENDING, State.CLAIMED, State.SENDING)

    # PostgreSQL does not check these three for each row: a million rows are made by one statement
    # from an issue and contents that exist, which PROTECT keeps, and from readers whom that very
    # statement holds (actions/freezing.py). It more than doubles the speed of it.
    # The issue needs no index of its own either: the constraint below begins with it.
    issue = models.ForeignKey(
        Issue, models.PROTECT, related_name="deliveries", db_constraint=False, db_index=False
    )
    subscriber = models.ForeignKey(
        Subscriber, models.SET_NULL, null=True, related_name="deliveries", db_constraint=False
    )
    content = models.ForeignKey(
        Content, models.PROTECT, related_name="deliveries", db_constraint=False
    )
    key = models.UUIDField(unique=True, default=uuid.uuid4, db_default=RandomUUID())
    state = models.PositiveSmallIntegerField(choices=State, default=State.PENDING, db_default=0)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    resends = models.PositiveSmallIntegerField(default=0, db_default=0)
    epoch = models.PositiveIntegerField(default=0, db_default=0)
    sender = models.BigIntegerField(null=True)
    lease_until = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(
        null=True, help_text=_("When it came to be handed over, failed or let go.")
    )
    last_code = models.PositiveSmallIntegerField(null=True)
    last_reply = models.CharField(max_length=300, default="", db_default="")

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["issue", "subscriber"], name="one_copy_for_a_reader"),
        ]
        indexes = [
            models.Index(
                fields=["issue", "next_try_at", "id"],
                condition=Q(state=0),
                name="delivery_ready",
            ),
            models.Index(
                fields=["lease_until"], condition=Q(state__in=(1, 2)), name="delivery_lease"
            ),
            models.Index(
                fields=["state", "issue"], condition=Q(state__in=(4, 5)), name="delivery_troubled"
            ),
        ]

    def __str__(self):
        return f"{self.key} ({self.get_state_display()})"


def under_way():
    """Whether an issue has copies of which something is still to come. Asked by state, as each has
    an index that holds only its own few rows."""
    copies, state = Delivery.objects.filter(issue=OuterRef("pk")), Delivery.State
    return (
        Exists(copies.filter(state=state.PENDING))
        | Exists(copies.filter(state__in=(state.CLAIMED, state.SENDING)))
        | Exists(copies.filter(state=state.UNCERTAIN, settled_at=None))
    )


class Suppression(models.Model):
    """An address nobody writes a newsletter to again; only its hash, so it outlives an erasure."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("does not exist")
        COMPLAINED = "complained", _("called our mail unwanted")
        ASKED = "asked", _("asked never to be written to")
        IMPORTED = "imported", _("was on the list we moved in with")

    email_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    since = models.DateTimeField(_("since"), db_default=Now())

    class Meta:
        verbose_name = _("suppression")
        verbose_name_plural = _("suppressions")
        ordering = ["-since"]

    def __str__(self):
        return f"{self.email_hash[:12]}… ({self.get_reason_display()})"


class ProviderEvent(models.Model):
    """What a mail provider, or a mail server's report, told about a message; each once."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", _("delivered")
        BOUNCED = "bounced", _("bounced")
        DEFERRED = "deferred", _("put off")
        COMPLAINED = "complained", _("complained")
        LEFT = "left", _("left")
        OTHER = "other", _("other")

    provider = models.CharField(max_length=30)
    event = models.CharField(max_length=200)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    delivery = models.ForeignKey(
        Delivery, models.SET_NULL, null=True, blank=True, related_name="events"
    )
    lasting = models.BooleanField(
        default=False,
        db_default=False,
        help_text=_("A bounce that the next copy would meet as well."),
    )
    detail = models.CharField(_("detail"), max_length=300, blank=True)
    happened_at = models.DateTimeField(_("when"))
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("provider’s report")
        verbose_name_plural = _("providers’ reports")
        ordering = ["-happened_at"]
        constraints = [
            models.UniqueConstraint(fields=["provider", "event"], name="report_of_provider_once")
        ]

    def __str__(self):
        return f"{self.get_kind_display()} ({self.provider})"
