"""Makes an export readable where that is certain: above all, CDATA that ends too early.

WordPress puts each text into CDATA and older versions forgot to escape `]]>` in it, so that a
script in a text ended the section. Here a section that fills an element ends where the element
ends, and nowhere before. `]]]]><![CDATA[>`, which newer versions write, stays as it is.
"""

import re
from collections.abc import Iterable, Iterator

from newsroom.moving.wxr.letters import PREAMBLE, Repairs, mended_text, without_forbidden

OPEN, CLOSE = "<![CDATA[", "]]>"
# A tag name, an entity or the end of an element may be cut by the end of a chunk.
HELD_BACK = 64
LOOK_AHEAD = 256

_TAG_BEFORE = re.compile(r"<([A-Za-z_][\w:.-]*)(?:\s[^<>]*)?>\s*\Z")
_ITEM = re.compile(r"<item[\s>]")
_SWALLOWED = re.compile(r"<item>\s*<title>")


class Mender:
    """The chunks of a file in, those of a readable one out; `repairs` tells what was done."""

    def __init__(self, repairs: Repairs):
        self.repairs = repairs
        self.line = 1
        self.dropped = 0  # lines before <?xml
        self.items = 0
        self.swallowed = 0
        self._before = ""  # the end of what was written last, to know the element we are in
        self._tag = ""

    def run(self, chunks: Iterable[str]) -> Iterator[str]:
        buffer, inside = "", False
        for chunk, last in _with_last(self._from_declaration(chunks)):
            buffer += chunk
            while True:
                step = self._inside if inside else self._outside
                made, buffer, turned = step(buffer, last)
                if made:
                    yield made
                if not turned:
                    break
                inside = not inside
        if buffer:
            yield self._text(buffer) if not inside else buffer

    def _from_declaration(self, chunks: Iterable[str]) -> Iterator[str]:
        """What stands before the declaration is not of the document."""
        head, chunks = "", iter(chunks)
        for chunk in chunks:
            head += chunk
            if "<?xml" in head or len(head) > PREAMBLE:
                break
        head = head.removeprefix("\ufeff")
        start = head.find("<?xml")
        if start < 0:
            start = len(head) - len(head.lstrip())
        if start > 0:
            self.repairs.note("preamble", 1)
            self.dropped = head.count("\n", 0, start)
            self.line += self.dropped
            head = head[start:]
        yield head
        yield from chunks

    def _outside(self, buffer: str, last: bool) -> tuple[str, str, bool]:
        at = buffer.find(OPEN)
        if at >= 0:
            made = self._text(buffer[:at])
            found = _TAG_BEFORE.search((self._before + made)[-LOOK_AHEAD:])
            self._tag = found[1] if found else ""
            return made + OPEN, buffer[at + len(OPEN) :], True
        if last:
            return self._text(buffer), "", False
        keep = len(buffer) - HELD_BACK
        tag = buffer.rfind("<", max(0, keep - LOOK_AHEAD))
        if tag >= 0 and ">" not in buffer[tag:]:
            keep = min(keep, tag)  # a tag is not cut, or “<” at an end would look like text
        if keep <= 0:
            return "", buffer, False
        return self._text(buffer[:keep]), buffer[keep:], False

    def _inside(self, buffer: str, last: bool) -> tuple[str, str, bool]:
        """Up to the end of the section, or as far as it can be seen."""
        made, start = [], 0
        while (at := buffer.find(CLOSE, start)) >= 0:
            after = buffer[at + len(CLOSE) : at + len(CLOSE) + LOOK_AHEAD]
            if not last and len(after) < LOOK_AHEAD:
                made.append(self._data(buffer[start:at]))
                return "".join(made), buffer[at:], False
            made.append(self._data(buffer[start:at]))
            start = at + len(CLOSE)
            if after.startswith(OPEN):
                made.append(CLOSE + OPEN)
                start += len(OPEN)
                continue
            if not self._tag or re.match(rf"\s*</{re.escape(self._tag)}\s*>", after):
                made.append(CLOSE)
                self._before = ""
                return "".join(made), buffer[start:], True
            self.repairs.note("cdata", self.line)
            made.append(f"]]{CLOSE}{OPEN}>")
        keep = len(buffer) if last else max(start, len(buffer) - len(CLOSE))
        made.append(self._data(buffer[start:keep]))
        return "".join(made), buffer[keep:], False

    def _text(self, text: str) -> str:
        self.items += len(_ITEM.findall(text))
        made = mended_text(
            without_forbidden(text, self.line, self.repairs), self.line, self.repairs
        )
        self.line += text.count("\n")
        self._before = (self._before + made)[-LOOK_AHEAD:]
        return made

    def _data(self, text: str) -> str:
        self.swallowed += len(_SWALLOWED.findall(text))
        made = without_forbidden(text, self.line, self.repairs)
        self.line += text.count("\n")
        return made


def _with_last(chunks: Iterable[str]) -> Iterator[tuple[str, bool]]:
    """Each piece, and an empty one at the end that says so."""
    for chunk in chunks:
        yield chunk, False
    yield "", True
