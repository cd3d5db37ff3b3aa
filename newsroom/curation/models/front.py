"""What editors decided about the front page; everything else on it follows the rule."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from newsroom.curation.slots import Place, Slot


class Front(models.Model):
    """The only row: the number of the last change. Who changes the page locks it."""

    number = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("front page")
        verbose_name_plural = _("front page")
        default_permissions = ("view", "change")

    def __str__(self):
        return str(self.number)


class PinQuerySet(models.QuerySet):
    def standing(self, at=None):
        """Pins whose time it is. Nothing has to run for one to end."""
        at = at or Now()
        return self.filter(starts_at__lte=at, ends_at__gt=at)

    def over(self):
        return self.filter(ends_at__lte=Now())


class Pin(models.Model):
    """A story in a place of the front page, from one time to another.

    Where two claim a place at the same time, the one that started later stands.
    """

    slot = models.CharField(max_length=10, choices=Slot)
    section = models.ForeignKey("articles.Section", models.CASCADE, null=True, related_name="+")
    position = models.PositiveSmallIntegerField(default=1)
    story = models.ForeignKey("articles.Article", models.CASCADE, related_name="pins")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)

    objects = PinQuerySet.as_manager()

    class Meta:
        verbose_name = _("pin")
        verbose_name_plural = _("pins")
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                name="pin_ends_after_it_starts", condition=Q(ends_at__gt=F("starts_at"))
            ),
            models.CheckConstraint(
                name="pin_in_block_names_section",
                condition=Q(slot="block", section__isnull=False)
                | (~Q(slot="block") & Q(section__isnull=True)),
            ),
            models.CheckConstraint(name="pin_counts_from_one", condition=Q(position__gte=1)),
        ]

    def __str__(self):
        return f"{self.place}: {self.story_id}"

    @property
    def place(self) -> Place:
        return Place(Slot(self.slot), self.position, self.section_id)


class FrontBlock(models.Model):
    """A section chosen as a block. Without any row, the navigation's sections in its order."""

    section = models.OneToOneField("articles.Section", models.CASCADE, related_name="+")
    order = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("block")
        verbose_name_plural = _("blocks")
        default_permissions = ()
        ordering = ["order"]

    def __str__(self):
        return f"{self.order}: {self.section_id}"


class EditionChange(models.Model):
    """One change of the front page, with all of it before and after. Written by actions only."""

    class Act(models.TextChoices):
        PLACE = "place", _("placed")
        CLEAR = "clear", _("took off")
        MOVE = "move", _("moved")
        BLOCKS = "blocks", _("chose the blocks")
        RAISE = "raise", _("raised breaking news")
        LOWER = "lower", _("lowered breaking news")
        REVERT = "revert", _("went back")

    number = models.PositiveIntegerField(unique=True)
    act = models.CharField(max_length=10, choices=Act)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True)
    at = models.DateTimeField(auto_now_add=True)
    # The story, place or number it was about, in the words of that day.
    about = models.JSONField(default=dict)
    before = models.JSONField()
    after = models.JSONField()

    class Meta:
        verbose_name = _("change of the front page")
        verbose_name_plural = _("changes of the front page")
        default_permissions = ()
        ordering = ["-number"]

    def __str__(self):
        return f"{self.number}: {self.act}"
