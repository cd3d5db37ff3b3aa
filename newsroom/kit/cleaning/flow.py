"""Walks a tree of somebody's HTML and rewrites it as blocks.

Nothing is edited in place: every block is built anew from the text found, so whatever is not
understood loses its markup and keeps its words.
"""

from lxml.html import HtmlElement

from newsroom.kit.cleaning import blocks as b
from newsroom.kit.cleaning.addresses import safe_address
from newsroom.kit.cleaning.blocks import Block, Cell
from newsroom.kit.cleaning.figures import Figures
from newsroom.kit.cleaning.reading import (
    classes,
    is_marked,
    is_placeholder,
    is_pull,
    raw_text,
    styled,
    table_rows,
)
from newsroom.kit.cleaning.runs import (
    Line,
    Run,
    add_mark,
    clean_characters,
    drop_mark,
    lines,
    one_line,
    to_text,
)

MARKS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em",
    "var": "em", "s": "s", "strike": "s", "del": "s", "code": "code", "kbd": "code",
    "samp": "code", "tt": "code", "sub": "sub", "sup": "sup",
}  # fmt: skip
INLINE = {
    "a", "abbr", "acronym", "big", "data", "font", "ins", "label", "mark", "picture",
    "q", "small", "source", "span", "time", "u",
}  # fmt: skip
MEDIA = {"iframe", "object", "embed", "video", "audio"}


class Flow(Figures):
    """The contents of one place: "page", "quote", "box", "item", "cell" or "line"."""

    INLINE_TAGS = frozenset(MARKS) | INLINE | {"img"}

    def __init__(self, inside: str, *, recognise: b.Recognise | None, newlines: bool, moved: list):
        self.inside = inside
        self.recognise = recognise
        # Line ends of the source are line breaks, as WordPress had them before blocks.
        self.newlines = newlines
        # Blocks that may not stand inside others: they follow the block they were found in.
        self.moved = moved
        self.blocks: list[Block] = []
        self.runs: list[Run] = []
        self.after: list[Line] = []
        self.caption: Line = []
        self.source: Line = []

    # Text -----------------------------------------------------------------------------------
    def children(self, element: HtmlElement, marks: tuple) -> None:
        self.text(element.text, marks)
        for child in element:
            if isinstance(child.tag, str):
                self.visit(child, marks)
            self.text(child.tail, marks)

    def text(self, text: str | None, marks: tuple) -> None:
        if text:
            self.runs.append(Run(text, marks))

    def line(self, element: HtmlElement, marks: tuple = ()) -> Line:
        """All of an element's text in one line."""
        inner = self.nested("line")
        inner.children(element, marks)
        return one_line(inner.runs)

    def nested(self, inside: str) -> "Flow":
        return Flow(inside, recognise=self.recognise, newlines=self.newlines, moved=self.moved)

    def flush(self, *, loose: bool = True) -> None:
        """End the paragraph. `loose` text stood in no <p>: its blank lines mean something."""
        if self.inside == "line":
            self.runs.append(Run(" "))
            return
        runs, self.runs = self.runs, []
        rows = lines(runs, blank_lines=loose, newlines=loose and self.newlines) if runs else []
        for line in rows:
            self.add(self.bare_address(line) or b.paragraph(line))
        for line in self.after:
            self.add(b.paragraph(line))
        self.after = []

    def add(self, block: Block) -> None:
        self.blocks.append(block)
        if self.inside == "page":
            self.blocks.extend(self.moved)
            self.moved.clear()

    def place(self, block: Block) -> None:
        """Add a block that may only stand on the page itself."""
        if self.inside == "page":
            self.add(block)
        else:
            self.moved.append(block)

    def finish(self) -> list[Block]:
        self.flush()
        if self.inside == "page":
            self.blocks.extend(self.moved)
            self.moved.clear()
        return self.blocks

    # Elements -------------------------------------------------------------------------------
    def visit(self, element: HtmlElement, marks: tuple) -> None:
        tag = element.tag
        marks = styled(element, marks)
        if tag == "br":
            self.runs.append(Run("\n", marks, line_break=True))
        elif tag == "img":
            self.picture(element, marks)
        elif tag == "cite" and self.ends_quote(element):
            self.source = self.line(element)
        elif tag == "code" and self.newlines and "\n" in element.text_content():
            self.preformatted(element, marks)
        elif tag in MARKS:
            self.children(element, add_mark(marks, MARKS[tag]) if is_marked(element) else marks)
        elif tag in INLINE:
            self.inline(element, marks)
        elif tag in MEDIA:
            self.media(element, marks)
            if tag == "embed":
                # It has no end tag, so the parser takes what follows for its contents.
                self.children(element, marks)
        elif self.inside == "line":
            self.flush()
            self.children(element, marks)
            self.flush()
        else:
            handler = getattr(self, f"on_{b.HEADINGS.get(tag, tag)}", self.on_container)
            handler(element, marks)

    def inline(self, element: HtmlElement, marks: tuple) -> None:
        if element.tag == "a" and (address := safe_address(element.get("href"))):
            marks = add_mark(marks, "a", address)
        quotes = ("“", "”") if element.tag == "q" else ("", "")
        self.text(quotes[0], marks)
        self.children(element, marks)
        self.text(quotes[1], marks)

    def on_container(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        self.children(element, marks)
        self.flush()

    def on_p(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        self.children(element, marks)
        self.flush(loose=False)

    def on_h2(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        line = self.line(element, marks)
        if not line:
            return
        if all(any(mark[0] == "strong" for mark in run.marks) for run in line):
            line = [Run(run.text, drop_mark(run.marks, "strong")) for run in line]
        tag = b.HEADINGS[element.tag]
        if self.inside == "box" and tag == "h2":
            tag = "h3"
        if is_placeholder(line):
            self.add(b.paragraph(line))
        elif self.inside in ("page", "box"):
            self.add(Block(tag, b.to_html(line), self.of_heading(element, tag)))
        else:
            self.add(b.paragraph(emphasised(line)))

    on_h3 = on_h4 = on_h2

    def of_heading(self, element: HtmlElement, tag: str) -> dict[str, str]:
        """Its address; and its time, where it begins an entry of a live story."""
        name, time = element.get("id") or "", element.get("data-time") or ""
        kept = {"id": name} if b.HEADING_ID.match(name) else {}
        if self.inside == "page" and tag == "h2" and b.ENTRY_TIME.match(time):
            kept["data-time"] = time
        return kept

    def on_hr(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        if self.inside == "page" and self.blocks and self.blocks[-1].tag != "hr":
            self.add(Block("hr"))

    def on_pre(self, element: HtmlElement, marks: tuple) -> None:
        self.preformatted(element, marks)

    def preformatted(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        text = "".join(raw_text(element))
        text = clean_characters(text).strip("\n").rstrip()
        if text.strip():
            self.add(Block("pre", f"<code>{b.escape(text, quote=False)}</code>"))

    # Lists ----------------------------------------------------------------------------------
    def on_ul(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        items: list[list[Block]] = []
        first = None
        loose = self.nested("item")
        loose.text(element.text, marks)
        for child in element:
            if child.tag == "li":
                self.loose_item(loose, items)
                first = child if first is None else first
                items.append(self.item(child, styled(child, marks)))
            elif child.tag in ("ul", "ol"):
                # Google Docs and old editors put the inner list beside its item, not in it.
                self.loose_item(loose, items)
                inner = self.nested("item")
                inner.visit(child, marks)
                if not items:
                    items.append([])
                items[-1].extend(inner.finish())
            elif isinstance(child.tag, str):
                loose.visit(child, marks)
            loose.text(child.tail, marks)
        self.loose_item(loose, items)
        items = [blocks for blocks in items if blocks]
        if not items:
            return
        attributes = {}
        if element.tag == "ol":
            start = element.get("start") or (first is not None and first.get("value")) or ""
            if b.START.match(start) and start != "1":
                attributes["start"] = start
        self.add(Block(element.tag, "".join(b.item(blocks) for blocks in items), attributes))

    on_ol = on_ul

    def loose_item(self, loose: "Flow", items: list[list[Block]]) -> None:
        """Text that stood between the items becomes an item of its own."""
        blocks = loose.finish()
        if blocks:
            items.append(list(blocks))
        loose.blocks = []

    def item(self, element: HtmlElement, marks: tuple) -> list[Block]:
        inner = self.nested("item")
        inner.children(element, marks)
        return inner.finish()

    def on_li(self, element: HtmlElement, marks: tuple) -> None:
        """An item without a list."""
        if self.runs and not to_text(self.runs).strip():
            self.runs = []
        self.flush()
        inner = b.item(self.item(element, marks))
        if not inner:
            return
        if self.blocks and self.blocks[-1].stray:
            self.blocks[-1].inner += inner
        else:
            self.add(Block("ul", inner, stray=True))

    def on_dt(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        if line := self.line(element, marks):
            self.add(b.paragraph(emphasised(line)))

    on_summary = on_dt

    # Quotes and boxes -----------------------------------------------------------------------
    def on_blockquote(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        if self.social_post(element):
            return
        if self.inside != "page":
            self.on_container(element, marks)
            return
        inner = self.nested("quote")
        inner.children(element, marks)
        blocks = inner.finish()
        if not blocks and inner.source:
            blocks, inner.source = [b.paragraph(inner.source)], []
        if blocks:
            html = "".join(block.html() for block in blocks) + footer(inner.source)
            self.add(Block("blockquote", html, {"class": "pull"} if is_pull(element) else {}))

    def ends_quote(self, element: HtmlElement) -> bool:
        """<cite> straight in a quote, after its words, names who said it."""
        return (
            self.inside == "quote"
            and element.getparent().tag == "blockquote"
            and bool(self.blocks)
            and not to_text(self.runs).strip()
        )

    def on_footer(self, element: HtmlElement, marks: tuple) -> None:
        if self.inside == "quote":
            self.flush()
            if self.source:
                self.add(b.paragraph(self.source))
            self.source = self.line(element, marks)
        else:
            self.on_container(element, marks)

    def on_aside(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        if "factbox" not in classes(element) or self.inside != "page":
            self.on_container(element, marks)
            return
        inner = self.nested("box")
        inner.children(element, marks)
        if blocks := inner.finish():
            html = "".join(block.html() for block in blocks)
            self.add(Block("aside", html, {"class": "factbox"}))

    def on_div(self, element: HtmlElement, marks: tuple) -> None:
        """A container like others, but for Substack's pull quote."""
        if "pullquote" in classes(element) and element.find(".//blockquote") is None:
            self.on_blockquote(element, marks)
        else:
            self.on_container(element, marks)

    # Tables ---------------------------------------------------------------------------------
    def on_table(self, element: HtmlElement, marks: tuple) -> None:
        self.flush()
        rows = [
            row
            for row in table_rows(element)
            if row.find("td") is not None or row.find("th") is not None
        ]
        layout = (
            self.inside == "cell"
            or element.get("role") == "presentation"
            or element.find(".//table") is not None
            or (all(len(row) == 1 for row in rows) and element.find(".//th") is None)
        )
        if layout:
            self.on_container(element, marks)
            return
        cells = [
            [self.cell(cell, marks) for cell in row if cell.tag in ("td", "th")] for row in rows
        ]
        head = sum(
            1
            for row, made in zip(rows, cells, strict=True)
            if row.getparent().tag == "thead" and any(not cell.empty for cell in made)
        )
        captions = [child for child in element if child.tag == "caption"]
        caption = self.line(captions[0]) if captions else self.caption
        if not captions:
            self.caption = []
        if made := b.table(cells, head, caption):
            self.place(made)

    def cell(self, element: HtmlElement, marks: tuple) -> Cell:
        inner = self.nested("cell")
        inner.children(element, styled(element, marks) if element.tag == "td" else marks)
        return Cell(
            inner.finish(),
            heading=element.tag == "th",
            scope=element.get("scope") or "",
            colspan=element.get("colspan") or "",
            rowspan=element.get("rowspan") or "",
        )


def emphasised(line: Line) -> Line:
    return [Run(run.text, add_mark(run.marks, "strong"), run.line_break) for run in line]


def footer(source: Line) -> str:
    """Who said it. The dash before the name is drawn by the page."""
    if source:
        source = [Run(source[0].text.lstrip("—–-― "), source[0].marks), *source[1:]]
    line = one_line(source)
    return f"<footer>{b.to_html(line)}</footer>" if line else ""
