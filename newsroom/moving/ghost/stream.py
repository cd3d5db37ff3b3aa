"""The rows of some tables of a Ghost export, one at a time; memory does not grow with the file."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from newsroom.moving.wxr.reading import Broken

CHUNK = 256 * 1024
LONGEST_ROW = 50_000_000

_SPACE = re.compile(r"[ \t\n\r]*")
_PART = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]|[^"\[\]{}]+', re.DOTALL)
_decoder = json.JSONDecoder()


class Text:
    """The file as text with a place in it; what lies behind the place is forgotten."""

    def __init__(self, stream: BinaryIO):
        self._stream = stream
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("strict").decode
        self._buffer, self._at, self._lines, self._over = "", 0, 1, False

    def more(self) -> bool:
        if self._over:
            return False
        chunk = self._stream.read(max(CHUNK, len(self._buffer) - self._at))
        self._over = not chunk
        self._lines += self._buffer.count("\n", 0, self._at)
        try:
            self._buffer = self._buffer[self._at :] + self._decode(chunk, final=self._over)
        except UnicodeDecodeError:
            raise Broken(_("there are bytes that are not UTF-8."), self.line) from None
        self._at = 0
        return True

    @property
    def line(self) -> int:
        return self._lines + self._buffer.count("\n", 0, self._at)

    def peek(self) -> str:
        """The next sign that is no space; empty at the end."""
        while True:
            self._at = _SPACE.match(self._buffer, self._at).end()
            if self._at < len(self._buffer):
                return self._buffer[self._at]
            if not self.more():
                return ""

    def take(self, sign: str) -> None:
        found = self.peek()
        if found != sign:
            raise self.broken(found)
        self._at += 1

    def broken(self, found: str) -> Broken:
        if not found:
            return Broken(_("the file ends before it is whole: it was cut off."), self.line)
        return Broken(_("the file is not JSON here (“%s”).") % found, self.line)

    def value(self):
        """The value at the place, whole."""
        self.peek()
        while True:
            try:
                found, end = _decoder.raw_decode(self._buffer, self._at)
            except (json.JSONDecodeError, RecursionError):
                found, end = None, -1
            # A number may go on in the next chunk.
            if end >= 0 and (end < len(self._buffer) or self._over):
                self._at = end
                return found
            if len(self._buffer) - self._at > LONGEST_ROW:
                raise Broken(_("a row is larger than fifty million signs."), self.line)
            if not self.more():
                if end >= 0:
                    self._at = end
                    return found
                raise self.broken(self._buffer[self._at : self._at + 10] if not self._over else "")

    def skip(self) -> None:
        """Past the value at the place, without looking into it."""
        if self.peek() not in ("[", "{"):
            self.value()
            return
        depth = 0
        while True:
            found = _PART.match(self._buffer, self._at)
            if found is None or found.end() == len(self._buffer):
                if not self.more():
                    if found is None:
                        raise self.broken("")
                else:
                    continue
            self._at = found.end()
            depth += {"[": 1, "{": 1, "]": -1, "}": -1}.get(found[0], 0)
            if depth == 0:
                return


def rows(stream: BinaryIO, wanted: set[str]) -> Iterator[tuple[str, dict]]:
    """(table, row) of the wanted tables, in the order of the file; ("meta", …) besides."""
    text = Text(stream)
    if text.peek() != "{":
        raise Broken(_("This is not an export of Ghost: it is no JSON object."))
    found = False
    for key in _members(text):
        if key == "db" and text.peek() == "[":
            text.take("[")
            while text.peek() != "]":
                for inner in _members(text):
                    found = True
                    yield from _database(text, inner, wanted)
                if text.peek() == ",":
                    text.take(",")
            text.take("]")
        elif key in ("data", "meta"):
            found = True
            yield from _database(text, key, wanted)
        else:
            text.skip()
    if text.peek():
        raise text.broken(text.peek())
    if not found:
        raise Broken(_("This is not an export of Ghost: there is no “db” and no “data” in it."))


def _database(text: Text, key: str, wanted: set[str]) -> Iterator[tuple[str, dict]]:
    if key == "meta":
        found = text.value()
        yield "meta", found if isinstance(found, dict) else {}
    elif key == "data" and text.peek() == "{":
        for table in _members(text):
            if table not in wanted or text.peek() != "[":
                text.skip()
                continue
            text.take("[")
            while text.peek() != "]":
                row = text.value()
                if isinstance(row, dict):
                    yield table, row
                if text.peek() == ",":
                    text.take(",")
            text.take("]")
    else:
        text.skip()


def _members(text: Text) -> Iterator[str]:
    """The names in an object; the caller takes or skips each value."""
    text.take("{")
    while text.peek() != "}":
        name = text.value()
        if not isinstance(name, str):
            raise text.broken(str(name)[:10])
        text.take(":")
        yield name
        if text.peek() == ",":
            text.take(",")
            if text.peek() == "}":
                raise text.broken("}")
        elif text.peek() != "}":
            raise text.broken(text.peek())
    text.take("}")
