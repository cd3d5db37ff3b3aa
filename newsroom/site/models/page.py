"""Pages outside the news: about, contact, privacy, corrections policy, imprint."""

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.kit.html import sanitise
from newsroom.kit.slugs import check_reserved
from newsroom.site.models.taken_path import TakenPath, check_free, claim


class Page(models.Model):
    class Kind(models.TextChoices):
        TEXT = "text", _("text")
        CONTACT = "contact", _("text with the contact form")

    title = models.CharField(_("title"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.TEXT)
    description = models.CharField(
        _("description"), max_length=200, blank=True, help_text=_("For search engines.")
    )
    body = models.TextField(_("text"), blank=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        ordering = ["title"]

    def __str__(self):
        return self.title

    def clean(self):
        super().clean()
        if self.slug:
            check_reserved(self.slug)
            check_free(self.slug, owner_kind=TakenPath.Owner.PAGE, owner_id=self.pk)

    @transaction.atomic
    def save(self, *args, **kwargs):
        self.body = sanitise(self.body)
        is_new = self._state.adding
        super().save(*args, **kwargs)
        owner = TakenPath.Owner.PAGE
        claim(self.slug, owner_kind=owner, owner_id=self.pk, label=self.title, is_new=is_new)
        newest = None if is_new else self.versions.first()
        if newest is None or (newest.title, newest.body) != (self.title, self.body):
            number = newest.number + 1 if newest else 1
            self.versions.create(number=number, title=self.title, body=self.body)

    @transaction.atomic
    def delete(self, *args, **kwargs):
        TakenPath.objects.filter(owner_kind=TakenPath.Owner.PAGE, owner_id=self.pk).delete()
        return super().delete(*args, **kwargs)

    def get_absolute_url(self):
        return f"/{self.slug}/"


class PageVersion(models.Model):
    """What a page said from a day on. Readers may look it up: they agreed to one of them."""

    page = models.ForeignKey(Page, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=120)
    body = models.TextField(_("text"), blank=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["page", "number"], name="one_page_version_a_number")
        ]

    def __str__(self):
        return f"{self.title} {self.number}"
