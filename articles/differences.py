"""What changed between two versions of a story, word by word, in the order of the page."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from lxml import html as lxml_html
from lxml.html import HtmlElement

LISTS = {"ul", "ol"}
# Below this likeness two blocks are two texts, not one that was changed.
ALIKE = 0.35


@dataclass(frozen=True)
class Words:
    """A run of words: kind is "same", "added" or "removed"."""

    kind: str
    text: str


@dataclass
class Part:
    """One thing that may have changed: a field, or a block of the text."""

    kind: str  # "headline", "standfirst", a tag name, or "field"
    name: str
    words: list[Words] = field(default_factory=list)
    restyled: bool = False

    @property
    def changes(self) -> int:
        """How many places differ; a word replaced by another is one."""
        count, before = 0, "same"
        for run in self.words:
            count += run.kind != "same" and before == "same"
            before = run.kind
        return count or int(self.restyled)

    @property
    def added(self) -> int:
        return sum(len(run.text.split()) for run in self.words if run.kind == "added")

    @property
    def removed(self) -> int:
        return sum(len(run.text.split()) for run in self.words if run.kind == "removed")


def compare_texts(old: str, new: str) -> list[Words]:
    """Word differences. Spaces belong to the word before, so that the text reads on."""
    a, b = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    found: list[Words] = []
    matcher = SequenceMatcher(None, [w.strip() for w in a], [w.strip() for w in b], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            found.append(Words("same", "".join(b[b1:b2])))
            continue
        if a2 > a1:
            found.append(Words("removed", "".join(a[a1:a2])))
        if b2 > b1:
            found.append(Words("added", "".join(b[b1:b2])))
    return found


@dataclass(frozen=True)
class Block:
    tag: str
    text: str
    html: str


type Tell = Callable[[HtmlElement], str]


def shown_in(figure: HtmlElement) -> str:
    """What a figure shows, by its number or its address: “image 12”."""
    what = (
        figure.get("data-address")
        or figure.get("data-image-id")
        or figure.get("data-story-id")
        or figure.get("data-image-ids", "").replace(",", ", ")
    )
    return f"{figure.get('class', '')} {what}"


def blocks(html: str, tell: Tell = shown_in) -> list[Block]:
    """The text as a reader meets it: list items and table rows one by one."""
    if not html.strip():
        return []
    return list(_blocks(lxml_html.fragment_fromstring(html, create_parent="div"), tell))


def _blocks(tree, tell: Tell) -> Iterator[Block]:
    for element in tree:
        tag = element.tag
        if tag in LISTS:
            for item in element.iterchildren("li"):
                yield from _item(item)
        elif tag == "table":
            for row in element.iter("caption", "tr"):
                yield Block("tr", " | ".join(_text(cell) for cell in row) or _text(row), _html(row))
        elif tag in {"aside", "blockquote"} and len(element):
            yield from (Block(f"{tag} {b.tag}", b.text, b.html) for b in _blocks(element, tell))
        elif tag == "figure":
            words = " ".join(filter(None, [f"[{tell(element)}]", _text(element)]))
            yield Block("figure", words, _html(element))
        elif tag == "hr":
            yield Block("hr", "―", "<hr>")
        else:
            yield Block(tag, _text(element), _html(element))


def _item(item) -> Iterator[Block]:
    inner = [child for child in item if child.tag in LISTS]
    for child in inner:
        # Its words are told by items of their own.
        item.remove(child)
    yield Block("li", _text(item), _html(item))
    for child in inner:
        for below in child.iterchildren("li"):
            yield from _item(below)


def _text(element) -> str:
    for end in element.iter("br"):
        end.tail = f" {end.tail or ''}"
    return " ".join(element.text_content().split())


def _html(element) -> str:
    return lxml_html.tostring(element, encoding="unicode", with_tail=False)


def compare_bodies(old: str, new: str, tell: Tell = shown_in) -> list[Part]:
    a, b = blocks(old, tell), blocks(new, tell)
    matcher = SequenceMatcher(None, [_key(x) for x in a], [_key(x) for x in b], autojunk=False)
    parts: list[Part] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            for before, after in zip(a[a1:a2], b[b1:b2], strict=True):
                changed = _bare(before.html) != _bare(after.html)
                parts.append(Part(after.tag, "", [Words("same", after.text)], restyled=changed))
        else:
            parts += _pair(a[a1:a2], b[b1:b2])
    for number, part in enumerate(parts, 1):
        part.name = str(number)
    return parts


def _pair(old: list[Block], new: list[Block]) -> list[Part]:
    """Blocks that were changed are shown once; the others as removed or added."""
    parts: list[Part] = []
    rest = list(old)
    for block in new:
        near = max(rest, key=lambda other: _likeness(other.text, block.text), default=None)
        if near is None or _likeness(near.text, block.text) < ALIKE:
            parts.append(Part(block.tag, "", [Words("added", block.text)]))
            continue
        place = rest.index(near)
        parts += [Part(gone.tag, "", [Words("removed", gone.text)]) for gone in rest[:place]]
        rest = rest[place + 1 :]
        changed = near.tag != block.tag
        parts.append(Part(block.tag, "", compare_texts(near.text, block.text), restyled=changed))
    return parts + [Part(gone.tag, "", [Words("removed", gone.text)]) for gone in rest]


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _key(block: Block) -> tuple[str, str]:
    return block.tag, block.text


def _bare(html: str) -> str:
    return re.sub(r' id="[^"]*"', "", html)
