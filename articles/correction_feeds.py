"""RSS and Atom of what the paper put right."""

import hashlib

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from articles.feeds import ATOM, RSS, TYPES, Channel, before_any_story, identity, mail_date
from articles.metadata import absolute, w3c
from articles.models import ReaderNote
from newsroom.kit import xml
from newsroom.site.models import SiteSettings

__all__ = ["LONGEST", "TYPES", "mark", "write"]
LONGEST = 50


def channel(site: SiteSettings) -> Channel:
    words = {"part": _("Corrections"), "paper": site.name}
    return Channel(_("%(part)s | %(paper)s") % words, _("What we put right."), "/corrections/")


def mark(kind: str, notes: list[ReaderNote], site: SiteSettings) -> str:
    """Two feeds of one mark are the same bytes."""
    told = [kind, get_language(), site.name]
    told += [(n.pk, n.kind, n.text, n.at, n.article.headline, n.article.path) for n in notes]
    return f'"{hashlib.sha256(repr(told).encode()).hexdigest()[:32]}"'


def write(kind: str, notes: list[ReaderNote], site: SiteSettings) -> bytes:
    return xml.document((_rss if kind == "rss" else _atom)(channel(site), notes, site))


def _title(note: ReaderNote) -> str:
    return f"{note.get_kind_display()}: {note.article.headline}"


def _rss(about: Channel, notes, site):
    tree = xml.root("rss", RSS, version="2.0")
    top = xml.element(tree, "channel")
    xml.element(top, "title", about.title)
    xml.element(top, "link", absolute(about.path))
    xml.element(top, "description", about.description)
    xml.element(top, "language", get_language())
    own = about.address("rss")
    xml.element(top, "atom:link", href=own, rel="self", type=TYPES["rss"])
    for note in notes:
        item = xml.element(top, "item")
        xml.element(item, "title", _title(note))
        xml.element(item, "link", absolute(note.article.path))
        xml.element(item, "guid", f"{identity(note.article)}#{note.pk}", isPermaLink="false")
        xml.element(item, "pubDate", mail_date(note.at))
        xml.element(item, "description", note.text)
    return tree


def _atom(about: Channel, notes, site):
    tree = xml.root("feed", ATOM)
    tree.set(f"{xml.XML}lang", get_language())
    xml.element(tree, "id", about.address("atom"))
    xml.element(tree, "title", about.title)
    newest = max((note.at for note in notes), default=before_any_story())
    xml.element(tree, "updated", w3c(newest))
    xml.element(tree, "link", rel="self", type=TYPES["atom"], href=about.address("atom"))
    page = absolute(about.path)
    xml.element(tree, "link", rel="alternate", type="text/html", href=page)
    xml.element(xml.element(tree, "author"), "name", site.name)
    for note in notes:
        entry = xml.element(tree, "entry")
        xml.element(entry, "id", f"{identity(note.article)}#{note.pk}")
        xml.element(entry, "title", _title(note))
        address = absolute(note.article.path)
        xml.element(entry, "link", rel="alternate", type="text/html", href=address)
        xml.element(entry, "published", w3c(note.at))
        xml.element(entry, "updated", w3c(note.at))
        xml.element(entry, "summary", note.text)
    return tree
