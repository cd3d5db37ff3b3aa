"""The texts of a batch, converted: what they refer to is looked up for all of them at once."""

from dataclasses import dataclass

from articles import body
from articles.actions.arriving import Prepared, prepare
from newsroom.moving.actions.asking import Moving
from newsroom.moving.addresses import homes
from newsroom.moving.bodies.converting import converted
from newsroom.moving.bodies.length import length_change
from newsroom.moving.bodies.levels import without_skips
from newsroom.moving.bodies.surroundings import (
    PICTURE,
    Attached,
    Findings,
    References,
    Surroundings,
    file_key,
    host_of,
    references,
)
from newsroom.moving.items import Item
from newsroom.moving.models import Origin, Source

MOST_CHILDREN = 500
MOST_FILES = 10_000


def look_up(moving: Moving, items: list[Item]) -> list[Surroundings]:
    """One Surroundings for each item; the questions do not grow with their number."""
    asked = [references(item.body) for item in items]
    attached = _attached(moving, asked, items)
    links = homes(moving.source, {a for one in asked for a in _own(moving, one)})
    hosts = frozenset(moving.source.hosts)
    return [
        Surroundings(
            base=f"{moving.source.base}/",
            by_id=_only(attached.by_id, one.ids | {item.meta.get("_thumbnail_id", "")}),
            by_key=_only(attached.by_key, _keys(item, one)),
            children=attached.children.get(item.foreign_id, []) if one.wants_children else [],
            links=_only(links, one.addresses),
            hosts=hosts,
            is_html=moving.source.program == Source.Program.GHOST,
        )
        for item, one in zip(items, asked, strict=True)
    ]


def convert(text: str, around: Surroundings) -> tuple[Prepared, Findings]:
    """The text in our HTML, and what an editor should know of how it came to be.

    Raises ValidationError for a text beyond all measure.
    """
    html = without_skips(body.clean(converted(text, around)))
    around.findings.length = length_change(text, html)
    return prepare(html), around.findings


def _own(moving: Moving, asked: References) -> set[str]:
    hosts = set(moving.source.hosts)
    return {one for one in asked.addresses if one.startswith("/") or host_of(one) in hosts}


def _keys(item: Item, asked: References) -> set[str]:
    named = {file_key(address) for address in asked.addresses}
    return named | {file_key(item.meta.get("lead_url", ""))}


def _only[T](found: dict[str, T], wanted: set[str]) -> dict[str, T]:
    """A text is given no more than it asks for: it may be sent to another process."""
    return {name: found[name] for name in wanted if name in found}


@dataclass
class _Attached:
    by_id: dict[str, Attached]
    by_key: dict[str, Attached]
    children: dict[str, list[Attached]]


def _attached(moving: Moving, asked: list[References], items: list[Item]) -> _Attached:
    ids = {number for one in asked for number in one.ids}
    ids |= {item.meta.get("_thumbnail_id", "") for item in items} - {""}
    keys = {key for i, one in zip(items, asked, strict=True) for key in _keys(i, one)} - {""}
    parents = {i.foreign_id for i, one in zip(items, asked, strict=True) if one.wants_children}
    files = moving.origins().filter(kind="attachment").order_by("pk")
    found = _Attached({}, {}, {})
    for origin in files.filter(foreign_id__in=ids) if ids else ():
        found.by_id.setdefault(origin.foreign_id, _as_attached(origin))
    found.by_key = _named(moving, keys)
    for origin in files.filter(parent__in=parents) if parents else ():
        hanging = found.children.setdefault(origin.parent, [])
        if len(hanging) < MOST_CHILDREN and _is_shown(origin):
            hanging.append(_as_attached(origin))
    return found


def _named(moving: Moving, keys: set[str]) -> dict[str, Attached]:
    known = moving.files
    if len(known) > MOST_FILES:
        known.clear()
    if new := keys - known.keys():
        known.update(dict.fromkeys(new))
        files = moving.origins().filter(kind="attachment", file_key__in=new)
        # Sites that keep a picture under many numbers are not rare: one of them is enough.
        for origin in files.order_by("file_key", "pk").distinct("file_key"):
            known[origin.file_key] = _as_attached(origin)
    return {key: known[key] for key in keys if known[key]}


def _is_shown(origin: Origin) -> bool:
    """What a gallery of all that hangs on a story shows."""
    address = origin.details.get("url", "").partition("?")[0]
    return origin.outcome == Origin.Outcome.PICTURE or bool(PICTURE.search(address))


def _as_attached(origin: Origin) -> Attached:
    return Attached(
        origin.foreign_id,
        origin.details.get("url", ""),
        origin.object_id if origin.outcome == Origin.Outcome.PICTURE else None,
        origin.details.get("alt", ""),
        origin.details.get("caption", ""),
        origin.path if origin.outcome == Origin.Outcome.DOCUMENT else "",
        origin.details.get("title", ""),
    )
