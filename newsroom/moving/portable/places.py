"""Where an export is written: a folder, or one ZIP. Either notes what it was given."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.document_kinds import KINDS
from newsroom.moving.actions.asking import Refused

FORMAT, VERSION = "newsroom export", 1
MANIFEST, MEDIA = "manifest.json", "media.jsonl"
# Where our own uploads lie, with the endings the desk lets in. What lies there is shown to
# readers: a page, or a drawing with a script in it, must not come in as a picture.
UPLOAD = re.compile(
    r"(originals|logo|promos)/([\w-]+/){0,3}[\w-][\w.-]{0,90}\.(jpe?g|png|webp)\Z", re.IGNORECASE
)
DOCUMENT = re.compile(
    rf"documents/([\w-]+/){{0,3}}[\w-][\w.-]{{0,90}}\.({'|'.join(KINDS)})\Z", re.IGNORECASE
)
# The same bytes whenever it is written.
NO_TIME = (1980, 1, 1, 0, 0, 0)
READABLE = 0o600 << 16
CHUNK = 1 << 20


@dataclass
class Written:
    """A file of the export, and what of it stands in the manifest."""

    path: str
    out: BinaryIO
    rows: int = 0
    size: int = 0

    def __post_init__(self):
        self._digest = hashlib.sha256()

    def write(self, content: bytes) -> None:
        self._digest.update(content)
        self.size += len(content)
        self.out.write(content)

    def line(self, content: bytes) -> None:
        self.rows += 1
        self.write(content)

    def told(self) -> dict:
        return {"path": self.path, "bytes": self.size, "sha256": self._digest.hexdigest()}


class Folder:
    """A new folder, or an empty one; only its owner reads what is written there."""

    def __init__(self, folder: Path):
        self.folder = folder
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(_("%s is there already and not empty.") % folder)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    @contextmanager
    def file(self, path: str) -> Iterator[Written]:
        place = self.folder / path
        for above in reversed(Path(path).parents[:-1]):
            (self.folder / above).mkdir(mode=0o700, exist_ok=True)
        with place.open("xb") as out:
            place.chmod(0o600)
            yield Written(path, out)


class Zip:
    """One file, written from its beginning to its end."""

    def __init__(self, archive: zipfile.ZipFile):
        self.archive = archive

    @contextmanager
    def file(self, path: str) -> Iterator[Written]:
        info = zipfile.ZipInfo(path, date_time=NO_TIME)
        info.external_attr = READABLE
        packed = path.endswith((".json", ".jsonl", ".xml"))  # pictures are packed already
        info.compress_type = zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED
        with self.archive.open(info, "w", force_zip64=True) as out:
            yield Written(path, out)


type Place = Folder | Zip


def pretty(told: dict) -> bytes:
    return json.dumps(told, ensure_ascii=False, indent=1).encode() + b"\n"


def is_upload(name: str) -> bool:
    """Whether the storage may hold a file of this name."""
    return bool(UPLOAD.match(name) or is_document(name)) and ".." not in name


def is_document(name: str) -> bool:
    return bool(DOCUMENT.match(name))
