"""What an element says of itself: its classes, its styles, its rows."""

from collections.abc import Iterator

from django.utils.translation import gettext
from lxml.html import HtmlElement

from newsroom.kit.cleaning.blocks import HEADINGS
from newsroom.kit.cleaning.runs import Line, add_mark, drop_mark, to_text

WRAPPED = {"thead", "tbody", "tfoot"}


def classes(element: HtmlElement) -> list[str]:
    return (element.get("class") or "").split()


def styles(element: HtmlElement) -> dict[str, str]:
    pairs = (part.split(":", 1) for part in (element.get("style") or "").split(";") if ":" in part)
    return {name.strip().lower(): value.strip().lower() for name, value in pairs}


def styled(element: HtmlElement, marks: tuple) -> tuple:
    """The marks a style attribute stands for, as Google Docs and Word write them."""
    if element.tag in HEADINGS or not element.get("style"):
        return marks
    style = styles(element)
    weight = style.get("font-weight", "")
    if weight in ("bold", "bolder") or (weight.isdigit() and int(weight) >= 600):
        marks = add_mark(marks, "strong")
    elif weight in ("normal", "lighter") or weight.isdigit():
        marks = drop_mark(marks, "strong")
    slant = style.get("font-style", "")
    if slant in ("italic", "oblique"):
        marks = add_mark(marks, "em")
    elif slant == "normal":
        marks = drop_mark(marks, "em")
    if "line-through" in style.get("text-decoration", "") + style.get("text-decoration-line", ""):
        marks = add_mark(marks, "s")
    if style.get("vertical-align") in ("sub", "super"):
        marks = add_mark(marks, {"sub": "sub", "super": "sup"}[style["vertical-align"]])
    return marks


def is_marked(element: HtmlElement) -> bool:
    """False for <b style="font-weight:normal">, in which Google Docs wraps everything."""
    style = styles(element)
    weight = style.get("font-weight", "")
    if element.tag in ("b", "strong"):
        return not (weight == "normal" or (weight.isdigit() and int(weight) < 600))
    return not (element.tag in ("i", "em") and style.get("font-style") == "normal")


def is_pull(element: HtmlElement) -> bool:
    names = " ".join(classes(element) + classes(element.getparent()))
    return "pull" in classes(element) or "pullquote" in names


def is_placeholder(line: Line) -> bool:
    text = to_text(line)
    opening = "[" + gettext("Picture")
    return text.startswith(opening) and text.endswith("]") and "[" not in text[1:]


def raw_text(element: HtmlElement) -> Iterator[str]:
    """Text with its line ends, where <br> is one too."""
    yield element.text or ""
    for child in element:
        if child.tag == "br":
            yield "\n"
        elif child.tag == "img":
            yield child.get("alt") or ""
        elif isinstance(child.tag, str):
            yield from raw_text(child)
        yield child.tail or ""


def table_rows(table: HtmlElement) -> list[HtmlElement]:
    """Rows in the order they are shown: a foot stands last wherever it is written."""
    parts = {"thead": [], "tbody": [], "tfoot": []}
    for child in table:
        if child.tag in WRAPPED:
            parts[child.tag].extend(row for row in child if row.tag == "tr")
        elif child.tag == "tr":
            parts["tbody"].append(child)
    return parts["thead"] + parts["tbody"] + parts["tfoot"]
