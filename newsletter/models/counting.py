"""What readers who agreed to it did with their copies; neither address nor program is kept."""

from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsletter.models.delivery import Delivery


class Opening(models.Model):
    """A copy was opened; the first time only."""

    delivery = models.OneToOneField(Delivery, models.CASCADE, related_name="opening")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        verbose_name = _("opening")
        verbose_name_plural = _("openings")

    def __str__(self):
        return str(self.delivery_id)


class Click(models.Model):
    """A link of a copy was followed; each link once. `link` is its number in the content.

    `by_machine`: together with others of the copy within seconds, so no reader did it.
    """

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="clicks")
    link = models.PositiveSmallIntegerField()
    at = models.DateTimeField(db_default=Now())
    by_machine = models.BooleanField(default=False, db_default=False)

    class Meta:
        verbose_name = _("click")
        verbose_name_plural = _("clicks")
        constraints = [
            models.UniqueConstraint(fields=["delivery", "link"], name="click_once_a_link")
        ]

    def __str__(self):
        return f"{self.delivery_id}: {self.link}"
