"""What stands in a slot: somebody's pictures, or words of the paper's own."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from newsroom.ads.sizes import SIZES, Size
from newsroom.kit.cleaning.addresses import safe_address


def picture(size: Size, words):
    return models.ImageField(words, upload_to="promos/", blank=True, max_length=120)


class Creative(models.Model):
    class Kind(models.TextChoices):
        PAID = "paid", _("paid for, with pictures")
        HOUSE = "house", _("of the paper's own, in words")

    kind = models.CharField(_("kind"), max_length=5, choices=Kind, default=Kind.PAID)
    name = models.CharField(
        _("name"), max_length=80, help_text=_("For the desk; readers do not see it.")
    )
    advertiser = models.CharField(
        _("advertiser"), max_length=80, blank=True, help_text=_("Who pays; readers are told.")
    )
    link = models.CharField(
        _("link"),
        max_length=500,
        help_text=_("https://… ; for the paper's own, a page of this site such as /newsletter/."),
    )
    alt = models.CharField(
        _("alt text"),
        max_length=160,
        blank=True,
        help_text=_("What the pictures say, for those who do not see them."),
    )
    headline = models.CharField(_("headline"), max_length=60, blank=True)
    words = models.CharField(_("words"), max_length=110, blank=True)

    wide = picture(SIZES["wide"], _("970 × 250"))
    strip = picture(SIZES["strip"], _("728 × 90"))
    narrow = picture(SIZES["narrow"], _("320 × 100"))
    box = picture(SIZES["box"], _("300 × 250"))
    tall = picture(SIZES["tall"], _("300 × 600"))
    text = picture(SIZES["text"], _("592 × 280"))

    class Meta:
        verbose_name = _("creative")
        verbose_name_plural = _("creatives")
        ordering = ["name", "id"]
        constraints = [
            models.CheckConstraint(
                name="creative_says_who_or_what",
                condition=Q(kind="paid", advertiser__gt="", alt__gt="")
                | Q(kind="house", headline__gt=""),
                violation_error_message=_("It lacks what readers must be told."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def is_house(self) -> bool:
        return self.kind == self.Kind.HOUSE

    def clean(self):
        super().clean()
        wrong = {}
        if self.is_house:
            if not self.headline:
                wrong["headline"] = _("Write what it says.")
            if not _is_own_page(self.link):
                wrong["link"] = _("A page of this site, such as /newsletter/.")
        else:
            if not self.advertiser:
                wrong["advertiser"] = _("Say who pays: readers have a right to know.")
            if not self.alt:
                wrong["alt"] = _("Say what the pictures say.")
            if not (self.link.startswith("https://") and safe_address(self.link) == self.link):
                wrong["link"] = _("An address that begins with https:// and names a host.")
        if wrong:
            raise ValidationError(wrong)

    def lacks(self, sizes: list[Size]) -> list[Size]:
        """The pictures still to be uploaded before it can stand in a place of these sizes."""
        return [] if self.is_house else [s for s in sizes if not getattr(self, s.field)]


def _is_own_page(link: str) -> bool:
    return link.startswith("/") and not link.startswith("//") and safe_address(link) == link
