"""Sections of the paper: two levels, one address each."""

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from newsroom.kit.slugs import check_reserved
from newsroom.site.models.taken_path import TakenPath, check_free, claim


class Access(models.TextChoices):
    """Who may read a story to its end, while the paper has a wall."""

    OPEN = "open", _("everybody")
    METERED = "metered", _("some stories a month are free")
    MEMBERS = "members", _("members only")


class SectionQuerySet(models.QuerySet):
    def open(self):
        return self.filter(hidden=False).exclude(parent__hidden=True)

    def with_stories(self):
        """Sections in which a reader finds at least one story, further sections included."""
        from articles.models.article import Article

        live = Article.objects.published()
        return self.open().filter(
            models.Exists(live.filter(section=models.OuterRef("pk")))
            | models.Exists(live.filter(further_sections=models.OuterRef("pk")))
        )


class Section(models.Model):
    class Colour(models.TextChoices):
        """Token names; each passes contrast on paper and on sand in both themes."""

        ACCENT = "accent", _("red")
        SEA = "sea", _("sea blue")
        OLIVE = "olive", _("olive")
        PLUM = "plum", _("plum")

    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("slug"), max_length=60)
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        limit_choices_to={"parent": None},
    )
    path = models.CharField(max_length=130, unique=True, editable=False)
    description = models.CharField(_("description"), max_length=240, blank=True)
    colour = models.CharField(_("colour"), max_length=10, choices=Colour, default=Colour.ACCENT)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    in_navigation = models.BooleanField(_("in the navigation"), default=True)
    advertising = models.BooleanField(
        _("advertising"),
        default=True,
        help_text=_("Off, no advertisement stands on the section's pages and its stories."),
    )
    access = models.CharField(
        _("who may read on"),
        max_length=8,
        choices=Access,
        blank=True,
        help_text=_("Empty: as the section above, or open. Counts while the wall is up."),
    )
    hidden = models.BooleanField(
        _("hidden"), default=False, help_text=_("Readers do not see it; menus leave it out.")
    )

    objects = SectionQuerySet.as_manager()

    class Meta:
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        ordering = ["order", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["parent", "slug"], name="section_slug_unique", nulls_distinct=False
            )
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"/{self.path}/"

    @property
    def is_hidden(self) -> bool:
        """By itself or with the section it is part of."""
        return self.hidden or bool(self.parent and self.parent.hidden)

    def compose_path(self) -> str:
        return f"{self.parent.path}/{self.slug}" if self.parent else self.slug

    def clean(self):
        super().clean()
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A section cannot be part of itself.")})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Sections have two levels.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This section has parts of its own.")})
        if self.slug:
            # Below every section stands its feed.
            if not self.parent_id or self.slug == "feed":
                check_reserved(self.slug)
            check_free(self.compose_path(), owner_kind=TakenPath.Owner.SECTION, owner_id=self.pk)

    @transaction.atomic
    def save(self, *args, **kwargs):
        """Keeps the stored path, the paths of its parts and the table of taken paths in step."""
        self.path = self.compose_path()
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, "path"}
        super().save(*args, **kwargs)
        claim(
            self.path,
            owner_kind=TakenPath.Owner.SECTION,
            owner_id=self.pk,
            label=self.name,
            open=not (self.hidden or (self.parent and self.parent.hidden)),
        )
        for child in self.children.select_related("parent"):
            child.save()

    @transaction.atomic
    def delete(self, *args, **kwargs):
        TakenPath.objects.filter(owner_kind=TakenPath.Owner.SECTION, owner_id=self.pk).delete()
        return super().delete(*args, **kwargs)
