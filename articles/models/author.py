"""Who wrote a story: staff or guest, with or without an account."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuthorQuerySet(models.QuerySet):
    def with_stories(self):
        """Those under whose name a reader finds a story."""
        from articles.models.article import Article

        signed = Byline.objects.filter(
            author=models.OuterRef("pk"), article__in=Article.objects.published()
        )
        return self.filter(models.Exists(signed))


class Author(models.Model):
    class Kind(models.TextChoices):
        STAFF = "staff", _("of the newsroom")
        GUEST = "guest", _("guest")
        AGENCY = "agency", _("news agency")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.STAFF)
    name = models.CharField(_("name"), max_length=120)
    slug = models.SlugField(_("slug"), max_length=120, unique=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    bio = models.TextField(_("biography"), max_length=1200, blank=True)
    email = models.EmailField(_("public email address"), blank=True)
    beats = models.ManyToManyField(
        "articles.Section", blank=True, related_name="reporters", verbose_name=_("beats")
    )
    portrait = models.ForeignKey(
        "articles.Image", models.SET_NULL, null=True, blank=True, related_name="portrait_of"
    )
    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("account"),
    )

    objects = AuthorQuerySet.as_manager()

    class Meta:
        verbose_name = _("author")
        verbose_name_plural = _("authors")
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/author/{self.slug}/"

    @property
    def is_agency(self) -> bool:
        return self.kind == self.Kind.AGENCY


class AuthorFormerSlug(models.Model):
    """An address an author had, by another name or before two were made one."""

    slug = models.SlugField(max_length=120, unique=True)
    author = models.ForeignKey(Author, models.CASCADE, related_name="former_slugs")

    def __str__(self):
        return self.slug


class AuthorLink(models.Model):
    author = models.ForeignKey(Author, models.CASCADE, related_name="links")
    label = models.CharField(_("label"), max_length=60)
    url = models.URLField(_("address"))
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["order", "id"]

    def __str__(self):
        return self.label


class Byline(models.Model):
    article = models.ForeignKey("articles.Article", models.CASCADE, related_name="bylines")
    author = models.ForeignKey(
        Author, models.PROTECT, related_name="bylines", verbose_name=_("author")
    )
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("byline")
        verbose_name_plural = _("bylines")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["article", "author"], name="one_byline_per_author")
        ]

    def __str__(self):
        return str(self.author)
