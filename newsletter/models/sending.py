"""What senders know of each other: who lives, how fast a provider takes mail, whether we may."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Sender(models.Model):
    """A sending process; one that has not been seen for a while has lost its claims."""

    boot = models.UUIDField(unique=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())

    def __str__(self):
        return str(self.boot)


class Lane(models.Model):
    """The way to one provider: how fast it may be used, and whether it is closed for a while.

    `tokens` are the messages that may go at once, topped up at `rate` a second since `filled_at`.
    """

    provider = models.CharField(max_length=30, unique=True)
    rate = models.FloatField()
    tokens = models.FloatField(default=0)
    filled_at = models.DateTimeField(db_default=Now())
    closed_until = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return self.provider


class Seal(models.Model):
    """One row whose mark also lies outside the database.

    Where the two differ this database was restored or copied, and sends nothing until a person
    says that it may.
    """

    mark = models.UUIDField()
    released_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="one_row_of_seal")]

    def __str__(self):
        return str(self.mark)
