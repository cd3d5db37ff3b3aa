"""RSS and Atom: the newest stories of the paper, a section, an author or a topic, whole."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from articles import cards
from articles.access import is_open
from articles.feed_text import full_text
from articles.metadata import absolute, changed_at, w3c
from articles.models import Article
from articles.renditions import largest
from newsroom.kit import xml
from newsroom.site.models import SiteSettings

LONGEST = 50
MINUTES_TO_LIVE = 15
RSS = {
    "atom": "http://www.w3.org/2005/Atom",
    "content": "http://purl.org/rss/1.0/modules/content/",
    "dc": "http://purl.org/dc/elements/1.1/",
    "media": "http://search.yahoo.com/mrss/",
}
ATOM = {None: RSS["atom"], "media": RSS["media"]}
TYPES = {"rss": "application/rss+xml", "atom": "application/atom+xml"}


@dataclass(frozen=True)
class Channel:
    """What a feed is about; `path` is that of its page."""

    title: str
    description: str
    path: str

    def address(self, kind: str) -> str:
        return absolute(f"{self.path}feed/{'atom/' if kind == 'atom' else ''}")


@dataclass(frozen=True)
class Mark:
    """What a reader who has the feed already shows, to be told that nothing changed."""

    etag: str
    since: datetime


def newest(stories) -> list[Article]:
    """The stories of a feed without their texts, which only a changed feed needs."""
    told = stories.newest_first().for_reading().defer("body")
    found = list(told.prefetch_related("tags", "body_images__renditions")[:LONGEST])
    cards.attach(found)
    return found


def mark(channel: Channel, kind: str, stories: list[Article], site: SiteSettings) -> Mark:
    """Two feeds of one mark are the same bytes.

    The time is when this state was first seen, and not the newest of the stories' times: a story
    that is withdrawn changes the feed and leaves nothing newer behind.
    """
    told = [channel, kind, get_language(), site.name, *map(_state, stories)]
    digest = hashlib.sha256(repr(told).encode()).hexdigest()[:32]
    key = f"feed:{hashlib.sha256(channel.address(kind).encode()).hexdigest()[:32]}"
    known = cache.get(key)
    if not known or known[0] != digest:
        known = (digest, timezone.now().replace(microsecond=0))
        cache.set(key, known, timeout=None)
    return Mark(f'"{known[0]}"', known[1])


def _state(story: Article) -> tuple:
    images = filter(None, [story.lead_image, *story.body_images.all()])
    return (
        story.pk, is_open(story), story.path, story.saved_at, story.version, story.published_at,
        story.updated_at,
        [(s.name, s.path) for s in _sections(story)],
        [(a.name, a.slug) for a in story.byline_authors],
        sorted(tag.name for tag in story.tags.all()),
        story.credit, *map(_image_state, images),
        [(card.headline, card.path) for card in story.cards.values()],
    )  # fmt: skip


def _image_state(image) -> tuple:
    files = [file.file.name for file in image.renditions.all() if file.format == "jpeg"]
    return (image.pk, image.is_cleared, image.alt_text, image.caption, image.credit, files)


def _sections(story: Article) -> list:
    return [section for section in story.all_sections if not section.is_hidden]


def write(channel: Channel, kind: str, stories: list[Article], site: SiteSettings) -> bytes:
    bodies = dict(Article.objects.filter(pk__in=[s.pk for s in stories]).values_list("pk", "body"))
    for story in stories:
        story.body = bodies.get(story.pk, "")
    tell = _rss if kind == "rss" else _atom
    return xml.document(tell(channel, stories, site))


def identity(story: Article) -> str:
    """The same for ever, wherever the story moves (RFC 4151)."""
    host = urlsplit(settings.SITE_URL).hostname
    return f"tag:{host},{story.created_at.year}:story/{story.pk}"


def _rss(channel: Channel, stories, site):
    tree = xml.root("rss", RSS, version="2.0")
    top = xml.element(tree, "channel")
    xml.element(top, "title", channel.title)
    xml.element(top, "link", absolute(channel.path))
    xml.element(top, "description", channel.description or channel.title)
    xml.element(top, "language", get_language())
    xml.element(top, "copyright", site.name)
    if stories:
        xml.element(top, "lastBuildDate", mail_date(max(map(changed_at, stories))))
    xml.element(top, "ttl", str(MINUTES_TO_LIVE))
    own = channel.address("rss")
    xml.element(top, "atom:link", href=own, rel="self", type=TYPES["rss"])
    for story in stories:
        _rss_item(top, story)
    return tree


def _rss_item(top, story: Article) -> None:
    item = xml.element(top, "item")
    xml.element(item, "title", story.headline)
    xml.element(item, "link", absolute(story.path))
    xml.element(item, "guid", identity(story), isPermaLink="false")
    xml.element(item, "pubDate", mail_date(story.published_at))
    xml.element(item, "atom:updated", w3c(changed_at(story)))
    for author in story.byline_authors:
        xml.element(item, "dc:creator", author.name)
    xml.element(item, "dc:language", story.language or get_language())
    for section in _sections(story):
        xml.element(item, "category", section.name, domain=absolute(section.get_absolute_url()))
    for tag in story.tags.all():
        xml.element(item, "category", tag.name, domain=absolute(tag.get_absolute_url()))
    xml.element(item, "description", story.standfirst)
    xml.element(item, "content:encoded", full_text(story))
    if length := _picture(item, story):
        file = largest(story.lead_image, "16x9")
        url = absolute(file.file.url)
        xml.element(item, "enclosure", url=url, length=length, type="image/jpeg")


def _atom(channel: Channel, stories, site):
    tree = xml.root("feed", ATOM)
    tree.set(f"{xml.XML}lang", get_language())
    xml.element(tree, "id", channel.address("atom"))
    xml.element(tree, "title", channel.title)
    if channel.description:
        xml.element(tree, "subtitle", channel.description)
    newest_change = max(map(changed_at, stories), default=before_any_story())
    xml.element(tree, "updated", w3c(newest_change))
    xml.element(tree, "link", rel="self", type=TYPES["atom"], href=channel.address("atom"))
    page = absolute(channel.path)
    xml.element(tree, "link", rel="alternate", type="text/html", href=page)
    paper = xml.element(tree, "author")
    xml.element(paper, "name", site.name)
    xml.element(paper, "uri", absolute("/"))
    xml.element(tree, "rights", site.name)
    for story in stories:
        _entry(tree, story)
    return tree


def _entry(tree, story: Article) -> None:
    entry = xml.element(tree, "entry")
    entry.set(f"{xml.XML}lang", story.language or get_language())
    xml.element(entry, "id", identity(story))
    xml.element(entry, "title", story.headline)
    address = absolute(story.path)
    xml.element(entry, "link", rel="alternate", type="text/html", href=address)
    xml.element(entry, "published", w3c(story.published_at))
    xml.element(entry, "updated", w3c(changed_at(story)))
    for author in story.byline_authors:
        person = xml.element(entry, "author")
        xml.element(person, "name", author.name)
        xml.element(person, "uri", absolute(author.get_absolute_url()))
    for section in _sections(story):
        scheme = absolute("/")
        xml.element(entry, "category", term=section.path, label=section.name, scheme=scheme)
    for tag in story.tags.all():
        xml.element(entry, "category", term=tag.slug, label=tag.name, scheme=absolute("/tag/"))
    if story.standfirst:
        xml.element(entry, "summary", story.standfirst)
    xml.element(entry, "content", full_text(story), type="html")
    if length := _picture(entry, story):
        url = absolute(largest(story.lead_image, "16x9").file.url)
        xml.element(entry, "link", rel="enclosure", type="image/jpeg", length=length, href=url)


def _picture(item, story: Article) -> int:
    """Tell of the lead picture; the length of its file, 0 where there is none."""
    file = largest(story.lead_image, "16x9")
    if not file:
        return 0
    try:
        length = file.file.size
    except OSError:
        return 0
    size = {"width": file.width, "height": file.height, "fileSize": length}
    url = absolute(file.file.url)
    media = xml.element(item, "media:content", url=url, medium="image", type="image/jpeg", **size)
    if words := story.lead_image.alt_text:
        xml.element(media, "media:description", words, type="plain")
    if story.credit:
        xml.element(media, "media:credit", story.credit)
    return length


def mail_date(moment: datetime) -> str:
    return format_datetime(timezone.localtime(moment).replace(microsecond=0))


def before_any_story() -> datetime:
    return datetime(2000, 1, 1, tzinfo=timezone.get_default_timezone())
