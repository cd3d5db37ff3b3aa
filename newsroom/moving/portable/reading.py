"""An export as somebody hands it to us: nothing in it is believed before it was looked at.

What is read must lie in the folder itself, be a plain file, of the size and digest its manifest
says, and hold no line longer than a row of ours can be.
"""

import hashlib
import json
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from newsroom.moving.actions.asking import Refused
from newsroom.moving.portable.places import CHUNK, FORMAT, MANIFEST, MEDIA, VERSION, is_upload
from newsroom.moving.portable.tables import TABLES

LARGEST_MANIFEST = 1024 * 1024
LONGEST_LINE = 32 * 1024 * 1024
LARGEST_FILE = 64 * 1024 * 1024
DIGEST = re.compile(r"[0-9a-f]{64}\Z")


@dataclass(frozen=True)
class Listed:
    """A file as a manifest tells it."""

    path: str
    rows: int
    size: int
    digest: str


@dataclass(frozen=True)
class Export:
    """A folder whose every file is as its manifest says."""

    folder: Path
    manifest: dict
    files: dict[str, Listed]

    @property
    def site(self) -> dict:
        return self.manifest["site"]

    def lines(self, path: str) -> Iterator[bytes]:
        """Also told apart while it is read: a file that was changed since it was looked at is
        another."""
        listed, digest = self.files[path], hashlib.sha256()
        with opened(self.folder, path) as file:
            while line := file.readline(LONGEST_LINE + 1):
                if len(line) > LONGEST_LINE:
                    raise Refused(_("%s holds a line longer than 32 MB.") % path)
                digest.update(line)
                yield line
        if digest.hexdigest() != listed.digest:
            raise Refused(_("%s was changed while it was read.") % path)

    def media(self) -> Iterator[Listed | str]:
        """The files beside the rows; of one that was missing, its place alone."""
        for line in self.lines(MEDIA):
            told = _object(line, MEDIA)
            place = told.get("path")
            if not isinstance(place, str) or not name_of(place):
                raise Refused(_("%s names a file that is none of ours.") % MEDIA)
            yield place if told.get("missing") is True else _listed(told, rows=0)


def open_export(folder: Path) -> Export:
    """Raises Refused, with the reason, where anything differs from the manifest."""
    if not folder.is_dir():
        raise Refused(_("%s is no folder. Unpack the export first.") % folder)
    with opened(folder, MANIFEST) as file:
        told = _object(file.read(LARGEST_MANIFEST + 1)[:LARGEST_MANIFEST], MANIFEST)
    if told.get("format") != FORMAT:
        raise Refused(_("%s is no manifest of an export.") % MANIFEST)
    if told.get("version") != VERSION:
        raise Refused(_("This export is of another version: %s.") % str(told.get("version"))[:20])
    files, site = told.get("files"), told.get("site")
    if not isinstance(files, list) or not isinstance(site, dict):
        raise Refused(_("%s is not whole.") % MANIFEST)
    listed = {one.path: one for one in (_listed(one) for one in files)}
    expected = {table.path for table in TABLES} | {MEDIA}
    if set(listed) != expected or len(listed) != len(files):
        odd = ", ".join(sorted(set(listed) ^ expected))[:300]
        raise Refused(_("The manifest does not name the files of this version: %s") % odd)
    export = Export(folder, told, listed)
    for one in listed.values():
        _check(folder, one)
    _check_media(export)
    return export


def _object(content: bytes, name: str) -> dict:
    try:
        told = json.loads(content)
    except (ValueError, RecursionError):
        raise Refused(_("%s is no JSON.") % name) from None
    if not isinstance(told, dict):
        raise Refused(_("%s is not whole.") % name)
    return told


def _listed(told, rows: int | None = None) -> Listed:
    told = told if isinstance(told, dict) else {}
    found = Listed(
        told.get("path"), told.get("rows") if rows is None else rows, told.get("bytes"),
        told.get("sha256"),
    )  # fmt: skip
    numbers = all(type(n) is int and n >= 0 for n in (found.rows, found.size))
    words = isinstance(found.path, str) and isinstance(found.digest, str)
    if not numbers or not words or not DIGEST.match(found.digest):
        raise Refused(_("%s is not whole.") % MANIFEST)
    return found


def _check(folder: Path, listed: Listed) -> None:
    digest, size, rows = hashlib.sha256(), 0, 0
    with opened(folder, listed.path) as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            rows += chunk.count(b"\n")
    counted = rows if listed.path.endswith(".jsonl") else 0
    if (counted, size, digest.hexdigest()) != (listed.rows, listed.size, listed.digest):
        raise Refused(_("%s is not what the manifest says: it was changed.") % listed.path)


def _check_media(export: Export) -> None:
    for one in export.media():
        if isinstance(one, Listed):
            if one.size > LARGEST_FILE:
                raise Refused(_("%s is larger than any file of ours.") % one.path)
            _check(export.folder, one)


def name_of(path: str) -> str:
    """What the storage calls a file of the export; empty where it may not lie."""
    name = path.removeprefix("media/")
    return name if name != path and is_upload(name) else ""


@contextmanager
def opened(folder: Path, path: str) -> Iterator[BinaryIO]:
    """A plain file inside the folder: no link, no pipe, nothing above it."""
    place = folder / path
    try:
        plain = place.resolve(strict=True) == folder.resolve(strict=True) / path
        handle = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK) if plain else -1
    except (OSError, ValueError):
        raise Refused(_("%s is not there.") % path) from None
    if handle < 0 or not stat.S_ISREG(os.fstat(handle).st_mode):
        if handle >= 0:
            os.close(handle)
        raise Refused(_("%s is no plain file in the folder of the export.") % path)
    with os.fdopen(handle, "rb") as file:
        yield file
