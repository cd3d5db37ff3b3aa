"""When a creative stands where, and how often it was seen and followed there."""

from django.contrib.postgres.expressions import ArraySubquery
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _


class BookingQuerySet(models.QuerySet):
    def running(self, hour):
        """What may be shown throughout the hour that begins at `hour`.

        A limit of impressions is measured at the last full hour, so that nothing changes
        within one; `section_ids` are the sections a booking is limited to.
        """
        return (
            self.filter(placement__on=True, starts_at__lte=hour)
            .filter(Q(ends_at=None) | Q(ends_at__gt=hour))
            .filter(Q(stop_after=None) | Q(stop_after__gt=_seen(hour__lt=hour)))
            .annotate(section_ids=_sections())
            .select_related("placement", "creative")
        )

    def with_counts(self):
        """Adds `seen` and `followed`, over the whole time."""
        return self.annotate(seen=_seen(), followed=_sum("clicks"))


def _sum(what: str, **which):
    own = HourlyCount.objects.filter(booking=OuterRef("pk"), **which).order_by()
    total = own.values("booking").annotate(total=Sum(what)).values("total")
    return Coalesce(Subquery(total), 0)


def _seen(**which):
    return _sum("impressions", **which)


def _sections():
    through = Booking.sections.through.objects.filter(booking=OuterRef("pk"))
    return ArraySubquery(through.values("section_id"))


class Booking(models.Model):
    placement = models.ForeignKey(
        "ads.Placement", models.PROTECT, related_name="bookings", verbose_name=_("placement")
    )
    creative = models.ForeignKey(
        "ads.Creative", models.PROTECT, related_name="bookings", verbose_name=_("creative")
    )
    starts_at = models.DateTimeField(
        _("from"), help_text=_("A full hour: what is shown changes with the hour.")
    )
    ends_at = models.DateTimeField(
        _("until"), null=True, blank=True, help_text=_("Empty: until further notice.")
    )
    weight = models.PositiveSmallIntegerField(
        _("weight"),
        default=1,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text=_("With weight 2 it stands on twice as many pages as its neighbour with 1."),
    )
    sections = models.ManyToManyField(
        "articles.Section",
        blank=True,
        related_name="+",
        verbose_name=_("only in"),
        help_text=_("Sections with their parts; none chosen: everywhere."),
    )
    stop_after = models.PositiveIntegerField(
        _("stop after impressions"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_(
            "Measured at each full hour, so it may be passed by what is seen within an hour."
        ),
    )

    objects = BookingQuerySet.as_manager()

    class Meta:
        verbose_name = _("booking")
        verbose_name_plural = _("bookings")
        ordering = ["-starts_at", "-id"]
        constraints = [
            models.CheckConstraint(
                name="booking_ends_after_it_starts",
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("It ends before it begins."),
            ),
            models.CheckConstraint(name="booking_has_weight", condition=Q(weight__gte=1)),
        ]
        indexes = [models.Index(fields=["placement", "starts_at"], name="bookings_of_placement")]

    def __str__(self):
        return f"{self.creative}, {self.placement}"

    def clean(self):
        super().clean()
        wrong = {}
        for name in ("starts_at", "ends_at"):
            when = getattr(self, name)
            if when and (when.minute or when.second or when.microsecond):
                wrong[name] = _("Choose a full hour, such as 14:00.")
        known = self.creative_id and self.placement_id
        if known and (missing := self.creative.lacks(self.placement.sizes)):
            words = _("“%(name)s” lacks pictures this place needs: %(sizes)s.")
            sizes = ", ".join(str(size) for size in missing)
            wrong["creative"] = words % {"name": self.creative, "sizes": sizes}
        if wrong:
            raise ValidationError(wrong)


class HourlyCount(models.Model):
    """How often, never by whom."""

    booking = models.ForeignKey("ads.Booking", models.PROTECT, related_name="counts")
    hour = models.DateTimeField()
    impressions = models.PositiveIntegerField(default=0)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("count")
        verbose_name_plural = _("counts")
        ordering = ["booking", "hour"]
        constraints = [
            models.UniqueConstraint(fields=["booking", "hour"], name="one_count_an_hour")
        ]

    def __str__(self):
        return f"{self.booking}, {self.hour:%Y-%m-%d %H}: {self.impressions}, {self.clicks}"
