"""Texts made of blocks: marked by comments, each with its HTML inside.

The HTML speaks for itself, so the marks go; what a block would only have fetched when shown
(newest stories, a search field) leaves nothing and is counted.
"""

import json
import re
from html import escape

from articles import embeds
from newsroom.moving.bodies.classic import paragraphs
from newsroom.moving.bodies.surroundings import Findings

UNDERSTOOD = {
    "paragraph", "heading", "list", "list-item", "image", "gallery", "quote", "pullquote", "embed",
    "video", "audio", "file", "table", "code", "preformatted", "verse", "separator", "spacer",
    "more", "nextpage", "shortcode", "html", "freeform", "columns", "column", "group", "cover",
    "media-text", "buttons", "button", "row", "stack", "details", "text-columns", "subhead",
}  # fmt: skip
LONGEST_MARK = 50_000
_MARK = re.compile(
    r"<!--\s+(?P<closes>/)?wp:(?P<name>[a-z][a-z0-9_-]*(?:/[a-z][a-z0-9_-]*)?)\s*"
    r"(?P<attributes>\{.*\})?\s*(?P<empty>/)?-->\Z",
    re.DOTALL,
)


def has_blocks(text: str) -> bool:
    return "<!-- wp:" in text


def without_marks(text: str, findings: Findings) -> str:
    """The HTML inside the blocks; what stands between them is a text from before blocks."""
    made: list[str] = []
    depth, at = 0, 0
    while (start := text.find("<!--", at)) >= 0:
        end = text.find("-->", start)
        if end < 0:
            break
        end += 3
        before = text[at:start]
        made.append(before if depth else paragraphs(before))
        mark = _MARK.match(text[start:end]) if end - start < LONGEST_MARK else None
        at = end
        if not mark:
            continue
        if mark["closes"]:
            depth = max(0, depth - 1)
            continue
        made.append(_opened(mark, text, end, findings))
        if not mark["empty"]:
            depth += 1
            if _is_embed(mark["name"]) and (closing := _closing(mark["name"], text, end)) >= 0:
                made.append(_embed(mark, text[end:closing]))
                at = closing
    rest = text[at:]
    made.append(rest if depth else paragraphs(rest))
    return "".join(made)


def _opened(mark: re.Match, text: str, end: int, findings: Findings) -> str:
    name = mark["name"]
    if name not in UNDERSTOOD and not name.startswith("core-embed/"):
        findings.blocks[name] += 1
        findings.example(f"block {name}", text[mark.start() + end - len(mark[0]) :][:200])
    if mark["empty"] and _is_embed(name):
        return _embed(mark, "")
    return ""


def _is_embed(name: str) -> bool:
    return name == "embed" or name.startswith("core-embed/")


def _closing(name: str, text: str, start: int) -> int:
    return text.find(f"<!-- /wp:{name}", start)


def _embed(mark: re.Match, inner: str) -> str:
    """The address on a line of its own, which is what we show embeds from; or a link."""
    address = _attributes(mark).get("url")
    if not isinstance(address, str) or not address:
        return inner
    said = re.search(r"<figcaption[^>]*>(.*?)</figcaption>", inner[:20_000], re.DOTALL)
    caption = f"<figcaption>{said[1]}</figcaption>" if said else ""
    written = escape(address)
    if embeds.find(address):
        return f"<figure><p>{written}</p>{caption}</figure>"
    link = f'<p><a href="{written}">{written}</a></p>'
    return f"{link}<p>{said[1]}</p>" if said else link


def _attributes(mark: re.Match) -> dict:
    try:
        found = json.loads(mark["attributes"] or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
