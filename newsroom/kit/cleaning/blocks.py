"""The blocks a body is made of, as they are written down.

See `flow.py` for how a tree becomes blocks; here is only what each may hold.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape

from newsroom.kit.cleaning.runs import Line, to_html, to_text

HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
HEADING_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,119}\Z")
# When an entry of a live story was written: to the minute, in UTC.
ENTRY_TIME = re.compile(r"20\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):[0-5]\dZ\Z")
ROW_ID = re.compile(r"[1-9][0-9]{0,17}\Z")
IMAGE_IDS = re.compile(r"[1-9][0-9]{0,17}(,[1-9][0-9]{0,17}){0,99}\Z")
PROVIDER = re.compile(r"[a-z]{1,20}\Z")
START = re.compile(r"[1-9][0-9]{0,4}\Z")
SPAN = re.compile(r"([2-9]|[1-9][0-9])\Z")

# address -> (provider, canonical address), or None for what may not be embedded.
type Recognise = Callable[[str], tuple[str, str] | None]


@dataclass
class Block:
    tag: str
    inner: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    # The text of a plain paragraph, so that the place it lands in can drop the <p> around it.
    line: Line | None = None
    # A list opened by an item that had no list around it: the next such item joins it.
    stray: bool = False

    def html(self) -> str:
        attributes = "".join(f' {name}="{escape(v)}"' for name, v in self.attributes.items())
        if self.tag == "hr":
            return "<hr>"
        return f"<{self.tag}{attributes}>{self.inner}</{self.tag}>"

    @property
    def is_embed(self) -> bool:
        return self.tag == "figure" and self.attributes.get("class") == "embed"


def paragraph(line: Line) -> Block:
    return Block("p", to_html(line), line=line)


def figure(kind: str, caption: Line, **attributes: str) -> Block:
    inner = f"<figcaption>{to_html(caption)}</figcaption>" if caption else ""
    named = {f"data-{name.replace('_', '-')}": value for name, value in attributes.items()}
    return Block("figure", inner, {"class": kind} | named)


def compact(blocks: list[Block]) -> str:
    """What a list item or a table cell holds: a single paragraph needs no <p> of its own."""
    paragraphs = [block for block in blocks if block.tag == "p"]
    if len(paragraphs) == 1 and blocks[0] is paragraphs[0]:
        return paragraphs[0].inner + "".join(block.html() for block in blocks[1:])
    return "".join(block.html() for block in blocks)


def item(blocks: list[Block]) -> str:
    return f"<li>{compact(blocks)}</li>" if blocks else ""


@dataclass
class Cell:
    """One cell of a table, before it is known whether its row is a heading row."""

    blocks: list[Block]
    heading: bool
    scope: str = ""
    colspan: str = ""
    rowspan: str = ""

    @property
    def empty(self) -> bool:
        return not self.blocks

    def html(self, *, in_head: bool) -> str:
        # An empty heading says nothing to a screen reader: the corner of a table is a plain cell.
        heading = (self.heading or in_head) and not self.empty
        attributes = ""
        if heading:
            scopes = {"col", "colgroup"} if in_head else {"row", "rowgroup"}
            scope = self.scope if self.scope in scopes else ("col" if in_head else "row")
            attributes = f' scope="{scope}"'
        for name, value in (("colspan", self.colspan), ("rowspan", self.rowspan)):
            attributes += f' {name}="{value}"' if SPAN.match(value) else ""
        tag = "th" if heading else "td"
        return f"<{tag}{attributes}>{compact(self.blocks)}</{tag}>"


def table(rows: list[list[Cell]], head: int, caption: Line) -> Block | None:
    """A table with its leading heading rows in <thead>; `head` rows were said to be there.

    The editor knows only cells, so a heading row is told by its cells: each that holds
    something is a heading (one heading and an empty cell are a row's name and no value).
    """
    rows = [row for row in rows if row]
    if not any(not cell.empty for row in rows for cell in row):
        return None
    if not head:
        for row in rows:
            filled = [cell for cell in row if not cell.empty]
            named = len(filled) > 1 or not row[-1].empty
            if not filled or not named or not all(cell.heading for cell in filled):
                break
            head += 1
    # Where everything is a heading, nothing is under one.
    head = min(head, len(rows) - 1)
    inner = f"<caption>{escape(to_text(caption), quote=False)}</caption>" if caption else ""
    for tag, part in (("thead", rows[:head]), ("tbody", rows[head:])):
        if part:
            body = "".join(
                "<tr>" + "".join(c.html(in_head=tag == "thead") for c in row) + "</tr>"
                for row in part
            )
            inner += f"<{tag}>{body}</{tag}>"
    return Block("table", inner)
