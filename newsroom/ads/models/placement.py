"""A place in the paper's pages that may carry advertising."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from newsroom.ads.sizes import SHAPES, Size

FROM_ONE = [MinValueValidator(1), MaxValueValidator(50)]


class PlacementQuerySet(models.QuerySet):
    def all_there(self):
        """Every place has its row from the start."""
        for key in Placement.Key.values:
            self.get_or_create(key=key)
        return self.all()


class Placement(models.Model):
    class Key(models.TextChoices):
        """The names templates call: {% promo "home" %}."""

        HOME = "home", _("Front page, below the first stories")
        SECTION = "section", _("Section, below the first stories")
        SECTION_RAIL = "section-rail", _("Section, at the side")
        STORY_TEXT = "story-text", _("Story, in the text")
        STORY_RAIL = "story-rail", _("Story, at the side")
        POPULAR_RAIL = "popular-rail", _("Popular news, at the side")

    SHAPE_OF = {
        Key.HOME: "board",
        Key.SECTION: "board",
        Key.SECTION_RAIL: "box",
        Key.STORY_TEXT: "text",
        Key.STORY_RAIL: "half",
        Key.POPULAR_RAIL: "box",
    }

    key = models.CharField(_("place"), max_length=20, choices=Key, unique=True)
    on = models.BooleanField(
        _("on"),
        default=True,
        help_text=_("Off, it stays empty whatever is booked. Without a booking it takes no room."),
    )
    after = models.PositiveSmallIntegerField(
        _("first after paragraph"),
        default=5,
        validators=FROM_ONE,
        help_text=_("Only for the place in the text, as are the next two."),
    )
    gap = models.PositiveSmallIntegerField(
        _("paragraphs between two"), default=8, validators=FROM_ONE
    )
    most = models.PositiveSmallIntegerField(
        _("most in one story"), default=2, validators=[MaxValueValidator(6)]
    )

    objects = PlacementQuerySet.as_manager()

    class Meta:
        verbose_name = _("placement")
        verbose_name_plural = _("placements")
        ordering = ["id"]

    def __str__(self):
        return str(self.get_key_display())

    @property
    def shape(self) -> str:
        return self.SHAPE_OF[self.key]

    @property
    def sizes(self) -> list[Size]:
        return [size for _media, size in SHAPES[self.shape]]
