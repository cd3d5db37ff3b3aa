"""Named menus, edited in the desk: order, one level of nesting, links out."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

is_link = RegexValidator(
    r"^(https?://|/(?!/))", _("Write a path such as /popular/ or an address with https://.")
)


class Menu(models.Model):
    class Key(models.TextChoices):
        HEADER = "header", _("Header")
        MOBILE = "mobile", _("Menu on phones")
        FOOTER_QUICK = "footer_quick", _("Footer: quick links")
        FOOTER_CATEGORIES = "footer_categories", _("Footer: top categories")
        FOOTER_LEGAL = "footer_legal", _("Footer: legal")

    key = models.CharField(_("place"), max_length=20, choices=Key, unique=True)

    class Meta:
        verbose_name = _("menu")
        verbose_name_plural = _("menus")
        ordering = ["id"]

    def __str__(self):
        return self.get_key_display()


class MenuItem(models.Model):
    """Points at a section or page (and follows it when its slug changes), or at a link."""

    menu = models.ForeignKey(Menu, models.CASCADE, related_name="items")
    parent = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("below"),
    )
    label = models.CharField(
        _("label"), max_length=60, blank=True, help_text=_("Empty: the name of what it leads to.")
    )
    target = models.ForeignKey(
        "site.TakenPath",
        models.CASCADE,
        null=True,
        blank=True,
        limit_choices_to={"current": True},
        verbose_name=_("section or page"),
    )
    link = models.CharField(_("or a link"), max_length=300, blank=True, validators=[is_link])
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        verbose_name = _("menu item")
        verbose_name_plural = _("menu items")
        ordering = ["order", "id"]

    def __str__(self):
        return self.text

    def clean(self):
        super().clean()
        if bool(self.target_id) == bool(self.link):
            raise ValidationError(_("Choose a section or page, or write a link: one of the two."))
        if self.link and not self.label:
            raise ValidationError({"label": _("A link needs a label.")})
        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("An item cannot stand below itself.")})
        if self.parent and self.parent.parent_id:
            raise ValidationError({"parent": _("Menus have two levels.")})

    @property
    def text(self) -> str:
        return self.label or (self.target.label if self.target else self.link)

    @property
    def url(self) -> str:
        return self.target.get_absolute_url() if self.target else self.link

    @property
    def shown(self) -> bool:
        return self.target is None or self.target.open
