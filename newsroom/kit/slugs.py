"""Slugs: what a headline becomes in an address, and the words that are not free."""

import re
import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import gettext_lazy as _

# Letters that do not decompose, so that NFKD alone would drop them.
STROKE_LETTERS = str.maketrans(
    {
        "Ł": "L", "ł": "l", "Ø": "O", "ø": "o", "Đ": "D", "đ": "d", "Ŧ": "T", "ŧ": "t",
        "ß": "ss", "ı": "i", "Æ": "AE", "æ": "ae", "Œ": "OE", "œ": "oe", "Þ": "Th", "þ": "th",
        "Ð": "D", "ð": "d", "ẞ": "SS",
    }
)  # fmt: skip
# No mark that combines stands before these.
_MAY_COMBINE = re.compile("[\u0300-\U0010ffff]")


def unaccented(text: str) -> str:
    """ASCII-leaning form of a text: “Łódź” becomes “Lodz”, “Niño” becomes “Nino”."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text.translate(STROKE_LETTERS))
    bare = _MAY_COMBINE.sub(lambda c: "" if unicodedata.combining(c[0]) else c[0], decomposed)
    return unicodedata.normalize("NFC", bare)


def slugify(text: str, *, max_length: int = 80) -> str:
    """Lower-case words joined by hyphens, cut at a word's end. Empty when nothing is left."""
    plain = unaccented(text).lower().replace("’", "").replace("'", "").replace("‘", "")
    slug = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if len(slug) <= max_length:
        return slug
    return slug[: max_length + 1].rsplit("-", 1)[0][:max_length].strip("-")


def unique_slug(text: str, taken, *, max_length: int = 80, fallback: str = "story") -> str:
    """The slug, or slug-2, slug-3…; `taken(slug) -> bool` asks the database."""
    base = slugify(text, max_length=max_length - 5) or fallback
    slug, number = base, 1
    while taken(slug):
        number += 1
        slug = f"{base}-{number}"
    return slug


# The site puts an address of its own below these; a page may have the word itself.
SHARED = {"privacy"}


@cache
def reserved_words() -> frozenset[str]:
    """First path segments the URL map itself uses, plus four digits of a year by pattern."""
    words = {"static", "media"}
    for pattern in get_resolver().url_patterns:
        words |= _first_segments(pattern)
    return frozenset(words - SHARED)


def _first_segments(pattern: URLPattern | URLResolver) -> set[str]:
    route = str(pattern.pattern).lstrip("^")
    segment = route.split("/")[0]
    if not segment and isinstance(pattern, URLResolver):
        return set().union(*(_first_segments(p) for p in pattern.url_patterns))
    return {segment} if re.fullmatch(r"[a-z0-9._-]+", segment) else set()


def check_reserved(slug: str) -> None:
    """Raise ValidationError when the site itself needs the word as an address."""
    if slug in reserved_words() or re.fullmatch(r"\d{4}", slug):
        raise ValidationError(
            _("“%(slug)s” is an address the site itself uses. Choose another slug."),
            params={"slug": slug},
        )
