"""What senders know of each other: who lives, how fast a provider takes mail, whether we may."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Sender(models.Model):
    """A sending process; one that has not been seen for a while has lost its claims."""

    boot = models.UUIDField(unique=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return str(self.boot)


class Lane(models.Model):
    """The way to one provider: how fast it may be used, and whether it is closed for a while.

    `tokens` are the messages that may go at once, topped up since `filled_at`. `rate` is how many a
    second it took just after it was last slowed down, at `slowed_at`; from there it recovers by the
    clock (sending/lanes.py).
    """

    provider = models.CharField(max_length=30, unique=True)
    rate = models.FloatField()
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(db_default=Now())
    slowed_at = models.DateTimeField(null=True, blank=True)
    closed_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return self.provider


class Seal(models.Model):
    """One row that is also written outside the database, in the file settings.SENDING_SEAL.

    `turn` counts the claims of all senders. Where the mark differs, or the file has seen a later
    turn, this database was restored or copied, and sends nothing until a person says that it may.

    `sealed_as` names the finding of the senders, and is empty while they may send. A person
    releases just this finding, by name (`released_as`): what a backup says of an earlier one counts
    nothing.
    """

    mark = models.UUIDField()
    turn = models.PositiveBigIntegerField(default=0, db_default=0)
    sealed_as = models.UUIDField(null=True, blank=True)
    sealed_at = models.DateTimeField(null=True, blank=True)
    released_as = models.UUIDField(null=True, blank=True)
    released_at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("seal")
        permissions = [("release_sending", "Can let a restored or copied database send")]
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_seal")]

    def __str__(self):
        return str(self.mark)


class Release(models.Model):
    """A person let this database send again; without a person it was done on the machine itself.

    `held` is how many issues were waiting for a word of their own when it was released.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    sealed_at = models.DateTimeField(null=True, blank=True)
    held = models.PositiveIntegerField(default=0)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self):
        return f"{self.at:%F %H:%M}"
