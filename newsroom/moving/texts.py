"""Titles, summaries and names of exports as plain text of the length we keep."""

import re
from html import unescape
from urllib.parse import unquote

from newsroom.kit.slugs import slugify, unaccented

_TAGS = re.compile(r"<[^<>]{0,2000}>")
_UNSEEN = re.compile(r"<(script|style|noscript)\b.*?(</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
_BREAKS = re.compile(r"</(p|div|li|h[1-6]|blockquote|tr)\s*>|<br\s*/?>", re.IGNORECASE)
_LINK = re.compile(
    r"<a\b[^<>]{0,500}?\bhref\s*=\s*[\"'](https?://[^\"'<>]{4,1000})[\"'][^<>]*>(.*?)</a\s*>",
    re.DOTALL | re.IGNORECASE,
)
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_PATTERN = re.compile(r"%%?\w+%%?|#\w+(?=\s|\Z)")


def plain(html: str) -> str:
    """One line of text."""
    return " ".join(_stripped(html).split())


def _stripped(html: str) -> str:
    return _CONTROL.sub("", unescape(_TAGS.sub(" ", _UNSEEN.sub(" ", html))))


def inline(html: str) -> str:
    """One line of text; a tag in the middle of a word leaves no gap."""
    text = unescape(_TAGS.sub("", _BREAKS.sub(" ", _UNSEEN.sub(" ", html))))
    return " ".join(_CONTROL.sub("", text).split())


def said(html: str) -> str:
    """A comment as its writer meant it: paragraphs, and links with their address."""
    html = _LINK.sub(_with_address, html.replace("\r\n", "\n"))
    text = unescape(_TAGS.sub("", _BREAKS.sub("\n", _UNSEEN.sub("", html))))
    text = _CONTROL.sub("", text)
    lines = [" ".join(line.split()) for line in text.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def _with_address(link: re.Match) -> str:
    words = plain(link[2])
    if not words or words in link[1] or link[1].rstrip("/").endswith(words.rstrip("/")):
        return link[1]
    return f"{link[2]} ({link[1]})"


def cut(text: str, longest: int) -> str:
    """At a word's end, with an ellipsis, when it is longer than there is room for."""
    if len(text) <= longest:
        return text
    short = text[: longest - 1]
    return f"{short.rsplit(' ', 1)[0] if ' ' in short[longest // 2 :] else short}…"


def headline(title: str, body: str, foreign_id: str) -> str:
    """The title; without one, how the text begins."""
    if found := inline(title):
        return found
    words = plain(body[:5000]).split()[:8]
    return " ".join(words) or f"#{foreign_id}"


def for_search(text: str, title: str) -> str:
    """What a plugin shows to search engines; its placeholders are not ours."""
    text = text.replace("%%title%%", title).replace("%title%", title)
    for word in ("#post_title", "%post_title%"):
        text = text.replace(word, title)
    text = _PATTERN.sub("", inline(text)).strip(" |–-·•»")
    return "" if text == title else " ".join(text.split())


def slug_of(*candidates: str, fallback: str, longest: int = 80) -> str:
    """The first that leaves something of itself; they may be written with percent signs."""
    for one in candidates:
        decoded = unquote(one).removesuffix(".html").removesuffix(".htm")
        found = slugify(decoded, max_length=longest)
        whole = len(re.sub(r"\W", "", unaccented(decoded))[:longest])
        if found and len(found) * 3 >= whole:  # else it is in letters a slug cannot hold
            return found
    return slugify(fallback, max_length=longest) or "story"
