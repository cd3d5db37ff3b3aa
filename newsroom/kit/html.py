"""Cleans HTML to what the body of a story may hold, and nothing else.

Three steps: nh3 reads whatever came as a browser would and drops what is dangerous; the tree
is rewritten as blocks (`cleaning/flow.py`), with what Word does put right (`cleaning/paste.py`);
nh3 with the short list below has the final word.
"""

import re
from html import escape

import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from lxml import html as lxml_html

from newsroom.kit.cleaning import blocks, paste
from newsroom.kit.cleaning.addresses import SCHEMES, safe_address, web_address
from newsroom.kit.cleaning.flow import Flow
from newsroom.kit.cleaning.runs import clean_characters

TAGS = {
    "p", "h2", "h3", "h4", "ul", "ol", "li", "table", "caption", "thead", "tbody", "tr", "th", "td",
    "blockquote", "footer", "aside", "figure", "figcaption", "hr", "pre", "code",
    "strong", "em", "a", "br", "sub", "sup", "s",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "h2": {"id", "data-time"},
    "h3": {"id"},
    "h4": {"id"},
    "ol": {"start"},
    "th": {"scope", "colspan", "rowspan"},
    "td": {"colspan", "rowspan"},
    "figure": {"data-image-id", "data-image-ids", "data-provider", "data-address", "data-story-id"},
}
CLASSES = {
    "blockquote": {"pull"},
    "aside": {"factbox"},
    "figure": {"image", "gallery", "embed", "story"},
}
VALUES = {
    "id": blocks.HEADING_ID,
    "start": blocks.START,
    "colspan": blocks.SPAN,
    "rowspan": blocks.SPAN,
    "scope": re.compile(r"(col|row)(group)?\Z"),
    "data-time": blocks.ENTRY_TIME,
    "data-image-id": blocks.ROW_ID,
    "data-image-ids": blocks.IMAGE_IDS,
    "data-story-id": blocks.ROW_ID,
    "data-provider": blocks.PROVIDER,
}

# What the walk can read. Elements that are not named here lose their tags, so anything that
# stands apart on a page is named, or its words would stick to their neighbours.
READ = TAGS | {
    "abbr", "acronym", "address", "article", "audio", "b", "big", "button", "center", "cite",
    "data", "dd", "del", "details", "dfn", "dialog", "dir", "div", "dl", "dt", "embed", "fieldset",
    "font", "form", "h1", "h5", "h6", "header", "hgroup", "i", "iframe", "img", "ins", "kbd",
    "label", "legend", "listing", "main", "mark", "menu", "nav", "object", "option", "param",
    "picture", "q", "samp", "search", "section", "select", "small", "source", "span", "strike",
    "summary", "textarea", "tfoot", "time", "tt", "u", "var", "video",
}  # fmt: skip
READ_ATTRIBUTES = {
    "*": {"class", "id", "style", "role", "title", "aria-level", "aria-label"},
    "a": {"href", "name"},
    "blockquote": {"cite"},
    "img": {"src", "alt", "width", "height"},
    "iframe": {"src"},
    "embed": {"src"},
    "object": {"data"},
    "param": {"name", "value"},
    "video": {"src"},
    "audio": {"src"},
    "source": {"src"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
}
UNREADABLE = {
    "script",
    "style",
    "title",
    "template",
    "noscript",
    "noembed",
    "noframes",
    "svg",
    "xml",
}
DEEPEST = 100
# Characters after what is never kept (pictures in the text, styles) is gone: about a book.
LONGEST = 1_000_000

_BLANK_BETWEEN = re.compile(r"\S[ \t\xa0]*\n[ \t\xa0]*\n\s*\S")
_CAPTION = re.compile(r"\[caption\b([^\]]{0,1000})\]")
_SHORTCODE_WORDS = re.compile(r'\bcaption=(["\'])(.*?)\1')


def sanitise(html: str, recognise: blocks.Recognise | None = None) -> str:
    """The clean form of `html`: blocks only at the top, nothing in it that is not allowed.

    Cleaning what is clean changes nothing. `recognise` tells which addresses may be embedded
    and as what; without it frames become links. Raises ValidationError beyond LONGEST.
    """
    for _attempt in range(4):
        clean = allowed(_rewrite(html, recognise))
        if clean == html:
            return clean
        html = clean
    # Something shifts with every pass. Its words are safe; nothing seen so far gets here.
    return allowed("".join(f"<p>{escape(text)}</p>" for text in _texts(html)))


def allowed(html: str) -> str:
    """The short list alone, whatever the text claims to be."""
    return _strict.clean(html)


def _rewrite(html: str, recognise: blocks.Recognise | None) -> str:
    tree = _tree(_captions(clean_characters(html)))
    if tree is None:
        return "".join(f"<p>{escape(text)}</p>" for text in _texts(html))
    paste.mend(tree)
    flow = Flow("page", recognise=recognise, newlines=_is_unmarked(tree), moved=[])
    flow.children(tree, ())
    made = flow.finish()
    while made and made[-1].tag == "hr":
        made.pop()
    return "".join(block.html() for block in made)


def _tree(html: str) -> lxml_html.HtmlElement | None:
    """The tree a browser would make of it, or None when it is nested beyond sense."""
    read = clean_characters(_wide.clean(html))
    if len(read) > LONGEST:
        raise ValidationError(_("The text is longer than a million characters. Split it."))
    depth = deepest = 0
    for tag in re.finditer(r"<(/?)([a-z]+)[^>]*>", read):
        if tag[2] in ("br", "hr", "img", "source", "embed", "param"):
            continue
        depth += -1 if tag[1] else 1
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        return None
    parser = lxml_html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True)
    document = lxml_html.document_fromstring(
        f"<html><body><div>{read}</div></body></html>".encode(), parser=parser
    )
    return document.find("body/div")


def _texts(html: str) -> list[str]:
    plain = nh3.clean(re.sub(r"<", " <", html), tags=set(), clean_content_tags=UNREADABLE)
    text = lxml_html.fromstring(f"<div>{plain}</div>").text_content()
    return [words for part in text.split("\n") if (words := " ".join(part.split()))]


def _is_unmarked(tree: lxml_html.HtmlElement) -> bool:
    """Paragraphs told apart by blank lines, as WordPress stored them before blocks."""
    text = tree.text or ""
    for child in tree:
        if child.tag in Flow.INLINE_TAGS:
            text += child.text_content()
        elif child.tag != "br":
            if _BLANK_BETWEEN.search(text):
                return True
            text = ""
        text += child.tail or ""
    return bool(_BLANK_BETWEEN.search(text))


def _captions(html: str) -> str:
    """[caption]<img> words[/caption] as a figure; where no picture is inside, it is just text."""
    out, position = [], 0
    while match := _CAPTION.search(html, position):
        end = html.find("[/caption]", match.end())
        inner = html[match.end() : end] if end > 0 else ""
        picture = inner.rfind("<img")
        closing = inner.find(">", picture)
        if end < 0 or picture < 0 or closing < 0 or "[caption" in inner:
            out.append(html[position : match.end()])
            position = match.end()
            continue
        if inner[closing + 1 :].startswith("</a>"):
            closing += 4
        words = inner[closing + 1 :].strip()
        if not words and (said := _SHORTCODE_WORDS.search(match[1])):
            words = said[2]
        out.append(html[position : match.start()])
        out.append(f"<figure>{inner[: closing + 1]}<figcaption>{words}</figcaption></figure>")
        position = end + len("[/caption]")
    return "".join(out) + html[position:]


def _value(tag: str, name: str, value: str) -> str | None:
    """Every attribute that is kept has one of few shapes."""
    if name == "class":
        return value
    if name == "href":
        return value if safe_address(value) == value else None
    if name == "data-address":
        return value if web_address(value) == value else None
    shape = VALUES.get(name)
    return value if shape and shape.match(value) else None


_strict = nh3.Cleaner(
    tags=TAGS,
    attributes=ATTRIBUTES,
    allowed_classes=CLASSES,
    attribute_filter=_value,
    url_schemes=set(SCHEMES),
    link_rel=None,
    clean_content_tags=UNREADABLE,
)
_wide = nh3.Cleaner(
    tags=READ,
    attributes=READ_ATTRIBUTES,
    generic_attribute_prefixes={"data-"},
    url_schemes=set(SCHEMES),
    link_rel=None,
    clean_content_tags=UNREADABLE,
)
