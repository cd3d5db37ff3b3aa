"""Where the reader is: marks for menus."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def current_mark(context, url: str) -> SafeString:
    """aria-current for a link: the page itself, or the section the page belongs to."""
    request = context.get("request")
    if request is not None and request.path == url:
        return mark_safe(' aria-current="page"')
    section = context.get("current") or ""
    if url != "/" and url.startswith("/") and section.startswith(url):
        return mark_safe(' aria-current="true"')
    return mark_safe("")
