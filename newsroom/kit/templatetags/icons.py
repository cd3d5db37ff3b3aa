"""{% icon "search" %}: a line icon as inline SVG, from Lucide or of our own drawing."""

from functools import cache
from xml.etree import ElementTree

import lucide
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

# Lucide has no brand marks; these are drawn for the same 24-unit box and line.
BRANDS = {
    "facebook": (
        '<path d="M17 3h-2.5A4.5 4.5 0 0 0 10 7.5V10H7v4h3v7h4v-7h2.7l.8-4H14V8"/>'
        '<path d="M14 8a1 1 0 0 1 1-1h2V3"/>'
    ),
    "x": '<path d="m4 4 16 16M20 4 4 20"/>',
    "youtube": (
        '<rect x="2.5" y="5" width="19" height="14" rx="4"/><path d="m10 9 5.2 3-5.2 3z"/>'
    ),
    "instagram": (
        '<rect x="3" y="3" width="18" height="18" rx="5"/>'
        '<circle cx="12" cy="12" r="4"/><path d="M17 7h.01"/>'
    ),
    "tiktok": ('<path d="M13 3v12.5A3.5 3.5 0 1 1 9.5 12"/><path d="M13 3c.4 3 2.5 5 5.5 5.2"/>'),
    "whatsapp": (
        '<path d="M3.5 20.5 5 16.2a8.5 8.5 0 1 1 3.2 3.1z"/>'
        '<path d="M9 8.5c0 3.5 3 6.5 6.5 6.5l.8-1.7-2-1.2-1.2.8a5 5 0 0 1-2-2l.8-1.2-1.2-2z"/>'
    ),
    "bluesky": (
        '<path d="M12 11C10.5 8 7.5 5 4.5 4.5 3.5 4.4 3 5 3 6c0 5 1 7.4 5.5 7"/>'
        '<path d="M12 11c1.5-3 4.5-6 7.5-6.5 1-.1 1.5.5 1.5 1.5 0 5-1 7.4-5.5 7"/>'
        '<path d="M8.5 13c-3 .5-4 2-2 4.2 2.5 2.6 4.5.5 5.5-2.7"/>'
        '<path d="M12 14.5c1 3.2 3 5.3 5.5 2.7 2-2.2 1-3.7-2-4.2"/>'
    ),
    "mastodon": (
        '<path d="M8 17.5c3 1.5 7 1.2 9-.5 1.5-1.3 2-3.5 2-6.5 0-5-1.5-7.5-7-7.5S5 5.5 5 10.5"/>'
        '<path d="M5 10.5c0 6.5 1.5 10.5 9 9.5"/>'
        '<path d="M8.5 12.5V9.3c0-2.4 3.5-2.4 3.5 0v2.2m0-2.2c0-2.4 3.5-2.4 3.5 0v3.2"/>'
    ),
}

OTHER_NAMES = {"close": "x"}  # here "x" is the network


@register.simple_tag
def icon(name: str) -> SafeString:
    """Decoration only: what it means must be said in words beside it or in an aria-label."""
    return _drawn(name)


@cache
def _drawn(name: str) -> SafeString:
    return mark_safe(
        '<svg class="icon" viewBox="0 0 24 24" width="20" height="20" fill="none"'
        f' stroke="currentColor" aria-hidden="true">{BRANDS.get(name) or _from_lucide(name)}</svg>'
    )


def _from_lucide(name: str) -> str:
    svg = lucide._load_icon(OTHER_NAMES.get(name, name))
    return "".join(ElementTree.tostring(part, encoding="unicode").strip() for part in svg)
