"""Kinds of files a story may hand to its readers, and which of them a file is.

What is in the file decides, not what it is called: under its address a reader's browser is told
the kind found here and is told to believe nothing else.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

AT_ONCE = 1024 * 1024
HEAD = 4096
LONGEST_LIST = 20_000  # files in a ZIP


class Group(models.TextChoices):
    TEXT = "text", gettext_lazy("text")
    SHEET = "sheet", gettext_lazy("spreadsheet")
    SLIDES = "slides", gettext_lazy("slides")
    ARCHIVE = "archive", gettext_lazy("archive")
    SOUND = "sound", gettext_lazy("sound")
    FILM = "film", gettext_lazy("film")


@dataclass(frozen=True)
class Kind:
    media_type: str
    group: str


_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
KINDS = {
    "pdf": Kind("application/pdf", Group.TEXT),
    "doc": Kind("application/msword", Group.TEXT),
    "docx": Kind(f"{_OFFICE}wordprocessingml.document", Group.TEXT),
    "odt": Kind(f"{_OPEN}text", Group.TEXT),
    "txt": Kind("text/plain", Group.TEXT),
    "epub": Kind("application/epub+zip", Group.TEXT),
    "xls": Kind("application/vnd.ms-excel", Group.SHEET),
    "xlsx": Kind(f"{_OFFICE}spreadsheetml.sheet", Group.SHEET),
    "ods": Kind(f"{_OPEN}spreadsheet", Group.SHEET),
    "csv": Kind("text/csv", Group.SHEET),
    "ppt": Kind("application/vnd.ms-powerpoint", Group.SLIDES),
    "pptx": Kind(f"{_OFFICE}presentationml.presentation", Group.SLIDES),
    "odp": Kind(f"{_OPEN}presentation", Group.SLIDES),
    "zip": Kind("application/zip", Group.ARCHIVE),
    "mp3": Kind("audio/mpeg", Group.SOUND),
    "m4a": Kind("audio/mp4", Group.SOUND),
    "ogg": Kind("audio/ogg", Group.SOUND),
    "oga": Kind("audio/ogg", Group.SOUND),
    "wav": Kind("audio/wav", Group.SOUND),
    "mp4": Kind("video/mp4", Group.FILM),
    "webm": Kind("video/webm", Group.FILM),
}
BY_MEDIA_TYPE = {kind.media_type: kind for kind in KINDS.values()}
ACCEPTED = ",".join(f".{ending}" for ending in KINDS)

_IN_OFFICE = {"word/": "docx", "xl/": "xlsx", "ppt/": "pptx"}
_BY_MIMETYPE = {
    KINDS[ending].media_type.encode(): ending for ending in ("odt", "ods", "odp", "epub")
}
_STREAMS = {"WordDocument": "doc", "Workbook": "xls", "Book": "xls", "PowerPoint Document": "ppt"}
_OLE_STREAMS = {name.encode("utf-16-le"): ending for name, ending in _STREAMS.items()}
_OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xca\xfe\xba\xbe",
    b"\xcf\xfa\xed\xfe",
    b"\xce\xfa\xed\xfe",
)
_MARKUP = re.compile(
    rb"\s*(<!doctype|<html|<head|<body|<svg|<script|<\?php|<\?xml|<!--)", re.IGNORECASE
)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
_FILM_BRANDS = re.compile(rb"iso|mp4|avc1|M4V|M4A|M4B|dash|MSNV|f4v")


def ending_of(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")


def may_be_document(name: str) -> bool:
    """As far as its name tells."""
    return ending_of(name) in KINDS


def judged(upload, name: str) -> str:
    """The ending of the kind the file is of. Raises ValidationError in words for all others."""
    upload.seek(0)
    head = upload.read(HEAD)
    found = _by_signature(upload, head, ending_of(name))
    upload.seek(0)
    if found is None:
        raise ValidationError(_refusal(head))
    return found


def _refusal(head: bytes) -> str:
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")):
        return _("This is a web page or a drawing, which could run in readers’ browsers.")
    if head.startswith(_PROGRAMS):
        return _("This is a program. Readers are handed none.")
    return _(
        "This kind of file is not taken. Known are PDF, Word, Excel, PowerPoint, OpenDocument, "
        "CSV, TXT, EPUB, ZIP, MP3, M4A, OGG, WAV, MP4 and WebM."
    )


def _by_signature(upload, head: bytes, ending: str) -> str | None:
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return _in_zip(upload)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _in_ole(upload)
    if head[4:8] == b"ftyp" and _FILM_BRANDS.match(head[8:12]):
        sound = head[8:12] in (b"M4A ", b"M4B ") or ending == "m4a"
        return "m4a" if sound else "mp4"
    if head.startswith(b"OggS"):
        film = b"\x80theora" in head or b"video" in head[:200]
        return None if film else ("oga" if ending == "oga" else "ogg")
    if head.startswith(b"RIFF") and head[8:12] == b"WAVE":
        return "wav"
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "webm" if b"webm" in head[:64] else None
    if head.startswith(b"ID3") or _is_mpeg_frame(head):
        return "mp3"
    return ending if ending in ("csv", "txt") and _is_text(upload, head) else None


def _is_mpeg_frame(head: bytes) -> bool:
    """The header of a frame of layer III, with a rate that exists."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return False
    return head[1] & 0x18 != 0x08 and head[2] & 0xF0 not in (0x00, 0xF0) and head[2] & 0x0C != 0x0C


def _is_text(upload, head: bytes) -> bool:
    """Words to the end; in whatever alphabet, but for UTF-16, which says so at its beginning."""
    if _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or head.startswith(_PROGRAMS):
        return False
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    upload.seek(0)
    while block := upload.read(AT_ONCE):
        if _CONTROL.search(block):
            return False
    return True


def _in_zip(upload) -> str | None:
    upload.seek(0)
    try:
        with zipfile.ZipFile(upload) as packed:
            if len(packed.infolist()) > LONGEST_LIST:
                return None
            names = packed.namelist()
            if "mimetype" in names:
                with packed.open("mimetype") as said:
                    return _BY_MIMETYPE.get(said.read(200).strip())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError):
        raise ValidationError(
            _("The file is damaged and cannot be read. Store it again and try once more.")
        ) from None
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ValidationError(_with_macros())
    if "[Content_Types].xml" in names:
        return next((e for start, e in _IN_OFFICE.items() if _any_in(names, start)), None)
    if {"META-INF/MANIFEST.MF", "AndroidManifest.xml"} & set(names):
        raise ValidationError(_("This is a program. Readers are handed none."))
    return "zip"


def _any_in(names: list[str], start: str) -> bool:
    return any(name.startswith(start) for name in names)


def _in_ole(upload) -> str | None:
    """By the streams the older files of Office name inside."""
    found, before = None, b""
    upload.seek(0)
    while block := upload.read(AT_ONCE):
        read = before + block
        if _OLE_MACROS in read:
            raise ValidationError(_with_macros())
        found = found or next((e for name, e in _OLE_STREAMS.items() if name in read), None)
        before = block[-64:]
    return found


def _with_macros() -> str:
    return _("The file holds a program (macros). Store it without, or as a PDF.")
