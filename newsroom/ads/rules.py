"""Where advertising may not be: beside some stories, in some sections, and in a text."""

from html.parser import HTMLParser
from itertools import pairwise

from articles.models import Article, Section

# Fewer words than these have no room for anything beside themselves.
SHORTEST = 250
LAST_PARAGRAPHS = 2
HEADINGS = {"h2", "h3", "h4"}
# Elements without an end.
VOID = {"area", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "wbr"}


def allowed_in(section: Section) -> bool:
    return section.advertising and (section.parent is None or section.parent.advertising)


def allowed_beside(article: Article) -> bool:
    """Not beside a sensitive story, nor where the story or one of its sections says no."""
    if article.sensitive or not article.advertising:
        return False
    return all(allowed_in(s) for s in [article.section, *article.further_sections.all()])


def sections_of(article: Article) -> frozenset[int]:
    """The sections a booking may be limited to and still stand beside this story."""
    return frozenset().union(
        *(with_parent(s) for s in [article.section, *article.further_sections.all()])
    )


def with_parent(section: Section) -> frozenset[int]:
    return frozenset({section.pk, section.parent_id} - {None})


def places_in(html: str, *, after: int, gap: int, most: int) -> list[int]:
    """Where slots may be put into a rendered body: offsets into the text, in order.

    A slot stands after a paragraph and before a paragraph or a heading, nowhere else: so never
    in or at a list, a picture, an embed, a table, a quotation or a fact box, nor between a
    heading and its text. Never in the last two paragraphs, and never behind words that announce
    what comes (“These are the three:”).
    """
    blocks = _blocks(html)
    paragraphs = sum(block.tag == "p" for block in blocks)
    found, passed, last = [], 0, 0
    for block, following in pairwise(blocks):
        passed += block.tag == "p"
        if len(found) == most or paragraphs - passed < LAST_PARAGRAPHS:
            break
        if passed < after or (found and passed - last < gap):
            continue
        if block.tag != "p" or following.tag not in {"p", *HEADINGS} or block.announces:
            continue
        found.append(block.end)
        last = passed
    return found


class _Block:
    def __init__(self, tag: str):
        self.tag, self.end, self.text = tag, 0, ""

    @property
    def announces(self) -> bool:
        return self.text.rstrip().endswith(":")


class _Reader(HTMLParser):
    """Finds the elements at the top of a text and where each ends."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.blocks: list[_Block] = []
        self._open: list[str] = []
        self._lines = [0]
        for line in html.split("\n"):
            self._lines.append(self._lines[-1] + len(line) + 1)
        self._html = html
        self.feed(html)
        self.close()

    def _offset(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_starttag(self, tag, attrs):
        if not self._open:
            self.blocks.append(_Block(tag))
        if tag not in VOID:
            self._open.append(tag)
        elif not self._open:
            self._close_block(len(self.get_starttag_text()))

    def handle_startendtag(self, tag, attrs):
        if not self._open:
            self.blocks.append(_Block(tag))
            self._close_block(len(self.get_starttag_text()))

    def handle_endtag(self, tag):
        if tag not in self._open:
            return
        while self._open.pop() != tag:
            pass
        if not self._open:
            self._close_block(len(tag) + 3)

    def handle_data(self, data):
        if self._open:
            self.blocks[-1].text = (self.blocks[-1].text + data)[-80:]

    def _close_block(self, length: int):
        """An end tag may hold spaces, so its length is only the least."""
        self.blocks[-1].end = self._html.index(">", self._offset() + length - 1) + 1


def _blocks(html: str) -> list[_Block]:
    return _Reader(html).blocks
