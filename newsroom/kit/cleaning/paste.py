"""Puts right, in the tree, what Word says in styles and classes only: lists, titles, quotes.

Word's list is a row of paragraphs with a level and a drawn marker; on the web it is one list for
each item. Google Docs writes real elements, so it needs nothing here.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from lxml.html import Element, HtmlElement

_LIST_CLASS = re.compile(r"\bMsoList(Paragraph|Bullet|Number)", re.IGNORECASE)
_LIST_STYLE = re.compile(r"mso-list:(?!none|skip|ignore)(\S+?)(level([1-9]))?(lfo|;|\Z)")
_MARGIN = re.compile(r"margin-left:([0-9.]+)(pt|in|cm|px)")
_STEP = {"pt": 36.0, "in": 0.5, "cm": 1.27, "px": 48.0}
_NUMBER = re.compile(r"\(?(\w{1,4}\.)*(\d{1,4}|[a-z]{1,5})[.)]\Z|\d{1,4}\Z", re.IGNORECASE)
_DRAWN = re.compile(
    r"[\s\xa0]*([·•▪◦‣§ü–—-]|o|\(?(\d{1,3}\.)*(\d{1,3}|[a-z]|[ivxlc]{1,5})[.)])([\s\xa0]+|\Z)",
    re.IGNORECASE,
)
_DEEPEST = 8


@dataclass
class Item:
    """A paragraph that is an item of a list."""

    element: HtmlElement
    level: int
    ordered: bool
    list_name: str
    start: str = ""


def mend(tree: HtmlElement) -> None:
    _drop_what_was_hidden(tree)
    _unlink_places(tree)
    for paragraph in tree.xpath(".//p[contains(@class, 'MsoTitle')]"):
        paragraph.tag = "h2"
    _join(tree, "MsoQuote", "blockquote")
    _join(tree, "MsoIntenseQuote", "blockquote")
    for row in list(_rows(tree)):
        _replace(row, _nested([item for element in row for item in _items(element)]))


def _style(element: HtmlElement) -> str:
    return re.sub(r"\s", "", element.get("style") or "").lower()


def _drop_what_was_hidden(tree: HtmlElement) -> None:
    """Notes of colleagues in the margin, and words the writer had hidden."""
    for element in tree.xpath(".//*[contains(@style, 'mso-')]"):
        style = _style(element)
        hidden = "mso-hide:all" in style or "mso-element:comment-list" in style
        if hidden or "mso-special-character:comment" in style:
            element.drop_tree()


def _unlink_places(tree: HtmlElement) -> None:
    """Word's links to footnotes and contents lead to marks that are not kept."""
    for link in tree.xpath(".//a[starts-with(@href, '#_')]"):
        del link.attrib["href"]


def _join(tree: HtmlElement, name: str, tag: str) -> None:
    """Put `tag` around neighbouring paragraphs of a class."""
    for paragraph in tree.xpath(f".//p[contains(@class, '{name}')]"):
        before = paragraph.getprevious()
        if before is None or before.get("data-joined") != name or (before.tail or "").strip():
            before = Element(tag, {"data-joined": name})
            paragraph.addprevious(before)
        before.append(paragraph)
        before.tail, paragraph.tail = paragraph.tail, None


# Lists --------------------------------------------------------------------------------------
def _is_list(element: HtmlElement) -> bool:
    if element.tag == "p":
        style = _style(element)
        if "mso-list:none" in style:
            return False
        return bool(_LIST_STYLE.search(style) or _LIST_CLASS.search(element.get("class") or ""))
    return element.tag == "div" and "ListContainerWrapper" in (element.get("class") or "")


def _rows(tree: HtmlElement) -> Iterator[list[HtmlElement]]:
    """Items that stand side by side with nothing between them."""
    found = [element for element in tree.iter("p", "div") if _is_list(element)]
    row: list[HtmlElement] = found[:1]
    for before, element in pairwise(found):
        if element.getprevious() is before and not (before.tail or "").strip():
            row.append(element)
        else:
            yield row
            row = [element]
    if row:
        yield row


def _items(element: HtmlElement) -> Iterator[Item]:
    if element.tag == "p":
        yield _word_item(element)
        return
    for item in element.iter("li"):
        level = item.get("data-aria-level") or ""
        parent = item.getparent()
        yield Item(
            item,
            min(int(level), _DEEPEST) if re.fullmatch(r"[0-9]{1,2}", level) else 1,
            parent.tag == "ol",
            item.get("data-listid") or "",
            parent.get("start") or "",
        )


def _word_item(paragraph: HtmlElement) -> Item:
    style = _style(paragraph)
    found = _LIST_STYLE.search(style)
    marker = _take_marker(paragraph)
    number = re.sub(r"\D", "", marker.split(".")[-2] if marker.count(".") > 1 else marker)
    return Item(
        paragraph,
        int(found[3]) if found and found[3] else _level_by_margin(style),
        bool(_NUMBER.match(marker)) or "MsoListNumber" in (paragraph.get("class") or ""),
        found[1] if found else "",
        number.lstrip("0")[:4],
    )


def _level_by_margin(style: str) -> int:
    margin = _MARGIN.search(style)
    if not margin or margin[1].count(".") > 1 or margin[1] == ".":
        return 1
    return max(1, min(_DEEPEST, round(float(margin[1]) / _STEP[margin[2]])))


def _take_marker(paragraph: HtmlElement) -> str:
    """Remove the drawn bullet or number, and say what it was."""
    for span in paragraph.iter("span"):
        if "mso-list:ignore" in _style(span):
            marker = span.text_content()
            span.drop_tree()
            return marker.strip(" \t\r\n\xa0")
    for element in paragraph.iter():
        if element.text and element.text.strip():
            if drawn := _DRAWN.match(element.text):
                element.text = element.text[drawn.end() :]
                return drawn[1]
            return ""
    return ""


def _nested(items: list[Item]) -> list[HtmlElement]:
    """The lists the items make, each inner one in the item it stands under."""
    tops: list[HtmlElement] = []
    open_lists: list[tuple[Item, HtmlElement]] = []
    for item in items:
        while open_lists and open_lists[-1][0].level > item.level:
            open_lists.pop()
        if open_lists and open_lists[-1][0].level == item.level:
            like = open_lists[-1][0]
            if (like.ordered, like.list_name) != (item.ordered, item.list_name):
                open_lists.pop()
        if not open_lists or open_lists[-1][0].level < item.level:
            made = Element("ol" if item.ordered else "ul")
            if item.ordered and item.start:
                made.set("start", item.start)
            if open_lists:
                open_lists[-1][1][-1].append(made)
            else:
                tops.append(made)
            open_lists.append((item, made))
        open_lists[-1][1].append(_as_li(item.element))
    return tops


def _as_li(element: HtmlElement) -> HtmlElement:
    item = Element("li")
    item.text = element.text
    if style := element.get("style"):
        item.set("style", style)
    item.extend(list(element))
    return item


def _replace(row: list[HtmlElement], lists: list[HtmlElement]) -> None:
    for made in lists:
        row[0].addprevious(made)
    if lists:
        lists[-1].tail = row[-1].tail
    for element in row:
        element.getparent().remove(element)
