"""Cleans HTML to the allowed list: what the body of a story may hold, and nothing else."""

import unicodedata

import nh3

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "blockquote", "footer", "aside", "figure", "figcaption", "hr", "pre", "code",
    "strong", "em", "a", "br", "sub", "sup", "s",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-image-id", "data-image-ids", "data-provider", "data-address"},
}
CLASSES = {"blockquote": {"pull"}, "aside": {"factbox"}, "figure": {"image", "gallery", "embed"}}
SCHEMES = {"http", "https", "mailto", "tel"}


def sanitise(html: str) -> str:
    """The allowed part of `html`. Cleaning what is clean changes nothing."""
    return nh3.clean(
        unicodedata.normalize("NFC", html),
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes=SCHEMES,
        link_rel="noopener",
        clean_content_tags={"script", "style"},
    ).strip()
