"""Addresses and what they asked for. Nothing is sent before the address said yes itself."""

import secrets

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Lower
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from newsletter.models.newsletter import Newsletter, Rhythm


def new_key() -> str:
    return secrets.token_urlsafe(24)


class SubscriberQuerySet(models.QuerySet):
    def at(self, email: str):
        """Whoever has this address, capitals aside. Asked as its index is made, or a million
        addresses would be read one by one."""
        return self.filter(Exact(Lower("email"), Lower(Value(email))))


class Subscriber(models.Model):
    email = models.EmailField(_("email address"))
    key = models.CharField(max_length=40, unique=True, default=new_key, editable=False)
    asked_at = models.DateTimeField(
        null=True, editable=False, help_text=_("When a confirmation was last sent.")
    )
    created_at = models.DateTimeField(auto_now_add=True)
    counting_agreed_at = models.DateTimeField(
        _("agreed to be counted"),
        null=True,
        blank=True,
        help_text=_("Without it neither opens nor clicks are counted."),
    )
    revoked_at = models.DateTimeField(
        null=True, editable=False, help_text=_("Links to confirm from before this are void.")
    )
    moving_to = models.EmailField(blank=True, default="", db_default="", editable=False)
    moving_asked_at = models.DateTimeField(null=True, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [models.UniqueConstraint(Lower("email"), name="subscriber_email_unique")]
        permissions = [("leave_for_subscriber", "Can unsubscribe readers on their behalf")]

    def __str__(self):
        return self.email

    def revoked_since(self, moment: float) -> bool:
        return self.revoked_at is not None and self.revoked_at.timestamp() > moment


class SubscriptionQuerySet(models.QuerySet):
    def mailable(self):
        """Those who said yes and have not left."""
        return self.filter(confirmed_at__isnull=False, left_at__isnull=True)


class Subscription(models.Model):
    """The times, `asked_text` and `asked_place` are the evidence of consent.

    `asked_text` holds the words themselves, so that no version of a text can get lost. `left_place`
    says by what way the reader left; `left_note` why, where the desk did it for them.
    """

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="subscriptions")
    asked_at = models.DateTimeField()
    asked_text = models.CharField(max_length=300, blank=True)
    asked_place = models.CharField(max_length=20, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    left_place = models.CharField(max_length=20, blank=True, default="", db_default="")
    left_note = models.CharField(max_length=200, blank=True, default="", db_default="")
    rhythm = models.CharField(
        max_length=10,
        choices=[choice for choice in Rhythm.choices if choice[0] != Rhythm.BY_HAND],
        blank=True,
        help_text=_("How often the reader wants a personal newsletter; empty is as it comes."),
    )

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("subscription")
        verbose_name_plural = _("subscriptions")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "newsletter"], name="one_subscription_a_list"
            ),
            models.CheckConstraint(
                name="left_after_confirming",
                condition=Q(left_at__isnull=True) | Q(confirmed_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["newsletter", "subscriber"],
                condition=Q(confirmed_at__isnull=False, left_at__isnull=True),
                name="subscription_mailable",
            )
        ]

    def __str__(self):
        return f"{self.subscriber} – {self.newsletter}"

    @property
    def receives(self) -> bool:
        """The same rule as mailable(), for a row at hand."""
        return self.confirmed_at is not None and self.left_at is None

    def left_since(self, moment: float) -> bool:
        return self.left_at is not None and self.left_at.timestamp() > moment
