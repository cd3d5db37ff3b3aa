"""The lists a reader may join, and how each is filled and sent."""

from datetime import time

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Rhythm(models.TextChoices):
    AT_ONCE = "at_once", _("at once")
    DAILY = "daily", _("every day")
    WEEKLY = "weekly", _("every week")
    BY_HAND = "by_hand", _("when the newsroom has something to say")


class Weekday(models.IntegerChoices):
    """As date.weekday() counts."""

    MONDAY = 0, _("Monday")
    TUESDAY = 1, _("Tuesday")
    WEDNESDAY = 2, _("Wednesday")
    THURSDAY = 3, _("Thursday")
    FRIDAY = 4, _("Friday")
    SATURDAY = 5, _("Saturday")
    SUNDAY = 6, _("Sunday")


class NewsletterQuerySet(models.QuerySet):
    def open(self):
        """Those a reader may join; the first is the one the short form means."""
        return self.filter(open=True)


class Newsletter(models.Model):
    """Times of day are the paper's own; see TIME_ZONE."""

    class Filling(models.TextChoices):
        NEWEST = "newest", _("the newest of its sections")
        POPULAR = "popular", _("the most read of its sections")
        PICKS = "picks", _("the editors’ picks")

    class Uncertain(models.TextChoices):
        """What becomes of a copy of which nobody can say whether it was sent."""

        RESEND = "resend", _("send it once more: better twice than never")
        LEAVE = "leave", _("leave it: better never than twice")

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    promise = models.CharField(
        _("promise"), max_length=200, blank=True, help_text=_("What comes, and how often.")
    )
    open = models.BooleanField(_("open for new readers"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    rhythm = models.CharField(_("rhythm"), max_length=10, choices=Rhythm, default=Rhythm.BY_HAND)
    weekday = models.PositiveSmallIntegerField(
        _("day of the week"), choices=Weekday, default=Weekday.SATURDAY
    )
    send_at = models.TimeField(_("time of day"), default=time(7))
    personal = models.BooleanField(
        _("personal"),
        default=False,
        help_text=_("Filled for each reader from the sections, authors and topics they follow."),
    )
    sections = models.ManyToManyField(
        "articles.Section",
        blank=True,
        related_name="newsletters",
        verbose_name=_("sections it draws on"),
        help_text=_("None means all."),
    )
    filling = models.CharField(
        _("filled with"), max_length=10, choices=Filling, default=Filling.NEWEST
    )
    most_stories = models.PositiveSmallIntegerField(
        _("stories at most"),
        default=8,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
    )
    needs_approval = models.BooleanField(
        _("waits for approval"),
        default=False,
        help_text=_("An issue made by the rule is sent only after somebody has approved it."),
    )

    sender_name = models.CharField(_("sender"), max_length=80, blank=True)
    sender_address = models.EmailField(_("sender’s address"), blank=True)
    reply_to = models.EmailField(_("replies go to"), blank=True)
    when_uncertain = models.CharField(
        _("when it is uncertain whether a copy was sent"),
        max_length=10,
        choices=Uncertain,
        default=Uncertain.RESEND,
    )
    late_after = models.PositiveSmallIntegerField(
        _("minutes until an issue is too late"),
        default=120,
        help_text=_("An issue that could not begin by then asks before it is sent."),
    )
    looked_at = models.DateTimeField(
        null=True,
        editable=False,
        help_text=_("Until when its rhythm was looked after. Empty: nothing before now is due."),
    )
    archived = models.BooleanField(_("issues have a page of their own"), default=True)
    archive_indexed = models.BooleanField(_("search engines may list those pages"), default=True)

    objects = NewsletterQuerySet.as_manager()

    class Meta:
        verbose_name = _("newsletter")
        verbose_name_plural = _("newsletters")
        ordering = ["order", "name"]
        constraints = [
            models.CheckConstraint(
                name="newsletter_weekday_exists", condition=Q(weekday__gte=0, weekday__lte=6)
            ),
            models.CheckConstraint(
                name="personal_newsletter_has_a_rhythm",
                condition=Q(personal=False) | ~Q(rhythm=Rhythm.BY_HAND),
            ),
        ]

    def __str__(self):
        return self.name
