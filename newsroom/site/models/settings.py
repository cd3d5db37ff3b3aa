"""What an editor may say about the paper as a whole; one row."""

from datetime import timedelta

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

COUNTS_ARE_FRESH_FOR = timedelta(days=30)


class SiteSettings(models.Model):
    name = models.CharField(_("name of the paper"), max_length=80, default="My newspaper")
    tagline = models.CharField(_("tagline"), max_length=160, blank=True)
    description = models.TextField(
        _("description"), max_length=300, blank=True, help_text=_("For search engines and shares.")
    )
    language = models.CharField(
        _("language of the readers' pages"),
        max_length=10,
        blank=True,
        choices=settings.LANGUAGES,
        help_text=_("Left empty, it is the one the site was set up with."),
    )
    logo = models.FileField(
        _("logo"),
        upload_to="logo/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        help_text=_("Stands in place of the mark and the name. PNG, JPEG or WebP."),
    )
    logo_dark = models.FileField(
        _("logo on dark ground"),
        upload_to="logo/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    logo_small = models.FileField(
        _("logo on phones"),
        upload_to="logo/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
    )
    icon = models.FileField(
        _("icon"),
        upload_to="logo/",
        blank=True,
        validators=[FileExtensionValidator(["png", "jpg", "jpeg", "webp"])],
        help_text=_("Square, at least 512 points: the tab's and the home screen's picture."),
    )
    logo_width = models.PositiveIntegerField(editable=False, default=0)
    logo_height = models.PositiveIntegerField(editable=False, default=0)
    contact_email = models.EmailField(
        _("newsroom's address"), blank=True, help_text=_("Contact messages are sent here.")
    )
    postal_address = models.TextField(
        _("postal address"),
        max_length=300,
        blank=True,
        help_text=_("Stands at the foot of every mail. Many countries ask it of newsletters."),
    )
    security_contact = models.CharField(
        _("contact for security reports"),
        max_length=200,
        blank=True,
        help_text=_("An address, or the page of a form. Stands in security.txt."),
    )
    ads_txt = models.TextField(
        "ads.txt",
        blank=True,
        help_text=_(
            "Who may sell this site's advertising: one line each, as your sellers give it."
        ),
    )
    newsletter_heading = models.CharField(
        _("newsletter heading"), max_length=120, default=_("The news, in your inbox")
    )
    newsletter_promise = models.CharField(
        _("newsletter promise"),
        max_length=200,
        default=_("One email each weekday morning: what happened and why it matters."),
        help_text=_("Say how often it comes."),
    )
    closing_notice = models.CharField(
        _("line at the foot of every page"), max_length=300, blank=True
    )
    signing_up = models.BooleanField(
        _("signing up"),
        default=True,
        help_text=_("Off, nobody new becomes a member; members sign in as ever."),
    )
    wall = models.BooleanField(
        _("wall"),
        default=False,
        help_text=_("Up, sections and stories may ask readers to sign in to read on."),
    )
    free_stories = models.PositiveSmallIntegerField(
        _("free stories a month, signed out"), default=5
    )
    free_stories_members = models.PositiveSmallIntegerField(
        _("free stories a month, members"),
        null=True,
        blank=True,
        help_text=_("Empty: members read all of them."),
    )
    masthead_url = models.CharField(_("who we are: path"), max_length=200, blank=True)
    corrections_url = models.CharField(_("corrections policy: path"), max_length=200, blank=True)
    ethics_url = models.CharField(_("ethics policy: path"), max_length=200, blank=True)
    ownership_url = models.CharField(_("ownership: path"), max_length=200, blank=True)
    privacy_url = models.CharField(_("privacy: path"), max_length=200, default="/privacy/")
    change_number = models.PositiveIntegerField(editable=False, default=1)

    class Meta:
        verbose_name = _("site settings")
        verbose_name_plural = _("site settings")
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="one_row_of_site_settings")
        ]

    def __str__(self):
        return self.name

    @property
    def url(self) -> str:
        return settings.SITE_URL


class SocialLink(models.Model):
    class Network(models.TextChoices):
        FACEBOOK = "facebook", "Facebook"
        X = "x", "X"
        YOUTUBE = "youtube", "YouTube"
        INSTAGRAM = "instagram", "Instagram"
        TIKTOK = "tiktok", "TikTok"
        WHATSAPP = "whatsapp", "WhatsApp"
        BLUESKY = "bluesky", "Bluesky"
        MASTODON = "mastodon", "Mastodon"

    network = models.CharField(_("network"), max_length=12, choices=Network, unique=True)
    url = models.URLField(_("profile"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    count = models.PositiveIntegerField(_("followers"), null=True, blank=True)
    counted_at = models.DateField(_("counted on"), null=True, blank=True)

    class Meta:
        verbose_name = _("social profile")
        verbose_name_plural = _("social profiles")
        ordering = ["order", "network"]

    def __str__(self):
        return self.get_network_display()

    @property
    def verb(self):
        verbs = {"facebook": _("Like"), "youtube": _("Subscribe")}
        return verbs.get(self.network, _("Follow"))

    @property
    def fresh_count(self) -> int | None:
        """The typed count, for a month after the day it was counted."""
        if self.count is None or self.counted_at is None:
            return None
        fresh = timezone.localdate() - self.counted_at <= COUNTS_ARE_FRESH_FOR
        return self.count if fresh else None
