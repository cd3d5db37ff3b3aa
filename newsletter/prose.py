"""The words of an issue: introduction, ending and notes, in the few forms mail programs show alike.

A smaller language than a story's body: paragraphs, lists, quotes, emphasis and links.
"""

import re
import textwrap

import nh3
from lxml import html as lxml_html

from newsroom.kit.html import sanitise

TAGS = {"p", "ul", "ol", "li", "blockquote", "strong", "em", "a", "br"}
# What stands apart in a body becomes a paragraph of its own, so that no words stick together.
_APART = re.compile(r"<(/?)(?:h[234]|caption|td|th|figcaption|pre|footer)\b[^>]*>")
WIDTH = 72


def clean(html: str) -> str:
    """Cleaned when saved and again when shown; cleaning what is clean changes nothing."""
    plain = _APART.sub(r"<\1p>", sanitise(html))
    kept = nh3.clean(plain, tags=TAGS, attributes={"a": {"href"}}, link_rel=None)
    return sanitise(kept)


def with_whole_addresses(html: str, site: str) -> str:
    """A mail has no page of its own to which a path could belong."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    for link in tree.iter("a"):
        link.set("href", _whole(link.get("href", ""), site))
    return _inside(tree)


def as_text(html: str, site: str) -> str:
    """For the part of a mail that is read without HTML: folded, links written out."""
    tree = lxml_html.fragment_fromstring(html, create_parent="div")
    return "\n\n".join(text for block in tree if (text := _block(block, site)))


def folded(text: str, *, first: str = "", rest: str = "") -> str:
    """Lines of at most WIDTH; an address is never broken, a line end that was meant is kept."""
    lines = []
    for line in text.split("\n"):
        lines += textwrap.wrap(
            " ".join(line.split()),
            WIDTH,
            initial_indent=rest if lines else first,
            subsequent_indent=rest,
            break_long_words=False,
            break_on_hyphens=False,
        )
    return "\n".join(lines)


def _block(block, site: str) -> str:
    if block.tag in ("ul", "ol"):
        numbers = range(1, len(block) + 1)
        marks = ["- " if block.tag == "ul" else f"{n}. " for n in numbers]
        return "\n".join(
            folded(_words(item, site), first=mark, rest=" " * len(mark))
            for mark, item in zip(marks, block, strict=True)
        )
    if block.tag == "blockquote":
        return folded(_words(block, site), first="> ", rest="> ")
    return folded(_words(block, site))


def _words(element, site: str) -> str:
    """The text of an element; what a link leads to stands behind it in brackets."""
    said = element.text or ""
    for child in element:
        inner = _words(child, site)
        if child.tag == "br" or (child.tag in ("p", "li", "ul", "ol") and said.strip()):
            inner = f"\n{inner}"
        if child.tag == "a":
            address = _whole(child.get("href", ""), site).removeprefix("mailto:")
            inner = inner if not address or address in inner else f"{inner} ({address})"
        said += inner + (child.tail or "")
    return said


def _whole(address: str, site: str) -> str:
    return site + address if address.startswith(("/", "#")) else address


def _inside(tree) -> str:
    return (tree.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in tree
    )
