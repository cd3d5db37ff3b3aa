"""Running text: pieces of text with their marks, tidied and written as HTML.

Marks are written in one fixed order, so the same words with the same marks are the same bytes.
"""

import re
import unicodedata
from collections.abc import Iterable
from html import escape
from typing import NamedTuple

# From the outside in.
MARKS = ("a", "strong", "em", "s", "code", "sub", "sup")

type Mark = tuple[str, str]  # name, and the address for a link

_SPACE = re.compile("[ \t\n\r\f\v\x85\u2028\u2029]+")
_BLANK_LINE = re.compile("\n(?:[ \t\xa0]*\n)+")
_SPACES = re.compile("[ \xa0]{2,}")
_JUNK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\u202a-\u202e\ufffe\uffff\ud800-\udfff]"
)
_BREAKING_SPACES = " \xa0"
_ENDS = " \xa0\n"


class Run(NamedTuple):
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
    runs = list(runs)
    if len(runs) == 1 and not (blank_lines or newlines):
        return [line] if (line := _tidy(runs)) else []
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
            rows[-1].extend(_broken(_run(run, part)) if newlines else [_run(run, part)])
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
    return Run(text, run.marks, run.line_break)


def _broken(run: Run) -> list[Run]:
    pieces: list[Run] = []
    for number, part in enumerate(run.text.split("\n")):
        if number:
            pieces.append(Run("\n", run.marks, line_break=True))
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
    joined = [run for run in (_composed(run) for run in _joined(line)) if run.text]
    while joined and (joined[-1].line_break or not joined[-1].text.strip()):
        joined.pop()
    _trim_end(joined)
    while joined and joined[0].line_break:
        joined.pop(0)
    return joined


def _joined(line: Line) -> Line:
    """Neighbours with the same marks as one run; no space after a space or at a line's start."""
    pieces: list[tuple[Run, list[str]]] = []
    for run in line:
        if run.line_break:
            pieces.append((run, ["\n"]))
            continue
        text = run.text
        if not _is_tidy(text):
            text = _SPACE.sub(" ", clean_characters(text))
        if not pieces or pieces[-1][1][-1][-1] in _ENDS:
            text = text.lstrip(_BREAKING_SPACES)
        if not text:
            continue
        if pieces and pieces[-1][0].marks == run.marks and not pieces[-1][0].line_break:
            pieces[-1][1].append(text)
        else:
            pieces.append((run, [text]))
    tidy: Line = []
    for run, texts in pieces:
        if run.line_break:
            _trim_end(tidy)
        tidy.append(Run(_spaces("".join(texts)), run.marks, run.line_break))
    return tidy


def _is_tidy(text: str) -> bool:
    """Most texts are. Junk, line ends and no-break spaces all count as not printable."""
    return text.isprintable() and "  " not in text


def _composed(run: Run) -> Run:
    """NFC. An overlay at the start of a text would melt with the ">" before it in a later pass."""
    if run.line_break:
        return run
    return Run(unicodedata.normalize("NFC", run.text).lstrip("\u0338"), run.marks)


def _trim_end(line: Line) -> None:
    while line and not line[-1].line_break:
        text = line[-1].text.rstrip(_BREAKING_SPACES)
        if text:
            line[-1] = _run(line[-1], text)
            return
        line.pop()


def _spaces(text: str) -> str:
    """One space for a row of spaces; no-break stays where French typography wants it."""
    if "  " not in text and "\xa0" not in text:
        return text

    def one(match: re.Match) -> str:
        after = text[match.end() : match.end() + 1]
        before = text[match.start() - 1 : match.start()]
        keep = "\xa0" in match[0] and ((after and after in ":;!?»%€") or before == "«")
        return "\xa0" if keep else " "

    return _SPACES.sub(one, text)
