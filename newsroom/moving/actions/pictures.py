"""The pictures of a former site, once each: from a folder somebody copied."""

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction

from articles.actions.media import LARGEST_BYTES, store_image
from articles.models import Image
from newsroom.kit.fetching import NotFetched, fetch
from newsroom.moving.actions.asking import Moving
from newsroom.moving.addresses import kept_address
from newsroom.moving.bodies.surroundings import PICTURE, file_key, host_of, references
from newsroom.moving.items import Item
from newsroom.moving.models import OldAddress, Origin
from newsroom.moving.texts import cut, inline

Outcome = Origin.Outcome


class Shelf:
    """The folder with the files: wp-content/uploads, or anything above or below it."""

    def __init__(self, folder: Path):
        self.folder = folder.resolve()
        self._by_name: dict[str, Path | None] | None = None

    def find(self, address: str, stored_as: str) -> File | None:
        found = self._find(address, stored_as)
        return File(found.open("rb"), name=found.name) if found else None

    def _find(self, address: str, stored_as: str) -> Path | None:
        """By its place below uploads, else by a name only one file has."""
        path = unquote(urlsplit(address).path)
        below = path.partition("/uploads/")[2]
        tried = [stored_as, below, f"uploads/{below}", f"wp-content/uploads/{below}", path]
        tried.append(path.partition("/content/")[2] and f"content/{path.partition('/content/')[2]}")
        for one in filter(None, tried):
            if found := self._inside(one):
                return found
        return self._names().get(Path(path).name.lower())

    def _inside(self, place: str) -> Path | None:
        """Never anything outside of the folder, by dots or by a link."""
        try:
            found = (self.folder / place.lstrip("/")).resolve()
            there = found.is_relative_to(self.folder) and found.is_file()
        except (OSError, ValueError):
            return None
        return found if there else None

    def _names(self) -> dict[str, Path | None]:
        if self._by_name is None:
            self._by_name = {}
            for file in self.folder.rglob("*"):
                if file.is_file() and not file.is_symlink():
                    name = file.name.lower()
                    self._by_name[name] = None if name in self._by_name else file
        return self._by_name


class Away:
    """The files where they were, fetched by the one client that reaches nothing inside."""

    def find(self, address: str, stored_as: str) -> File | None:
        try:
            found = fetch(address, most_bytes=LARGEST_BYTES)
        except NotFetched:
            return None
        return ContentFile(found.content, name=unquote(urlsplit(address).path).rpartition("/")[2])


def take_in_pictures(moving: Moving, shelf: Shelf | Away, found: list[tuple[Item, Origin]]) -> None:
    """Each in a transaction of its own: a stop leaves no picture half stored."""
    for item, origin in found:
        if origin.outcome not in (Outcome.PLANNED, Outcome.SKIPPED):
            continue
        with transaction.atomic():
            _take_in(moving, shelf, item, origin)


def _take_in(moving: Moving, shelf: Shelf | Away, item: Item, origin: Origin) -> None:
    file = shelf.find(item.file_url or item.guid, item.meta.get("_wp_attached_file", ""))
    if file is None:
        _left_out(origin, "file not there")
        return
    if moving.wishes.dry_run:  # the file of a picture would outlive what is taken back
        file.close()
        origin.outcome, origin.reason = Outcome.PICTURE, ""
        origin.save()
        return
    try:
        with file:
            image = store_image(
                file,
                by=moving.wishes.by,
                alt=origin.details["alt"],
                caption=origin.details["caption"],
            )
    except ValidationError as refusal:
        origin.details["refusal"] = refusal.messages[0]
        _left_out(origin, "picture refused")
        return
    origin.outcome, origin.reason, origin.object_id = Outcome.PICTURE, "", image.pk
    origin.save()
    moving.changes["new"] += 1


def about(item: Item) -> dict:
    return {
        "url": (item.file_url or item.guid)[:600],
        "alt": cut(inline(item.meta.get("_wp_attachment_image_alt", "")), 300),
        "caption": cut(inline(item.excerpt), 400),
        "title": inline(item.title)[:200],
    }


def _left_out(origin: Origin, reason: str) -> None:
    origin.outcome, origin.reason = Outcome.SKIPPED, reason
    origin.save()


def take_in_named(moving: Moving, shelf: Shelf | Away, items: list[Item]) -> None:
    """Pictures the texts name, of a site that kept no list of its files."""
    named: dict[str, str] = {}
    for item in items:
        addresses = [*sorted(references(item.body).addresses), item.meta.get("lead_url", "")]
        for address in addresses:
            own = host_of(address) in moving.source.hosts
            if own and PICTURE.search(urlsplit(address).path):
                named.setdefault(file_key(address), address)
    rows = moving.origins().filter(kind="attachment", file_key__in=named)
    known = {origin.file_key: origin for origin in rows}
    for key, address in named.items():
        number = hashlib.sha256(key.encode()).hexdigest()[:20]
        origin = known.get(key) or Origin(
            source=moving.source, kind="attachment", foreign_id=number, file_key=key, public=True
        )
        if origin.outcome not in (Outcome.PLANNED, Outcome.SKIPPED):
            continue
        origin.move, origin.details = moving.move, {"url": address, "alt": "", "caption": ""}
        item = Item(number=0, line=0, foreign_id=number, file_url=address)
        with transaction.atomic():
            _take_in(moving, shelf, item, origin)
            row = OldAddress(source=moving.source, path=kept_address(address), origin=origin)
            OldAddress.objects.bulk_create([row], ignore_conflicts=True)


def describe_from_texts(alts: dict[int, str]) -> None:
    """What a text said of a picture, where the picture itself says nothing."""
    bare = Image.objects.filter(pk__in=alts, alt="", decorative=False)
    changed = []
    for image in bare:
        image.alt = cut(alts[image.pk], 300)
        changed.append(image)
    Image.objects.bulk_update(changed, ["alt"])
