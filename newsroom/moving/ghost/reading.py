"""Posts and pages of a Ghost export as items, with their people and tags."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from newsroom.moving.ghost.rendering import rendered
from newsroom.moving.ghost.stream import rows
from newsroom.moving.items import Item, Site, Term, Writer
from newsroom.moving.wxr.letters import Repairs
from newsroom.moving.wxr.reading import Broken

PLACEHOLDER = "__GHOST_URL__"
TABLES = {"posts", "users", "tags", "posts_tags", "posts_authors", "posts_meta", "settings"}
# Of the settings these are read; among the others are the site's secrets.
SETTINGS = {"title", "timezone", "active_timezone", "activeTimezone", "default_locale", "locale",
            "lang", "permalinks"}  # fmt: skip
STATES = {"published": "publish", "scheduled": "future", "draft": "draft", "sent": "private"}
OF_META = {
    "meta_title": "_yoast_wpseo_title",
    "meta_description": "_yoast_wpseo_metadesc",
    "feature_image_alt": "lead_alt",
    "feature_image_caption": "lead_caption",
}


@dataclass
class GhostExport:
    """A file that can be read to its end; beside the posts only small tables are in memory."""

    file: Path
    base: str  # the old site's address, which Ghost does not write down
    site: Site = field(default_factory=Site)
    items: int = 0
    kinds: Counter = field(default_factory=Counter)
    repairs: Repairs = field(default_factory=Repairs)
    remarks: int = 0
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    writers: dict[str, Writer] = field(default_factory=dict)
    zone: str = ""
    permalinks: str = "/:slug/"
    _tags: dict[str, Term] = field(default_factory=dict)
    _people: dict[str, str] = field(default_factory=dict)
    _tags_of: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    _authors_of: dict[str, list] = field(default_factory=lambda: defaultdict(list))
    _meta_of: dict[str, dict] = field(default_factory=dict)

    def things(self) -> Iterator[Item]:
        number = 0
        with self.file.open("rb") as stream:
            for table, row in rows(stream, {"posts"}):
                if table == "posts":
                    number += 1
                    yield self._item(row, number)

    def _item(self, row: dict, number: int) -> Item:
        key = _text(row.get("id"))
        meta = {**self._meta_of.get(key, {}), **_meta(row)}
        kind = "page" if row.get("type") == "page" or row.get("page") in (1, True) else "post"
        at = moment(row.get("published_at") or row.get("created_at"))
        zone = ZoneInfo(self.zone) if self.zone else UTC
        slug = _text(row.get("slug"))
        picture = _text(row.get("feature_image") or row.get("image")).replace(
            PLACEHOLDER, self.base
        )
        if picture.startswith("/"):
            picture = self.base + picture
        if picture:
            meta["lead_url"] = picture
        authors = [who for _order, who in sorted(self._authors_of.get(key, ()))]
        if not authors and row.get("author_id") is not None:
            authors = [_text(row["author_id"])]
        signed = [self._people[who] for who in authors if who in self._people]
        tags = [
            self._tags[t] for _order, t in sorted(self._tags_of.get(key, ())) if t in self._tags
        ]
        status = STATES.get(_text(row.get("status")), _text(row.get("status")))
        seen_by = _text(row.get("visibility") or "public")
        if status == "publish" and seen_by != "public":
            status = "for members only"
        return Item(
            number=number,
            line=0,
            foreign_id=key,
            kind=kind,
            status=status,
            title=_text(row.get("title")),
            slug=slug,
            link=self._link(slug, kind, at, zone),
            body=rendered(row).replace(PLACEHOLDER, self.base),
            excerpt=_text(row.get("custom_excerpt")),
            date=f"{at.astimezone(zone):%Y-%m-%d %H:%M:%S}" if at else "",
            date_gmt=f"{at:%Y-%m-%d %H:%M:%S}" if at else "",
            terms=[
                *(Term("post_tag", tag.slug, tag.name) for tag in tags),
                *(Term("author", slug, self.writers[slug].name) for slug in signed),
            ],
            meta=meta,
        )

    def _link(self, slug: str, kind: str, at: datetime | None, zone) -> str:
        shape = self.permalinks if kind == "post" else "/:slug/"
        if at:
            local = at.astimezone(zone)
            for name, part in ((":year", f"{local:%Y}"), (":month", f"{local:%m}"),
                               (":day", f"{local:%d}")):  # fmt: skip
                shape = shape.replace(name, part)
        return f"{self.base}{shape.replace(':slug', slug)}"

    def _learn(self, table: str, row: dict) -> None:
        key = _text(row.get("id"))
        if table == "tags":
            name, slug = _text(row.get("name")), _text(row.get("slug"))
            internal = name.startswith("#") or row.get("visibility") == "internal"
            if slug and not internal:
                term = Term("post_tag", slug, name, "", key)
                self._tags[key] = self.terms[("post_tag", slug)] = term
        elif table == "users":
            slug = _text(row.get("slug")) or f"user-{key}"
            name, bio = _text(row.get("name")), _text(row.get("bio"))
            self.writers[slug] = Writer(slug, name or slug, key, slug, bio)
            self._people[key] = slug
        elif table == "posts_tags":
            place = (_number(row.get("sort_order")), _text(row.get("tag_id")))
            self._tags_of[_text(row.get("post_id"))].append(place)
        elif table == "posts_authors":
            place = (_number(row.get("sort_order")), _text(row.get("author_id")))
            self._authors_of[_text(row.get("post_id"))].append(place)
        elif table == "posts_meta":
            self._meta_of[_text(row.get("post_id"))] = _meta(row)
        elif table == "settings" and row.get("key") in SETTINGS:
            self._setting(row["key"], _text(row.get("value")))

    def _setting(self, name: str, value: str) -> None:
        if name == "title":
            self.site.title = value
        elif name in ("default_locale", "locale", "lang"):
            self.site.language = value
        elif name == "permalinks" and value.startswith("/") and ":slug" in value:
            self.permalinks = value
        elif "imezone" in name:
            try:
                ZoneInfo(value)
            except (KeyError, ValueError, OSError):
                return
            self.zone = value


def open_ghost(file: Path, base: str) -> GhostExport:
    """Raises Broken, with line and reason, when the file is not an export or not whole."""
    export = GhostExport(file, base.rstrip("/"), site=Site(link=base))
    with file.open("rb") as stream:
        if not stream.read(64).strip():
            raise Broken(_("The file is empty."))
        stream.seek(0)
        for table, row in rows(stream, TABLES):
            if table == "posts":
                export.items += 1
                page = row.get("type") == "page" or row.get("page") in (1, True)
                export.kinds["page" if page else "post"] += 1
            elif table == "meta":
                export.site.version = _text(row.get("version"))
            else:
                export._learn(table, row)
    return export


def moment(value) -> datetime | None:
    """Ghost wrote milliseconds first, then ISO, with and without a T."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value / 1000, UTC)
        found = datetime.fromisoformat(_text(value).replace("Z", "+00:00"))
    except (ValueError, OverflowError, OSError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _meta(row: dict) -> dict[str, str]:
    return {ours: _text(row[name]) for name, ours in OF_META.items() if row.get(name)}


def _text(value) -> str:
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _number(value) -> int:
    return value if isinstance(value, int) else 0
