"""One table of every path a section or page has, or once had.

Sections, pages and their former slugs share one space below the root, so one unique column
is what keeps two of them from claiming the same address.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _


class TakenPath(models.Model):
    """`path` has no slash at either end: `news/crime`."""

    class Owner(models.TextChoices):
        SECTION = "section", _("section")
        PAGE = "page", _("page")

    path = models.CharField(_("path"), max_length=200, unique=True)
    owner_kind = models.CharField(max_length=10, choices=Owner)
    owner_id = models.BigIntegerField()
    current = models.BooleanField(default=True, help_text=_("Off: redirects to the current path."))
    label = models.CharField(max_length=120, help_text=_("What the owner is called."))
    open = models.BooleanField(default=True, help_text=_("Readers may go there."))

    class Meta:
        verbose_name = _("taken path")
        verbose_name_plural = _("taken paths")
        constraints = [
            models.UniqueConstraint(
                fields=["owner_kind", "owner_id"],
                condition=models.Q(current=True),
                name="one_current_path_per_owner",
            )
        ]

    def __str__(self):
        return f"{self.label} (/{self.path}/)"

    def get_absolute_url(self):
        return f"/{self.path}/"


def check_free(path: str, *, owner_kind: str, owner_id: int | None) -> None:
    """Raise ValidationError in words when somebody else has the path, or had it."""
    taken = TakenPath.objects.filter(path=path).first()
    if taken and (taken.owner_kind, taken.owner_id) != (owner_kind, owner_id):
        raise ValidationError(
            _("The address /%(path)s/ belongs to “%(label)s”. Choose another slug."),
            params={"path": path, "label": taken.label},
        )


def claim(
    path: str,
    *,
    owner_kind: str,
    owner_id: int,
    label: str,
    open: bool = True,
    is_new: bool = False,
) -> None:
    """Make `path` the owner's current one; the one before stays and redirects.

    The current row keeps its id when the path changes, because menus point at it. An owner who
    `is_new` has none yet.
    """
    check_free(path, owner_kind=owner_kind, owner_id=owner_id)
    if is_new:
        _first(path, owner_kind, owner_id, label, open)
        return
    owned = TakenPath.objects.select_for_update().filter(owner_kind=owner_kind, owner_id=owner_id)
    owned.filter(path=path, current=False).delete()  # going back to a former slug
    current = owned.filter(current=True).first()
    if current is None:
        _first(path, owner_kind, owner_id, label, open)
        return
    former = current.path
    current.path, current.label, current.open = path, label, open
    current.save()
    if former != path:
        TakenPath.objects.create(
            path=former, owner_kind=owner_kind, owner_id=owner_id, label=label, current=False
        )


def _first(path: str, owner_kind: str, owner_id: int, label: str, open: bool) -> None:
    TakenPath.objects.create(
        path=path, owner_kind=owner_kind, owner_id=owner_id, label=label, open=open
    )
