"""Running text: pieces of text with their marks, tidied and written as HTML.

The editor holds a line in the same way (a flat row of texts, each with its marks in one fixed
order), so what is written here comes back from the editor byte for byte.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from html import escape

# From the outside in; the editor lists its marks in the same order (articles/editor.py).
MARKS = ("a", "strong", "em", "s", "code", "sub", "sup")

type Mark = tuple[str, str]  # name, and the address for a link

_SPACE = re.compile("[ \t\n\r\f\v\x85\u2028\u2029]+")
_BLANK_LINE = re.compile("[ \t\xa0]*\n(?:[ \t\xa0]*\n)+[ \t]*")
_SPACES = re.compile("[ \xa0]{2,}")
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u202a-\u202e\ufffe\uffff\ud800-\udfff]"
)
_BREAKING_SPACES = " \xa0"


@dataclass(frozen=True, slots=True)
class Run:
    text: str
    marks: tuple[Mark, ...] = ()
    line_break: bool = False


type Line = list[Run]


def add_mark(marks: tuple[Mark, ...], name: str, address: str = "") -> tuple[Mark, ...]:
    """With `name` in its fixed place; a second link replaces the first."""
    kept = [mark for mark in marks if mark[0] != name]
    return tuple(sorted([*kept, (name, address)], key=lambda mark: MARKS.index(mark[0])))


def drop_mark(marks: tuple[Mark, ...], name: str) -> tuple[Mark, ...]:
    return tuple(mark for mark in marks if mark[0] != name)


def clean_characters(text: str) -> str:
    """Drop what cannot be seen, stored or trusted: controls, zero-width junk, bidi overrides.

    Joiners stay (emoji, Persian), and so do soft hyphens and directional isolates.
    """
    return _JUNK.sub("", text)


def lines(runs: Iterable[Run], *, blank_lines: bool = False, newlines: bool = False) -> list[Line]:
    """Tidy lines: spaces collapsed, ends trimmed, empty lines dropped.

    Two breaks in a row end a paragraph. `blank_lines` and `newlines` give meaning to the blank
    lines and line ends of the source, as WordPress did before it had blocks.
    """
    rows: list[Line] = [[]]
    for run in runs:
        if run.line_break:
            rows[-1].append(run)
            continue
        in_code = any(mark[0] == "code" for mark in run.marks)
        parts = _BLANK_LINE.split(run.text) if blank_lines and not in_code else [run.text]
        for number, part in enumerate(parts):
            if number:
                rows.append([])
            rows[-1].extend(_broken(replace(run, text=part)) if newlines else [_run(run, part)])
    return [line for row in rows for part in _at_double_breaks(row) if (line := _tidy(part))]


def one_line(runs: Iterable[Run]) -> Line:
    """The same for places that hold a single line: headings, captions."""
    flat = [Run(" ", run.marks) if run.line_break else run for run in runs]
    return next(iter(lines(flat)), [])


def to_html(line: Iterable[Run]) -> str:
    out: list[str] = []
    active: list[Mark] = []
    for run in line:
        keep = 0
        for ours, theirs in zip(active, run.marks, strict=False):
            if ours != theirs:
                break
            keep += 1
        out += [f"</{name}>" for name, _ in reversed(active[keep:])]
        out += [
            f'<a href="{escape(address)}">' if name == "a" else f"<{name}>"
            for name, address in run.marks[keep:]
        ]
        active = list(run.marks)
        out.append("<br>" if run.line_break else escape(run.text, quote=False))
    out += [f"</{name}>" for name, _ in reversed(active)]
    return "".join(out)


def to_text(line: Iterable[Run]) -> str:
    return "".join(" " if run.line_break else run.text for run in line)


def _run(run: Run, text: str) -> Run:
    return replace(run, text=text)


def _broken(run: Run) -> list[Run]:
    pieces: list[Run] = []
    for number, part in enumerate(run.text.split("\n")):
        if number:
            pieces.append(Run("", run.marks, line_break=True))
        pieces.append(_run(run, part))
    return pieces


def _at_double_breaks(row: Line) -> list[Line]:
    """A line break, nothing but space, and a line break again: that was a paragraph's end."""
    parts: list[Line] = [[]]
    waiting: Line = []
    breaks = 0
    for run in row:
        if run.line_break:
            breaks += 1
            waiting.append(run)
        elif not run.text.strip():
            waiting.append(run)
        else:
            in_code = any(mark[0] == "code" for mark in run.marks)
            if breaks > 1 and not in_code:
                parts.append([])
            else:
                parts[-1].extend(waiting)
            parts[-1].append(run)
            waiting, breaks = [], 0
    return parts


def _tidy(line: Line) -> Line:
    merged: Line = []
    for run in line:
        if run.line_break:
            _trim_end(merged)
            merged.append(run)
            continue
        text = _spaces(_SPACE.sub(" ", clean_characters(run.text)))
        before = merged[-1] if merged else None
        if before is None or before.line_break or before.text[-1] in _BREAKING_SPACES:
            text = text.lstrip(_BREAKING_SPACES)
        if not text:
            continue
        if before and not before.line_break and before.marks == run.marks:
            merged[-1] = _run(run, _spaces(before.text + text))
        else:
            merged.append(_run(run, text))
    while merged and (merged[-1].line_break or not merged[-1].text.strip()):
        merged.pop()
    _trim_end(merged)
    while merged and merged[0].line_break:
        merged.pop(0)
    # An overlay at the start of a text would melt with the ">" before it in any later NFC pass.
    composed = [
        run
        if run.line_break
        else _run(run, unicodedata.normalize("NFC", run.text).lstrip("\u0338"))
        for run in merged
    ]
    return [run for run in composed if run.line_break or run.text]


def _trim_end(line: Line) -> None:
    while line and not line[-1].line_break:
        text = line[-1].text.rstrip(_BREAKING_SPACES)
        if text:
            line[-1] = _run(line[-1], text)
            return
        line.pop()


def _spaces(text: str) -> str:
    """One space for a row of spaces; no-break stays where French typography wants it."""

    def one(match: re.Match) -> str:
        after = text[match.end() : match.end() + 1]
        before = text[match.start() - 1 : match.start()]
        keep = "\xa0" in match[0] and ((after and after in ":;!?»%€") or before == "«")
        return "\xa0" if keep else " "

    return _SPACES.sub(one, text)
