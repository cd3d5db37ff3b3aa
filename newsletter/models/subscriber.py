"""Addresses and what they asked for. Nothing is sent before the address said yes itself."""

import secrets

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from newsletter.models.newsletter import Newsletter, Rhythm


def new_key() -> str:
    return secrets.token_urlsafe(24)


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

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [models.UniqueConstraint(Lower("email"), name="subscriber_email_unique")]

    def __str__(self):
        return self.email


class SubscriptionQuerySet(models.QuerySet):
    def mailable(self):
        """Those who said yes and have not left."""
        return self.filter(confirmed_at__isnull=False, left_at__isnull=True)


class Subscription(models.Model):
    """The times, `asked_text` and `asked_place` are the evidence of consent."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="subscriptions")
    newsletter = models.ForeignKey(Newsletter, models.CASCADE, related_name="subscriptions")
    asked_at = models.DateTimeField()
    asked_text = models.CharField(max_length=300, blank=True)
    asked_place = models.CharField(max_length=20, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
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

    def __str__(self):
        return f"{self.subscriber} – {self.newsletter}"

    @property
    def receives(self) -> bool:
        """The same rule as mailable(), for a row at hand."""
        return self.confirmed_at is not None and self.left_at is None

    def left_since(self, moment: float) -> bool:
        return self.left_at is not None and self.left_at.timestamp() > moment
