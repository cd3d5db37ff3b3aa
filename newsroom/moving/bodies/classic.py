"""Texts from before blocks: blank lines are paragraphs, line ends are line breaks.

WordPress stored what was typed and made the paragraphs each time a page was shown; without this
every such story would come over as one wall of text.
"""

import re

from articles import embeds

BLOCK = {
    "address", "article", "aside", "blockquote", "caption", "center", "col", "colgroup", "dd",
    "details", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
    "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "legend", "li", "main", "menu", "nav", "ol",
    "option", "p", "pre", "script", "section", "select", "style", "summary", "table", "tbody",
    "td", "textarea", "tfoot", "th", "thead", "tr", "ul", "noscript", "svg", "iframe", "object",
}  # fmt: skip
VOID = {"hr", "col"}
RAW = {"pre", "script", "style", "textarea", "svg", "iframe", "object", "noscript"}
# What holds no text of its own, so that line ends in it are nothing.
STRUCTURE = {
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "colgroup",
    "ul",
    "ol",
    "dl",
    "select",
    "menu",
}
# What is one paragraph already, unless a blank line says otherwise.
LINES = {"li", "td", "th", "dd", "dt", "figcaption", "caption", "summary", "address", "legend"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6", "option"}

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])[^<>]*>")
_BLANK = re.compile(r"\n[ \t\xa0]*\n\s*")
_BREAK = re.compile(r"<br\s*/?>[ \t]*\n?", re.IGNORECASE)
_LONE = re.compile(r"\s*(https?://[^\s<>\"]{4,1500})\s*\Z")


def paragraphs(text: str) -> str:
    """The text with its paragraphs marked. What is marked already stays."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    made: list[str] = []
    run: list[str] = []
    stack: list[str] = []
    at = 0
    while found := _TAG.search(text, at):
        name, closes = found[2].lower(), bool(found[1])
        run.append(text[at : found.start()])
        at = found.end()
        if name not in BLOCK:
            run.append(found[0])
            continue
        made.append(_flush(run, stack[-1] if stack else ""))
        run = []
        made.append(found[0])
        if closes:
            if name in stack:
                del stack[len(stack) - 1 - stack[::-1].index(name) :]
        elif name in RAW:
            end = _end_of(text, name, at)
            made.append(text[at:end])
            at = end
        elif name not in VOID:
            stack.append(name)
    run.append(text[at:])
    made.append(_flush(run, stack[-1] if stack else ""))
    return "".join(made)


def _end_of(text: str, name: str, start: int) -> int:
    """Just behind the end tag of what is kept as it is."""
    found = re.compile(rf"</{name}\s*>", re.IGNORECASE).search(text, start)
    return found.end() if found else len(text)


def _flush(run: list[str], inside: str) -> str:
    text = "".join(run)
    if not text.strip():
        return "\n" if text else ""
    if inside in STRUCTURE:
        return text
    if inside in HEADINGS:
        return text.replace("\n", " ")
    if inside == "p":
        return _broken(_BLANK.sub("<br><br>", text.strip("\n")))
    pieces = [piece.strip() for piece in _BLANK.split(text)]
    pieces = [piece for piece in pieces if piece]
    if inside in LINES and len(pieces) == 1:
        return _broken(text.strip("\n"))
    return "".join(f"<p>{_piece(piece)}</p>\n" for piece in pieces)


def _piece(text: str) -> str:
    return "<br>\n".join(alone(line) for line in _broken(text).split("<br>\n"))


def _broken(text: str) -> str:
    """Line ends as line breaks; one that stands beside a break that is written is the same."""
    return _BREAK.sub("\n", text).replace("\n", "<br>\n")


def alone(line: str) -> str:
    """An address on a line of its own was shown as what it points to; at least it is a link."""
    lone = _LONE.match(line)
    if not lone:
        return line
    if embeds.find(lone[1].replace("&amp;", "&")):
        return f"</p><p>{lone[1]}</p><p>"
    return f'<a href="{lone[1]}">{lone[1]}</a>'
