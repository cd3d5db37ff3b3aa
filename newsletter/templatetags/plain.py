"""For mail read as plain text: {{ text|folded }}, {% plain_rule %}, {{ names|unescaped }}."""

from html import unescape

from django import template

from newsletter import prose

register = template.Library()


@register.filter
def folded(text: str) -> str:
    return prose.folded(text)


@register.filter
def unescaped(html: str) -> str:
    """What a tag made for HTML, without the marks of HTML: “Tom & Ana”."""
    return unescape(html)


@register.simple_tag
def plain_rule() -> str:
    return "-" * prose.WIDTH
