"""What a photographer or an agency wrote into a picture's file: caption and credit (IPTC-IIM).

Read when the file comes in; no metadata is stored with the picture.
"""

import struct
from dataclasses import dataclass

from PIL import Image as Pixels
from PIL import IptcImagePlugin

CODED_AS, BYLINE, CREDIT, CAPTION = (1, 90), (2, 80), (2, 110), (2, 120)
UTF_8 = b"\x1b%G"


@dataclass(frozen=True)
class Words:
    caption: str = ""
    credit: str = ""


def read(picture: Pixels.Image) -> Words:
    """Empty where nothing is said, or nothing that can be read."""
    try:
        told = IptcImagePlugin.getiptcinfo(picture) or {}
    except (SyntaxError, ValueError, LookupError, TypeError, OSError, struct.error):
        return Words()
    names = [_text(told, BYLINE), _text(told, CREDIT)]
    return Words(_text(told, CAPTION), " / ".join(dict.fromkeys(filter(None, names))))


def _text(told: dict, field: tuple[int, int]) -> str:
    """One line without signs that cannot be printed. A field may stand several times."""
    found = told.get(field, b"")
    parts = found if isinstance(found, list) else [found]
    words = (" ".join(_decoded(part, told).split()) for part in parts)
    return ", ".join("".join(filter(str.isprintable, line)) for line in words if line)


def _decoded(part: bytes, told: dict) -> str:
    """Files that do not say so are mostly UTF-8 all the same, and Windows' Latin where not."""
    try:
        return part.decode()
    except UnicodeDecodeError:
        return part.decode("utf-8" if told.get(CODED_AS) == UTF_8 else "cp1252", "replace")
