"""{% byline authors %}: names in order, “A”, “A and B”, “A, B and C”."""

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

register = template.Library()


@register.simple_tag
def byline(authors, linked: bool = False) -> SafeString:
    """A tag and not a template, because a comma may follow the last name at once."""
    names = [_link(author) if linked else conditional_escape(author.name) for author in authors]
    if len(names) < 2:
        return mark_safe("".join(names))
    first = mark_safe(", ".join(names[:-1]))
    return format_html(_("{} and {}"), first, names[-1])


def _link(author) -> SafeString:
    return format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)
