"""{% byline authors %}: “A”, “A and B”, “A, B and C”; {% signed article %}: in the desk's words."""

import re

from django import template
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from articles.bylines import fits, worded

register = template.Library()

SOUNDS_AS_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)


@register.simple_tag
def byline(authors, linked: bool = False) -> SafeString:
    """A tag and not a template, because a comma may follow the last name at once."""
    names = [_link(author) if linked else conditional_escape(author.name) for author in authors]
    if len(names) < 2:
        return mark_safe("".join(names))
    first = mark_safe(", ".join(names[:-1]))
    return format_html(_joined(authors[-1].name), first, names[-1])


def _joined(last: str) -> str:
    """Spanish says “Ana e Inés”, because the ear loses a y before an i."""
    if SOUNDS_AS_I.match(last):
        return pgettext("before a name that sounds as i", "{} and {}")
    return _("{} and {}")


@register.simple_tag
def signed(article) -> SafeString:
    """Under the story itself: names with links, in the wording the desk gave them."""
    authors = article.byline_authors
    if not article.byline_text or not fits(article.byline_text, len(authors)):
        return byline(authors, linked=True)
    pieces = worded(article.byline_text)
    return format_html_join(
        "", "{}", ((_link(authors[p]) if isinstance(p, int) else p,) for p in pieces)
    )


def _link(author) -> SafeString:
    return format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)
