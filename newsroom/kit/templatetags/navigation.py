"""Where the reader is and where else there is: marks, page numbers, contents."""

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

EACH_SIDE = 1
AT_THE_ENDS = 1


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


@register.filter
def page_numbers(page) -> list[int | None]:
    """The numbers a pager shows; None where some are left out."""
    shown = page.paginator.get_elided_page_range(
        page.number, on_each_side=EACH_SIDE, on_ends=AT_THE_ENDS
    )
    return [number if isinstance(number, int) else None for number in shown]


@register.filter
def nested(headings) -> list[tuple]:
    """[(heading, [its parts])]: a flat list of headings as the two levels of a contents box."""
    found: list[tuple] = []
    for heading in headings:
        if found and heading.level > found[0][0].level:
            found[-1][1].append(heading)
        else:
            found.append((heading, []))
    return found
