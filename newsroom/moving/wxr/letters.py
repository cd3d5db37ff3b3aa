"""The bytes of an export as letters, and what had to be put right to read them.

Every repair here has one possible outcome; whatever has two is left for the reader to refuse.
No repair adds or takes away a line, so that lines are still those of the file.
"""

import codecs
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.entities import html5
from typing import BinaryIO

CHUNK = 256 * 1024
EXAMPLES = 5
# How far before <?xml something else may stand: blank lines, a notice PHP printed.
PREAMBLE = 64 * 1024

_DECLARED = re.compile(rb"""<\?xml[^>]*?encoding\s*=\s*["']([\w.-]{2,40})["']""")
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_AMPERSAND = re.compile(r"&(?:#(\d{1,9});|#[xX]([0-9a-fA-F]{1,8});|(\w{2,32});)?")
_LESS = re.compile(r"<(?![A-Za-z_/!?])")
_OWN = {"amp", "lt", "gt", "quot", "apos"}


@dataclass
class Repairs:
    """What was put right: how often of each kind, and the first lines of it."""

    counts: Counter = field(default_factory=Counter)
    lines: dict[str, list[int]] = field(default_factory=dict)

    def note(self, kind: str, line: int, times: int = 1) -> None:
        self.counts[kind] += times
        known = self.lines.setdefault(kind, [])
        if len(known) < EXAMPLES and line not in known:
            known.append(line)


class Unknown(Exception):
    """The file names an encoding nobody knows, or holds bytes that are no letters in any."""


def decoded(stream: BinaryIO, repairs: Repairs | None) -> Iterator[str]:
    """The file as text, in pieces. Without `repairs` what is not in its encoding raises."""
    head = stream.read(PREAMBLE)
    encoding, errors, windows = _encoding(head), "strict", None
    if repairs is not None and encoding in ("utf-8", "utf-8-sig"):
        windows = _Windows(repairs)
        codecs.register_error(errors := "newsroom-windows-1252", windows)
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    chunk = head
    while chunk:
        yield decoder.decode(chunk)
        if windows:
            windows.line += chunk.count(b"\n")
        chunk = stream.read(CHUNK)
    yield decoder.decode(b"", final=True)


def _encoding(head: bytes) -> str:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    declared = _DECLARED.search(head[:PREAMBLE])
    name = declared[1].decode("ascii") if declared else "utf-8"
    try:
        name = codecs.lookup(name).name
    except LookupError:
        raise Unknown(name) from None
    if name in ("utf-8", "ascii") or name.startswith("utf-16"):  # read this far as bytes: it is not
        return "utf-8-sig" if head.startswith(codecs.BOM_UTF8) else "utf-8"
    return name


class _Windows:
    """A letter that is not UTF-8 is what Windows wrote: old databases hold both."""

    def __init__(self, repairs: Repairs):
        self.repairs = repairs
        self.line = 1  # of the piece that is being read: the handler is not told

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        piece = error.object[error.start : error.end]
        try:
            letters = piece.decode("cp1252")
        except UnicodeDecodeError:
            raise error from None
        line = self.line + error.object.count(b"\n", 0, error.start)
        self.repairs.note("encoding", line, len(piece))
        return letters, error.end


def mended_text(text: str, line: int, repairs: Repairs) -> str:
    """Text and tags outside CDATA: ampersands, brackets and characters XML cannot hold."""
    if "]]>" in text:
        repairs.note("bracket", line, text.count("]]>"))
        text = text.replace("]]>", "]]&gt;")
    if "&" in text:
        text = _AMPERSAND.sub(lambda found: _ampersand(found, line, repairs), text)
    if _LESS.search(text):
        repairs.note("less", line, len(_LESS.findall(text)))
        text = _LESS.sub("&lt;", text)
    return text


def _ampersand(found: re.Match, line: int, repairs: Repairs) -> str:
    decimal, hexadecimal, name = found.groups()
    where = line + found.string.count("\n", 0, found.start())
    if decimal or hexadecimal:
        number = int(decimal) if decimal else int(hexadecimal, 16)
        if _is_character(number):
            return found[0]
        repairs.note("control", where)
        return ""
    if name in _OWN:
        return found[0]
    repairs.note("ampersand", where)
    letters = html5.get(f"{name};") if name else None
    return letters if letters and letters not in "&<>" else f"&amp;{found[0][1:]}"


def _is_character(number: int) -> bool:
    if number < 0x20:
        return number in (9, 10, 13)
    return number <= 0xD7FF or 0xE000 <= number <= 0xFFFD or 0x10000 <= number <= 0x10FFFF


def without_forbidden(text: str, line: int, repairs: Repairs) -> str:
    if not _FORBIDDEN.search(text):
        return text
    for found in _FORBIDDEN.finditer(text):
        repairs.note("control", line + text.count("\n", 0, found.start()))
    return _FORBIDDEN.sub("", text)
