"""Links of a text that lead to documents, as readers are shown them.

What a link leads to is said behind its words, as it is today: kind and size. A paragraph that is
nothing but a link to a recording becomes a player, and the link stays beside it.
"""

import re

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.template.loader import render_to_string
from django.urls import reverse
from lxml import html as lxml_html
from lxml.html import HtmlElement

from articles.document_kinds import Group
from articles.models import Document

DOCUMENTS = "/documents/"
PLAYED = {Group.SOUND: "audio", Group.FILM: "video"}

_START = rf"(?:{re.escape(settings.SITE_URL)})?{DOCUMENTS}([1-9]\d{{0,17}})/"
_LINK = re.compile(rf'href="{_START}')
_ADDRESS = re.compile(_START)
_SAYS_SO = re.compile(r"\([^()]*\)\Z")


def document_ids(html: str) -> list[int]:
    """Numbers of the documents a clean text links to, in order, each once."""
    return list(dict.fromkeys(int(number) for number in _LINK.findall(html)))


def number_in(address: str) -> int | None:
    found = _ADDRESS.match(address)
    return int(found[1]) if found else None


def show(
    tree: HtmlElement,
    known: dict[int, Document],
    *,
    on_paper: bool = False,
    in_desk: bool = False,
) -> None:
    """Change the links of the text to those of these documents. The desk has its own way to them:
    what is not published yet leads readers nowhere."""
    for link in list(tree.iter("a")):
        document = known.get(number_in(link.get("href", "")))
        if document is None:
            continue
        address = document.get_absolute_url()
        if in_desk:
            address = reverse("admin:articles_document_file", args=[document.pk])
        link.set("href", address)
        _say_what(link, document)
        paragraph = link.getparent()
        if not on_paper and document.group in PLAYED and _is_alone(link, paragraph):
            _play(paragraph, link, document)


def _say_what(link: HtmlElement, document: Document) -> None:
    """Not where the words say it already: “Budget (PDF)”."""
    words = link.text_content().strip()
    if (said := _SAYS_SO.search(words)) and document.kind in said[0].upper():
        return
    about = link.makeelement("span", {"class": "of-file"})
    about.text = f"({document.kind}, {filesizeformat(document.size)})"
    if len(link):
        link[-1].tail = f"{link[-1].tail or ''} "
    else:
        link.text = f"{link.text or ''} "
    link.append(about)


def _is_alone(link: HtmlElement, paragraph: HtmlElement) -> bool:
    apart = not (paragraph.text or "").strip() and not (link.tail or "").strip()
    return paragraph.tag == "p" and len(paragraph) == 1 and apart


def _play(paragraph: HtmlElement, link: HtmlElement, document: Document) -> None:
    link.tail = None
    element = PLAYED[document.group]
    context = {"document": document, "element": element, "address": link.get("href")}
    player = lxml_html.fragment_fromstring(
        render_to_string("articles/_player.html", context).strip()
    )
    player.find("figcaption").append(link)
    player.tail = paragraph.tail
    paragraph.getparent().replace(paragraph, player)
