"""A CSV file as rows, whatever program wrote it; memory does not grow with its size.

No row is lost in silence: what cannot be read comes out as a Fault that names its lines.
"""

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _

SEPARATORS = ",;\t"
CHUNK = 256 * 1024
LONGEST_HEADER = 64 * 1024


class Unreadable(Exception):
    """Not a list; the words say why."""


@dataclass(frozen=True)
class Fault:
    """Lines that could not be read, and why."""

    first: int
    last: int
    reason: str


@dataclass(frozen=True)
class Row:
    line: int
    values: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """`columns` in lower case, as they stand in the first line."""

    encoding: str
    separator: str
    columns: list[str]
    stream: BinaryIO

    def rows(self) -> Iterator[Row | Fault]:
        self.stream.seek(0)
        text = _text(self.stream, self.encoding)
        # Strict: a quotation mark that is never closed would swallow the rest of the file.
        reader = csv.reader(text, delimiter=self.separator, strict=True)
        try:
            next(reader)
            while True:
                begin = reader.line_num + 1
                try:
                    values = next(reader)
                except StopIteration:
                    return
                except csv.Error:
                    reason = _("A quotation mark is missing or too many.")
                    yield Fault(begin, max(begin, reader.line_num), reason)
                    continue
                if any(value.strip() for value in values):
                    yield self._row(begin, reader.line_num, values)
        finally:
            text.detach()

    def _row(self, first: int, last: int, values: list[str]) -> Row | Fault:
        if len(values) > len(self.columns) and any(v.strip() for v in values[len(self.columns) :]):
            return Fault(first, last, _("There are more values than columns."))
        return Row(first, {c: v.strip() for c, v in zip(self.columns, values, strict=False)})


def read_sheet(stream: BinaryIO) -> Sheet:
    """What the file is, by its own bytes; Unreadable if it is no list at all."""
    encoding = _encoding(stream)
    stream.seek(0)
    text = _text(stream, encoding)
    first = text.readline(LONGEST_HEADER)
    text.detach()
    if "\0" in first or not first.strip():
        raise Unreadable(_("This is not a CSV file. Export the list as CSV and try again."))
    separator = max(SEPARATORS, key=first.count)
    try:
        columns = next(csv.reader([first], delimiter=separator, strict=True))
    except csv.Error:
        raise Unreadable(_("The first line, with the names of the columns, is broken.")) from None
    return Sheet(encoding, separator, [c.strip().lower() for c in columns], stream)


def _text(stream: BinaryIO, encoding: str) -> io.TextIOWrapper:
    # cp1252 leaves five letters undefined; a list is not refused for them.
    return io.TextIOWrapper(stream, encoding, errors="replace", newline="")


def _encoding(stream: BinaryIO) -> str:
    stream.seek(0)
    head = stream.read(4096)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if len(head) >= 4 and head[1::2].count(0) > len(head) // 3:
        return "utf-16-le"
    if len(head) >= 4 and head[::2].count(0) > len(head) // 3:
        return "utf-16-be"
    decoder = codecs.getincrementaldecoder("utf-8")()
    stream.seek(0)
    try:
        while chunk := stream.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"
