"""Pictures and the files made from them."""

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

percent = [MaxValueValidator(100)]


def cleared(at: datetime | None = None, image: str = "") -> models.Q:
    """What holds of a picture that readers may be shown now, or at another moment.

    `image` is the way to the picture from the rows asked, as "lead_image__".
    """
    endless = models.Q(**{f"{image}expires_at": None})
    return endless | models.Q(**{f"{image}expires_at__gt": at or Now()})


class ImageQuerySet(models.QuerySet):
    def cleared(self, at: datetime | None = None):
        """Those whose rights have not ended; no other is shown to readers anywhere."""
        return self.filter(cleared(at))


class Image(models.Model):
    """An upload, verified and stripped of metadata. The original is never shown to readers."""

    class Licence(models.TextChoices):
        """By what right the picture runs."""

        OWN = "own", _("made by the paper")
        AGENCY = "agency", _("from an agency, under its contract")
        HANDOUT = "handout", _("given to the press")
        CONSENT = "consent", _("its maker allowed it")
        COMMONS = "commons", _("a Creative Commons licence")
        FREE = "free", _("in the public domain")

    file = models.FileField(_("file"), upload_to="originals/%Y/%m/")
    original_name = models.CharField(_("name of the file"), max_length=200, blank=True)
    alt = models.CharField(
        _("alternative text"),
        max_length=300,
        blank=True,
        help_text=_("Says what is to be seen, for those who cannot see it."),
    )
    decorative = models.BooleanField(
        _("decorative"), default=False, help_text=_("Says nothing the text does not say.")
    )
    caption = models.CharField(_("caption"), max_length=400, blank=True)
    credit = models.CharField(_("credit"), max_length=160, blank=True)
    licence = models.CharField(_("licence"), max_length=10, choices=Licence, blank=True)
    territory = models.CharField(
        _("territory"),
        max_length=80,
        blank=True,
        help_text=_("Where it may run, as the contract says. Told to the desk; keeps nobody out."),
    )
    expires_at = models.DateTimeField(
        _("rights end"),
        null=True,
        blank=True,
        db_index=True,
        help_text=_("From then on no reader is shown the picture. Empty: never."),
    )
    focal_x = models.PositiveSmallIntegerField(
        _("focal point, x %"), default=50, validators=percent
    )
    focal_y = models.PositiveSmallIntegerField(
        _("focal point, y %"), default=50, validators=percent
    )
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    digest = models.CharField(max_length=64, editable=False, db_index=True)
    # What likeness.py goes by: the file as it came, and how the picture looks. `bands` is empty
    # where there is nothing to tell it by, and null until somebody has looked.
    uploaded_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    fingerprint = models.BigIntegerField(null=True, editable=False)
    bands = ArrayField(models.IntegerField(), null=True, editable=False)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)

    objects = ImageQuerySet.as_manager()

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")
        permissions = [("change_public_image", _("Can change pictures that readers see"))]
        ordering = ["-created_at", "-id"]
        indexes = [GinIndex(fields=["bands"], name="pictures_that_look_alike")]

    def __str__(self):
        return self.caption or self.alt or self.original_name or f"#{self.pk}"

    @property
    def before_readers(self) -> bool:
        """Whether a published story shows it, or an author's page; asks the database."""
        live = {"status": "published"}
        stories = self.lead_of.filter(**live).exists() or self.in_bodies.filter(**live).exists()
        return stories or self.portrait_of.exists()

    @property
    def is_cleared(self) -> bool:
        """As `cleared()` has it, for a picture that was read already."""
        return self.expires_at is None or timezone.now() < self.expires_at

    @property
    def described(self) -> bool:
        return self.decorative or bool(self.alt.strip())

    @property
    def alt_text(self) -> str:
        return "" if self.decorative else self.alt


def folder(rendition: "Rendition", name: str) -> str:
    """A server in front hands out pictures/ by itself. Pictures whose rights end lie elsewhere, so
    that each time the site is asked, which looks at the clock."""
    return f"{'pictures' if rendition.image.expires_at is None else 'dated'}/{name}"


class RenditionQuerySet(models.QuerySet):
    def cleared(self):
        return self.filter(cleared(image="image__"))

    def of_cards(self):
        """What teasers show and networks are told of a list: a third of what is made."""
        thumbnail = models.Q(ratio="4x3", width__lt=1000)
        return self.filter(models.Q(ratio__in=["16x9", "share"]) | thumbnail)


class Rendition(models.Model):
    """One ready file: a ratio, a width, a format."""

    image = models.ForeignKey(Image, models.CASCADE, related_name="renditions")
    ratio = models.CharField(max_length=5)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    format = models.CharField(max_length=4)
    file = models.FileField(upload_to=folder)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        ordering = ["width"]
        constraints = [
            models.UniqueConstraint(
                fields=["image", "ratio", "width", "format"], name="one_rendition_of_a_kind"
            )
        ]

    def __str__(self):
        return f"{self.image_id} {self.ratio} {self.width} {self.format}"
