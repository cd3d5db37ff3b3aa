"""Old addresses: how they are kept, and where each leads now.

Rows are kept for what cannot be told from the address: permalinks, files, categories. The rest is
worked out when somebody asks: ?p=12, feeds, later pages, dates.
"""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse

from articles import documents
from articles.models import Article, Author, Document, Rendition, Section, Tag
from newsroom.moving.models import OldAddress, Origin, Source
from newsroom.site.models import Page

LONGEST = 600
Outcome = Origin.Outcome
# Kinds that have no number among the posts.
TERMS = ("category", "tag", "author", "comment", "term")
NUMBERED = ("p", "page_id", "attachment_id")
NAMED = ("cat", "tag", "author", "author_name", "category_name")
ASKED = (*NUMBERED, *NAMED, "feed", "m", "paged")

_ENDINGS = re.compile(
    r"/(feed(/(rss2?|atom|rdf))?|page/\d{1,6}|comment-page-\d{1,6}|amp|embed|trackback|\d{1,3})\Z"
)
_DATES = re.compile(r"/((?:19|20)\d\d)(?:/(\d\d))?(?:/(\d\d))?\Z")


def host_of(host: str) -> str:
    """As hosts are kept: small letters, no `www.`, no port."""
    host = host.strip().lower().rstrip(".")
    host = host if host.startswith("[") else host.partition(":")[0]
    return host.removeprefix("www.")


def kept(path: str) -> str:
    """A path as it is kept; the query beside it where it has a part in the address."""
    made = normalize("NFC", unquote(path)).lower().rstrip("/")
    made = re.sub(r"/{2,}", "/", made)
    return (made if made.startswith("/") else f"/{made}")[:LONGEST]


def kept_address(address: str) -> str:
    """The path, and the query, of a whole address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    query = f"?{parts.query}" if parts.query else ""
    return (kept(parts.path) + query)[:LONGEST]


def asked_by_number(address: str) -> str:
    """“12” of `/?p=12` and its like; empty for all others."""
    try:
        query = dict(parse_qsl(urlsplit(address).query))
    except ValueError:
        return ""
    found = next((query[name] for name in NUMBERED if query.get(name)), "")
    return found if found.isascii() and found.isdigit() and len(found) < 20 else ""


@dataclass(frozen=True)
class Answer:
    """Where an old address leads; `gone` is 410. Without either nothing is told of it."""

    path: str = ""
    gone: bool = False


NOTHING, GONE = Answer(), Answer(gone=True)


def sources_of(host: str) -> list[Source]:
    """Sites that answered under this name, the ones in a folder of it first."""
    found = Source.objects.filter(hosts__contains=[host_of(host)])
    return sorted(found, key=lambda source: -len(source.key))


def answer(sources: list[Source], path: str, query: str) -> Answer:
    """What the old sites had at this address, as it stands today."""
    if "\x00" in path or "\x00" in unquote(query):
        return NOTHING  # nothing is called so, and the database refuses to ask
    for source in sources:
        found = _answer(source, path, query)
        if found != NOTHING:
            return found
    return NOTHING


def _answer(source: Source, path: str, query: str) -> Answer:
    wanted = kept(path)
    asked = dict(parse_qsl(query, keep_blank_values=True)) if query else {}
    folder = kept(urlsplit(source.base).path)
    folder = "" if folder == "/" else folder
    if asked and (found := _by_query(source, wanted, query, asked)):
        return found
    if (found := _by_path(source, wanted)) or (found := _without_ending(source, wanted)):
        return found
    if folder and not wanted.startswith(f"{folder}/") and wanted != folder:
        return NOTHING
    return _of_the_site(source, wanted[len(folder) :] or "/", asked)


def _by_query(source: Source, path: str, query: str, asked: dict) -> Answer | None:
    number = next((asked[name] for name in NUMBERED if asked.get(name)), "")
    if number:
        found = Origin.objects.filter(source=source, foreign_id=number[:190])
        # Of several things under one number readers knew the public one.
        found = found.exclude(kind__in=TERMS).order_by("-public", "twin").first()
        if found is None:
            row = _row(source, f"/?p={number}"[:LONGEST])
            found = row.origin if row else None
        return _lead(found, path)
    names = [f"/?{name}={asked[name]}"[:LONGEST] for name in NAMED if asked.get(name)]
    exact = [f"{path}?{query}"[:LONGEST], *names]
    row = _row(source, *exact)
    return _lead(row.origin, path) if row else None


def _by_path(source: Source, path: str) -> Answer | None:
    row = _row(source, path)
    return _lead(row.origin, path) if row else None


def _row(source: Source, *paths: str) -> OldAddress | None:
    rows = OldAddress.objects.filter(source=source, path__in=paths)
    return rows.select_related("origin").first()


def _without_ending(source: Source, path: str) -> Answer | None:
    """Feeds and later pages of what stood there."""
    shorter = _ENDINGS.sub("", path)
    if not shorter or shorter == path:
        return None
    row = _row(source, shorter)
    if row is None:
        return None
    found = _lead(row.origin, shorter)
    with_feed = row.origin.outcome in (Outcome.SECTION, Outcome.TAG, Outcome.AUTHOR)
    if found.path and with_feed and "/feed" in path[len(shorter) :]:
        return Answer(f"{found.path}feed/")
    return found


def _of_the_site(source: Source, path: str, asked: dict) -> Answer:
    if path == "/" and not asked:
        return Answer("/")
    if asked.get("feed") or re.fullmatch(r"(/comments)?/feed(/(rss2?|atom|rdf))?", path):
        return Answer("/feed/atom/" if "atom" in (asked.get("feed", "") + path) else "/feed/")
    if path == "/" and (asked.get("m") or asked.get("paged")):
        digits = re.fullmatch(r"((?:19|20)\d\d)(\d\d)?(\d\d)?", asked.get("m", ""))
        path = "/" + "/".join(filter(None, digits.groups())) if digits else path
        if path == "/":
            return Answer("/")
    if re.fullmatch(r"/page/\d{1,6}", path):
        return Answer("/")
    dated = _DATES.match(_ENDINGS.sub("", path) if "page" in path or "feed" in path else path)
    if dated and _had_stories(source, day := [int(part) for part in dated.groups() if part]):
        return Answer(_days(*day))
    return NOTHING


def _days(year: int, month: int = 0, day: int = 0) -> str:
    """The stories of a year, a month or a day."""
    last = day or (monthrange(year, month)[1] if month else 31)
    since, until = date(year, month or 1, day or 1), date(year, month or 12, last)
    return f"{reverse('articles:search')}?since={since}&until={until}"


def _had_stories(source: Source, day: list[int]) -> bool:
    stories = Origin.objects.filter(source=source, public=True, outcome=Origin.Outcome.STORY)
    published = Article.objects.published().filter(pk__in=stories.values("object_id"))
    names = ("year", "month", "day")
    asked = {f"published_at__{name}": number for name, number in zip(names, day, strict=False)}
    return published.filter(**asked).exists()


def _lead(origin: Origin | None, path: str) -> Answer:
    """Where a thing of the old site is now. What was never public tells nothing."""
    if origin is None or not origin.public:
        return NOTHING
    found = place_of(origin, path)
    return found if found is not None else GONE


def place_of(origin: Origin, path: str = "") -> Answer | None:
    handler = {
        Outcome.STORY: _story,
        Outcome.PAGE: _page,
        Outcome.SECTION: _section,
        Outcome.TAG: _tag,
        Outcome.AUTHOR: _author,
        Outcome.PICTURE: _picture,
    }.get(origin.outcome)
    if origin.outcome == Outcome.DOCUMENT:
        return _document(origin)
    if origin.kind == "attachment":
        return _file(origin, path)
    return handler(origin) if handler else None


def _story(origin: Origin) -> Answer | None:
    known = Q(status="withdrawn") | Q(status="published", published_at__lte=Now())
    story = Article.objects.filter(known, pk=origin.object_id).only("status", "path").first()
    if story is None:
        # A draft again: nobody is told that it is there.
        return NOTHING if Article.objects.filter(pk=origin.object_id).exists() else GONE
    return GONE if story.status == Article.Status.WITHDRAWN else Answer(story.path)


def _page(origin: Origin) -> Answer | None:
    page = Page.objects.filter(pk=origin.object_id).only("slug").first()
    return Answer(page.get_absolute_url()) if page else None


def _section(origin: Origin) -> Answer | None:
    section = Section.objects.open().filter(pk=origin.object_id).first()
    return Answer(section.get_absolute_url()) if section else None


def _tag(origin: Origin) -> Answer | None:
    tag = Tag.objects.filter(pk=origin.object_id).first()
    used = tag and Article.objects.published().tagged(tag).exists()
    return Answer(tag.get_absolute_url()) if used else None


def _author(origin: Origin) -> Answer | None:
    author = Author.objects.filter(pk=origin.object_id).first()
    return Answer(author.get_absolute_url()) if author else None


def _picture(origin: Origin) -> Answer | None:
    """The largest of the whole picture that every browser shows."""
    sizes = Rendition.objects.filter(image=origin.object_id, ratio="full", format="jpeg")
    row = sizes.order_by("-width").first()
    return Answer(row.file.url) if row else None


def _document(origin: Origin) -> Answer | None:
    """Its file's address and its page alike; nothing is told of one readers may not have."""
    if found := documents.public().filter(pk=origin.object_id).first():
        return Answer(found.get_absolute_url())
    return NOTHING if Document.objects.filter(pk=origin.object_id).exists() else GONE


def _file(origin: Origin, path: str) -> Answer | None:
    """A file's own address leads to the picture; its page to the story it hung on."""
    is_file = bool(re.search(r"\.\w{2,5}\Z", path)) and "/uploads/" in path
    picture = origin.outcome == Outcome.PICTURE
    if picture and is_file and (found := _picture(origin)):
        return found
    if origin.parent:
        parent = Origin.objects.filter(
            source=origin.source_id, foreign_id=origin.parent, twin=0, public=True
        ).exclude(kind__in=[*TERMS, "attachment"])
        for one in parent[:1]:
            if found := place_of(one):
                return found
    if picture:
        story = (
            Article.objects.published()
            .filter(Q(lead_image=origin.object_id) | Q(body_images=origin.object_id))
            .order_by("-published_at")
            .first()
        )
        return Answer(story.path) if story else _picture(origin)
    return None


def homes(source: Source, wanted: Iterable[str]) -> dict[str, str]:
    """Where links of texts lead now: addresses as written, to paths. Few queries for many."""
    by_path: dict[str, list[str]] = {}
    by_number: dict[str, list[str]] = {}
    for address in wanted:
        if number := asked_by_number(address):
            by_number.setdefault(number, []).append(address)
        elif path := kept_address(address.partition("#")[0]):
            by_path.setdefault(path, []).append(address)
            shorter = _ENDINGS.sub("", path.partition("?")[0])
            if shorter != path:
                by_path.setdefault(shorter, []).append(address)
    found: dict[str, str] = {}
    rows = OldAddress.objects.filter(source=source, path__in=by_path).exclude(origin__path="")
    for path, home in rows.values_list("path", "origin__path"):
        for address in by_path[path]:
            found.setdefault(address, home)
    numbered = Origin.objects.filter(source=source, foreign_id__in=by_number).order_by("twin")
    numbered = numbered.exclude(path="").exclude(kind__in=TERMS)
    for number, home in numbered.values_list("foreign_id", "path"):
        for address in by_number[number]:
            found.setdefault(address, home)
    return {
        address: f"{home}#{fragment}" if (fragment := address.partition("#")[2]) else home
        for address, home in found.items()
    }
