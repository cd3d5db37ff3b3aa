"""The first walk through the files: what is to come, under which address, and what is left out.

Afterwards every link of every text can be led to its new place, whichever stands first in a file.
Nothing of it is seen by readers; begun again after a stop it comes to the same.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils import timezone

from articles.models import Article, Redirect
from newsroom.kit.copying import copy_in
from newsroom.kit.slugs import reserved_words
from newsroom.moving.actions.asking import Moving
from newsroom.moving.actions.files import about, is_document, is_picture
from newsroom.moving.addresses import asked_by_number, kept, kept_address
from newsroom.moving.bodies.surroundings import file_key, host_of
from newsroom.moving.dates import local_day, moment
from newsroom.moving.items import Item
from newsroom.moving.kinds import INTERNAL, is_public
from newsroom.moving.models import OldAddress, Origin
from newsroom.moving.texts import slug_of
from newsroom.site.models import Page, TakenPath

BATCH = 500
STORY_PATH = re.compile(r"/\d{4}/\d{2}/\d{2}/[a-z0-9-]{1,100}\Z")
LONGEST_SLUG = 70
Outcome = Origin.Outcome


def batched_items(things: Iterator, size: int) -> Iterator[list[Item]]:
    batch: list[Item] = []
    for thing in things:
        if isinstance(thing, Item):
            batch.append(thing)
            if len(batch) == size:
                yield batch
                batch = []
    if batch:
        yield batch


def plan(moving: Moving, things: Iterator) -> None:
    for batch in batched_items(things, BATCH):
        with transaction.atomic():
            _plan_batch(moving, batch)


def _plan_batch(moving: Moving, batch: list[Item]) -> None:
    kinds = {item.kind[:20] for item in batch}
    ids = {foreign_id(item) for item in batch}
    known: dict[tuple[str, str], list[Origin]] = {}
    rows = moving.origins().filter(kind__in=kinds, foreign_id__in=ids).order_by("twin")
    for origin in rows:
        known.setdefault((origin.kind, origin.foreign_id), []).append(origin)
    met: list[tuple[Item, Origin]] = []
    for item in batch:
        moving.position += 1
        origin = _place(moving, item, known)
        if origin is None:
            moving.twice += 1
            continue
        origin.move, origin.position = moving.move, moving.position
        _decide(moving, item, origin)
        met.append((item, origin))
    _give_paths(moving, [(i, o) for i, o in met if o.public and not o.path and _has_place(o)])
    copy_in([origin for _item, origin in met if origin.pk is None])
    old = [origin for _item, origin in met if not getattr(origin, "is_new", False)]
    changed = ["move", "position", "identity", "outcome", "reason", "public", "path", "file_key"]
    Origin.objects.bulk_update(old, [*changed, "parent", "details"], batch_size=BATCH)
    _keep_addresses(moving, met)


def foreign_id(item: Item) -> str:
    """The old site's number; the oldest exports have none, and say it by an address."""
    if item.foreign_id:
        return item.foreign_id[:190]
    named = item.guid or item.link or f"{item.title}\n{item.date}"
    return asked_by_number(named) or hashlib.sha256(named.encode()).hexdigest()[:20]


def identity(item: Item) -> str:
    said = "\n".join([item.kind, item.slug, item.date, item.title, item.file_url])
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def digest(item: Item) -> str:
    """Of all that is read of an item but its comments, which come and go by themselves."""
    terms = [(term.taxonomy, term.slug, term.name) for term in item.terms]
    said = repr(
        (
            item.kind, item.status, item.title, item.slug, item.link, item.guid, item.body,
            item.excerpt, item.date, item.date_gmt, item.creator, item.parent, item.password,
            item.comments_open, item.file_url, terms, sorted(item.meta.items()), item.old_slugs,
        )
    )  # fmt: skip
    return hashlib.sha256(said.encode()).hexdigest()[:40]


def _place(moving: Moving, item: Item, known: dict) -> Origin | None:
    """Its row, made where there is none; None for the same thing once more in these files."""
    name, number = identity(item), foreign_id(item)
    rows = known.setdefault((item.kind[:20], number), [])
    met = [row for row in rows if row.move_id == moving.move.pk and row.position]
    if any(row.identity == name for row in met):
        return None
    free = [row for row in rows if row not in met]
    found = next((row for row in free if row.identity == name), free[0] if free else None)
    if found is None:
        found = Origin(source=moving.source, kind=item.kind[:20], foreign_id=number, twin=len(rows))
        found.is_new = True
        rows.append(found)
    found.identity = name
    return found


def _decide(moving: Moving, item: Item, origin: Origin) -> None:
    """What becomes of it; what is here already stays what it is."""
    at = moment(item.date, item.date_gmt, moving.zone)
    origin.public = is_public(item, at, timezone.now())
    origin.parent = item.parent[:190]
    if item.kind == "attachment":
        origin.file_key = file_key(item.file_url or item.guid)
        origin.details = {**origin.details, **about(item)}
    if origin.outcome not in (Outcome.PLANNED, Outcome.SKIPPED):
        return
    reason = _why_left_out(moving, item)
    origin.outcome = Outcome.SKIPPED if reason else Outcome.PLANNED
    origin.reason = reason
    if reason == "trash":
        origin.public = False


def _why_left_out(moving: Moving, item: Item) -> str:
    if item.status == "trash" and not moving.wishes.trash:
        return "trash"
    if item.status in ("auto-draft", "inherit-draft") and not item.body.strip():
        return "never written"
    if item.kind == "attachment":
        if not (is_picture(item) or is_document(item)):
            return "no picture"
        return "" if moving.wishes.wants_pictures else "media left out"
    if item.kind in ("post", "page") or item.kind in moving.wishes.also:
        return ""
    return "internal" if item.kind in INTERNAL else "another kind"


def _has_place(origin: Origin) -> bool:
    """A draft that was published there since needs one as well."""
    coming = origin.outcome in (Outcome.PLANNED, Outcome.STORY)
    return coming and origin.kind != "attachment"


def _is_page(origin: Origin) -> bool:
    """One that came as a draft story stays a story."""
    return origin.kind == "page" and origin.outcome != Outcome.STORY


# Places here -------------------------------------------------------------------------------
def _give_paths(moving: Moving, items: list[tuple[Item, Origin]]) -> None:
    """Addresses nobody has: the same as before where it says the day, else day and slug."""
    stories = [(item, origin) for item, origin in items if not _is_page(origin)]
    pages = [(item, origin) for item, origin in items if _is_page(origin)]
    _choose(stories, [lambda i, o: _story_path(moving, i, o), *_numbered(_dated(moving))], _taken)
    _choose(pages, [_page_path, _longer_page_path, *_numbered(_page_path)], _taken_by_pages)


def _choose(items: list, ways: list, taken) -> None:
    """Each way in turn for those that have no place yet; a batch asks once for each."""
    mine: set[str] = set()
    for way in ways:
        waiting = [(item, origin, way(item, origin)) for item, origin in items if not origin.path]
        if not waiting:
            return
        others = taken({path for _i, _o, path in waiting}) | mine
        for _item, origin, path in waiting:
            if path and path not in others and path not in mine:
                origin.path = path
                mine.add(path)


def _numbered(way) -> list:
    """With the old number, then with more: one of them is free."""

    def numbered(part: str):
        return lambda item, origin: f"{way(item, origin).rstrip('/')}-{part.format(o=origin)}/"

    return [
        numbered("{o.foreign_id:.19}"),
        numbered("{o.foreign_id:.9}-{o.twin}"),
        numbered("{o.identity:.12}"),
    ]


def _story_path(moving: Moving, item: Item, origin: Origin) -> str:
    link = kept(urlsplit(item.link).path) if host_of(item.link) in moving.source.hosts else ""
    return f"{link}/" if STORY_PATH.match(link) else _dated(moving)(item, origin)


def _dated(moving: Moving):
    def way(item: Item, origin: Origin) -> str:
        at = moment(item.date, item.date_gmt, moving.zone) or datetime.now(UTC)
        day = local_day(item.date, at, moving.zone)
        last = unquote(urlsplit(item.link).path).rstrip("/").rpartition("/")[2]
        slug = slug_of(
            item.slug, last, item.title, fallback=f"story-{origin.foreign_id}", longest=LONGEST_SLUG
        )
        return f"/{day:%Y/%m/%d}/{slug}/"

    return way


def _page_path(item: Item, origin: Origin) -> str:
    slug = slug_of(item.slug, item.title, fallback=f"page-{origin.foreign_id}", longest=50)
    free = slug not in reserved_words() and not re.fullmatch(r"\d{4}", slug)
    return f"/{slug}/" if free else f"/{slug}-page/"


def _longer_page_path(item: Item, origin: Origin) -> str:
    """With the page it hung under."""
    parts = [part for part in unquote(urlsplit(item.link).path).split("/") if part]
    slug = slug_of("-".join(parts[-2:]), fallback=f"page-{origin.foreign_id}", longest=60)
    return f"/{slug}/"


def _taken(paths: set[str]) -> set[str]:
    found = set(Article.objects.filter(path__in=paths).values_list("path", flat=True))
    found |= set(Redirect.objects.filter(old_path__in=paths).values_list("old_path", flat=True))
    return found | set(Origin.objects.filter(path__in=paths).values_list("path", flat=True))


def _taken_by_pages(paths: set[str]) -> set[str]:
    bare = {path.strip("/") for path in paths}
    found = {
        f"/{p}/" for p in TakenPath.objects.filter(path__in=bare).values_list("path", flat=True)
    }
    found |= {f"/{s}/" for s in Page.objects.filter(slug__in=bare).values_list("slug", flat=True)}
    return found | set(Origin.objects.filter(path__in=paths).values_list("path", flat=True))


# Old addresses -----------------------------------------------------------------------------
def _keep_addresses(moving: Moving, met: list[tuple[Item, Origin]]) -> None:
    rows = [
        OldAddress(source=moving.source, path=path, origin=origin)
        for item, origin in met
        if origin.public
        for path in addresses(moving, item)
    ]
    OldAddress.objects.bulk_create(rows, ignore_conflicts=True)


def addresses(moving: Moving, item: Item) -> list[str]:
    """Every path the old site had it under; ?p=12 is told from its number."""
    found = []
    for address in (item.link, item.guid, item.file_url):
        own = host_of(address) in moving.source.hosts or address.startswith("/")
        number = asked_by_number(address)
        if address and own and not number:
            found.append(kept_address(address))
        elif own and number and number != item.foreign_id:
            found.append(f"/?p={number}")  # copied from elsewhere, with the number it had there
    place = urlsplit(item.link).path.rstrip("/") if item.link else ""
    if place and not urlsplit(item.link).query:
        above = place.rpartition("/")[0]
        found += [kept(f"{above}/{slug}") for slug in item.old_slugs]
    return [path for path in dict.fromkeys(found) if path != "/"]


def hide_files_of_hidden(moving: Moving) -> None:
    """What hangs on a draft was not public, whatever its own state says."""
    parents = moving.origins().filter(
        foreign_id=OuterRef("parent"), kind__in=["post", "page", *moving.wishes.also], twin=0
    )
    files = moving.origins().filter(kind="attachment", move=moving.move).exclude(parent="")
    files.annotate(above=Subquery(parents.values("public")[:1])).filter(
        above=False, public=True
    ).update(public=F("above"))
