"""The pictures and documents of a former site, once each: from a folder somebody copied, or from
where they were."""

import hashlib
from pathlib import Path
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import transaction

from articles.actions.filing import store_document
from articles.actions.media import LARGEST_BYTES, store_image
from articles.document_kinds import may_be_document
from articles.models import Document, Image
from newsroom.kit.fetching import NotFetched, fetch
from newsroom.moving.actions.asking import Moving
from newsroom.moving.addresses import kept_address
from newsroom.moving.bodies.surroundings import PICTURE, file_key, host_of, references
from newsroom.moving.items import Item
from newsroom.moving.models import OldAddress, Origin
from newsroom.moving.texts import cut, inline

Outcome = Origin.Outcome
UNWANTED = {"trash", "never written"}


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
        most = (
            LARGEST_BYTES if PICTURE.search(urlsplit(address).path) else settings.LARGEST_DOCUMENT
        )
        try:
            found = fetch(address, most_bytes=most)
        except NotFetched:
            return None
        return ContentFile(found.content, name=unquote(urlsplit(address).path).rpartition("/")[2])


def is_picture(item: Item) -> bool:
    return any(PICTURE.search(name) for name in _names(item))


def is_document(item: Item) -> bool:
    return not is_picture(item) and any(may_be_document(name) for name in _names(item))


def _names(item: Item) -> list[str]:
    address = (item.file_url or item.guid).partition("?")[0]
    return [unquote(address), item.meta.get("_wp_attached_file", "")]


def take_in_files(moving: Moving, shelf: Shelf | Away, found: list[tuple[Item, Origin]]) -> None:
    """Each in a transaction of its own: a stop leaves no picture half stored."""
    for item, origin in found:
        if origin.outcome not in (Outcome.PLANNED, Outcome.SKIPPED) or origin.reason in UNWANTED:
            continue
        with transaction.atomic():
            _take_in(moving, shelf, item, origin)


def _take_in(moving: Moving, shelf: Shelf | Away, item: Item, origin: Origin) -> None:
    outcome = Outcome.DOCUMENT if is_document(item) else Outcome.PICTURE
    if moving.wishes.dry_run and moving.wishes.fetch:  # somebody else's site is not asked for it
        moving.unfetched += 1
        _became(origin, outcome)
        return
    file = shelf.find(item.file_url or item.guid, item.meta.get("_wp_attached_file", ""))
    if file is None:
        _left_out(origin, "file not there")
        return
    if moving.wishes.dry_run:  # the file would outlive what is taken back
        file.close()
        _became(origin, outcome)
        return
    try:
        with file:
            made = _stored(moving, origin, outcome, file)
    except ValidationError as refusal:
        origin.details["refusal"] = refusal.messages[0]
        _left_out(origin, f"{outcome} refused")
        return
    _became(origin, outcome, made)
    moving.changes["new"] += 1


def _stored(moving: Moving, origin: Origin, outcome: str, file: File) -> Image | Document:
    said, by = origin.details, moving.wishes.by
    if outcome == Outcome.PICTURE:
        return store_image(file, by=by, alt=said["alt"], caption=said["caption"])
    is_open = origin.public and not said.get("named")
    return store_document(file, by=by, title=said.get("title", ""), is_open=is_open)


def _became(origin: Origin, outcome: str, made: Image | Document | None = None) -> None:
    origin.outcome, origin.reason = outcome, ""
    if made:
        origin.object_id = made.pk
    if isinstance(made, Document):  # the place links of texts are led to
        origin.path = made.get_absolute_url()
    origin.save()


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
    """Files the texts name, of a site that kept no list of them. Its documents are read where a
    story that readers see links to them, and nowhere else."""
    named: dict[str, str] = {}
    for item in items:
        addresses = [*sorted(references(item.body).addresses), item.meta.get("lead_url", "")]
        for address in addresses:
            own = host_of(address) in moving.source.hosts
            path = unquote(urlsplit(address).path)
            if own and (PICTURE.search(path) or may_be_document(path)):
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
        origin.move = moving.move
        origin.details = {"url": address, "alt": "", "caption": "", "named": True}
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
