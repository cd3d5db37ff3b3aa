"""What the parts of a story's snapshot are called in the desk."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from articles.models import Article

OWN = {"authors": _("Bylines"), "tags": _("Tags"), "further_sections": _("Further sections")}


def field_name(name: str) -> str:
    """Of a field or of what stands beside the text; `section_id` is the section."""
    field = name.removesuffix("_id")
    return str(OWN.get(name) or capfirst(Article._meta.get_field(field).verbose_name))
