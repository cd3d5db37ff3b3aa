"""The body of a story: sanitised HTML whose top-level elements are its blocks."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from lxml import html as lxml_html

from articles import anchors, document_links, embeds
from articles.models import Article, Document, Image
from newsroom.kit.html import allowed, sanitise
from newsroom.kit.slugs import slugify
from newsroom.kit.templatetags.moments import day_and_time, instant

HEADINGS = ("h2", "h3", "h4")
FEWEST_IN_CONTENTS = 3
# Ids the pages around a body use themselves; tests/articles/test_body.py keeps this in step.
OF_THE_PAGE = re.compile(
    r"(account|ask|categories|comments?|day|earlier|find|follow|latest|lead|lines|long-read|main|menu|more|"
    r"note|opinion|popular|q|reading|reason|related|respond|rest|results|share|stories|suggested|text|toc|"
    r"whats-on)"
    r"(-title|-h|-box|-menu|-error|-hint|-text|-\d+)?\Z|"
    r"(nav|nl|section|foot|id|style|dk|w|comment|rnote)[-_]"
)
BETWEEN_WORDS = re.compile(
    r"</?(p|h[234]|[uo]l|li|table|caption|tr|t[hd]|blockquote|footer|aside|fig\w+|hr|pre|br)\b[^>]*>"
)
STORY_ID = re.compile(r'<figure class="story" data-story-id="(\d+)">')
TAG = re.compile(r'<[^<>"]*(?:"[^"]*"[^<>"]*)*>')


@dataclass(frozen=True)
class Heading:
    level: int
    id: str
    text: str


def _tree(html: str):
    return lxml_html.fragment_fromstring(html, create_parent="div")


def _inner(tree) -> str:
    text = (tree.text or "") + "".join(
        lxml_html.tostring(child, encoding="unicode") for child in tree
    )
    return text.strip()


def clean(html: str, before: str = "") -> str:
    """Sanitised, every heading with an id. An id that is there stays when the words change.

    `before` is the text this one replaces: what was written anew there takes its ids over.
    """
    tree = _tree(sanitise(html, embeds.recognise))
    if before:
        former = [
            (h.get("id", ""), h.text_content().strip()) for h in _tree(before).iter(*HEADINGS)
        ]
        anchors.keep(list(tree.iter(*HEADINGS)), former)
    taken: set[str] = set()
    for heading in tree.iter(*HEADINGS):
        wanted = heading.get("id") or slugify(heading.text_content()) or "part"
        if OF_THE_PAGE.match(wanted):
            wanted = f"part-{wanted}"
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted}-{number}"
        taken.add(name)
        heading.set("id", name)
        if time := heading.attrib.pop("data-time", ""):
            heading.set("data-time", time)  # after the id, as cleaning again writes it
    return allowed(_inner(tree))


def headings(html: str) -> list[Heading]:
    """The headings readers jump to; those inside a fact box belong to it alone."""
    return [
        Heading(int(h.tag[1]), h.get("id", ""), h.text_content().strip().rstrip(": \xa0"))
        for h in _tree(html)
        if h.tag in HEADINGS
    ]


def contents(article: Article) -> list[Heading]:
    """The headings of the contents box; empty where the story shows none."""
    if article.contents == Article.Contents.OFF:
        return []
    found = [h for h in headings(article.body) if h.level < 4]
    enough = len(found) >= FEWEST_IN_CONTENTS or article.contents == Article.Contents.ON
    return found if enough else []


def first_skipped_level(html: str) -> Heading | None:
    """The first heading more than one level below the one before it; the headline is level 1."""
    above = 1
    for heading in headings(html):
        if heading.level > above + 1:
            return heading
        above = heading.level
    return None


def image_ids(html: str) -> list[int]:
    """Ids of all pictures in the body, in order, each once."""
    if "<figure" not in html:
        return []
    return list(dict.fromkeys(n for figure in _tree(html).iter("figure") for n in _ids(figure)))


def story_ids(html: str) -> list[int]:
    """Numbers of the stories that stand as cards in the text, in order, each once."""
    return list(dict.fromkeys(int(number) for number in STORY_ID.findall(html)))


def _ids(figure) -> list[int]:
    named = f"{figure.get('data-image-id', '')} {figure.get('data-image-ids', '')}"
    return [int(number) for number in re.findall(r"\d+", named)]


def links(html: str) -> set[str]:
    return {a.get("href") for a in _tree(html).iter("a") if a.get("href")}


def plain_text(html: str) -> str:
    """The words of clean HTML in one line."""
    return " ".join(unescape(TAG.sub("", BETWEEN_WORDS.sub(" ", html))).split())


def parts(html: str) -> list[tuple]:
    """Each large heading, and the words that follow it up to the next."""
    found: list[tuple] = []
    for block in _tree(html):
        if block.tag == "h2":
            found.append((block, []))
        elif found:
            block.tail = None
            found[-1][1].append(plain_text(lxml_html.tostring(block, encoding="unicode")))
    return [(heading, " ".join(filter(None, words))) for heading, words in found]


def word_count(html: str) -> int:
    return len(plain_text(html).split())


def render(
    html: str,
    images: dict[int, Image],
    stories: dict[int, Article] | None = None,
    documents: dict[int, Document] | None = None,
    *,
    on_paper: bool = False,
    in_desk: bool = False,
) -> SafeString:
    """What a reader gets. Pictures and stories that are not among these leave nothing behind; a
    link to a document that is not stays a link."""
    tree = _tree(sanitise(html, embeds.recognise))
    for figure in list(tree.iter("figure")):
        _replace(figure, _figure(figure, images, stories or {}))
    for table in list(tree.iter("table")):
        _frame(table)
    for code in tree.iter("pre"):
        code.set("tabindex", "0")  # long lines scroll, with the keyboard too
    for heading in tree.iter("h2"):
        _say_when(heading)
    if documents:
        document_links.show(tree, documents, on_paper=on_paper, in_desk=in_desk)
    if on_paper:
        _for_paper(tree)
    # lxml does not know that <source> has no end.
    return mark_safe(_inner(tree).replace("</source>", ""))


def entry_time(heading) -> datetime | None:
    """When the entry that begins here was written; None for a heading that begins none."""
    try:
        return datetime.fromisoformat(heading.get("data-time", ""))
    except ValueError:  # also the thirty-first of a month of thirty days
        return None


def _say_when(heading) -> None:
    at = entry_time(heading)
    heading.attrib.pop("data-time", None)
    if at is None:
        return
    said = heading.makeelement("time", {"datetime": instant(at)})
    said.text = f"{day_and_time(at)} {date_format(timezone.localtime(at), 'T')}"
    said.tail, heading.text = f" {heading.text or ''}", None
    heading.insert(0, said)


def _for_paper(tree) -> None:
    """A printed address is of no use without its host, nor a picture that waits to be seen."""
    for link in tree.iter("a"):
        if link.get("href", "").startswith("/"):
            link.set("href", f"{settings.SITE_URL}{link.get('href')}")
    for picture in tree.iter("img"):
        picture.attrib.pop("loading", None)


def _frame(table) -> None:
    """A wide table scrolls inside its own frame, with the keyboard too. No landmark: there may be
    many in a story, and of one name."""
    caption = table.find("caption")
    name = caption.text_content().strip() if caption is not None else ""
    frame = table.makeelement(
        "div",
        {"class": "table", "role": "group", "tabindex": "0", "aria-label": name or _("Table")},
    )
    table.getparent().replace(table, frame)
    frame.tail, table.tail = table.tail, None
    frame.append(table)


def _figure(figure, images: dict[int, Image], stories: dict[int, Article]) -> str:
    kind = figure.get("class", "")
    if kind == "story":
        story = stories.get(int(figure.get("data-story-id", 0)))
        return render_to_string("articles/_story.html", {"story": story}) if story else ""
    caption = figure.find("figcaption")
    words = mark_safe(_inner(caption)) if caption is not None else ""
    if kind == "embed":
        found = embeds.find(figure.get("data-address"))
        context = {"embed": found, "caption": words}
        return render_to_string("articles/_embed.html", context) if found else ""
    shown = _known(_ids(figure), images)
    if not shown:
        return ""
    return render_to_string(
        "articles/_figure.html", {"images": shown, "caption": words, "gallery": kind == "gallery"}
    )


def _known(ids: Iterable[int], images: dict[int, Image]) -> list[Image]:
    """Those that are there and may be shown."""
    found = (images.get(number) for number in ids)
    return [image for image in found if image and image.is_cleared]


def _replace(element, markup: str) -> None:
    parent = element.getparent()
    if markup.strip():
        made = lxml_html.fragment_fromstring(markup.strip())
        made.tail = element.tail
        parent.replace(element, made)
    else:
        element.drop_tree()
