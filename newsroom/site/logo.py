"""A logo as it was uploaded becomes a picture we know: read, bare of metadata, named anew."""

import hashlib
import io
import re
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pixels
from PIL import ImageOps, UnidentifiedImageError

LARGEST_BYTES = 5 * 1024 * 1024
LONGEST_SIDE = 4000
SIZE = re.compile(r"-(\d+)x(\d+)\b")
ACCEPTED = {"PNG": "png", "JPEG": "jpg", "WEBP": "webp"}


def read_logo(upload) -> tuple[ContentFile, tuple[int, int]]:
    """The file to store and its size. Raises ValidationError in words."""
    if upload.size > LARGEST_BYTES:
        raise ValidationError(_("The logo is larger than 5 MB. Make it smaller and try again."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pixels.DecompressionBombWarning)
            upload.seek(0)
            opened = Pixels.open(upload, formats=list(ACCEPTED))
            if max(opened.size) > LONGEST_SIDE:
                raise ValidationError(
                    _("The logo is larger than 4000 points. Make it smaller and try again.")
                )
            # What telephones take is called MPO where it holds more than one picture.
            kind = "JPEG" if opened.format == "MPO" else opened.format
            pixels = ImageOps.exif_transpose(opened)
            pixels.load()
    except UnidentifiedImageError:
        raise ValidationError(_("This is not a PNG, JPEG or WebP picture.")) from None
    except (Pixels.DecompressionBombError, Pixels.DecompressionBombWarning):
        raise ValidationError(_("The logo has too many points. Make it smaller.")) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError):
        raise ValidationError(
            _("The logo is damaged and cannot be read. Export it again.")
        ) from None
    content = _bare(pixels, kind)
    digest, (width, height) = hashlib.sha256(content).hexdigest()[:16], pixels.size
    name = f"{digest}-{width}x{height}.{ACCEPTED[kind]}"
    return ContentFile(content, name), pixels.size


def size_of(name: str) -> tuple[int, int] | None:
    """What its name says of a stored logo, so that no page has to open the file."""
    found = SIZE.search(name)
    return (int(found[1]), int(found[2])) if found else None


def _bare(pixels, kind: str) -> bytes:
    mode = "RGB" if kind == "JPEG" or not pixels.has_transparency_data else "RGBA"
    converted = pixels.convert(mode)
    bare = Pixels.new(mode, pixels.size)
    bare.paste(converted)
    buffer = io.BytesIO()
    bare.save(buffer, kind, **({"quality": 92} if kind == "JPEG" else {}))
    return buffer.getvalue()
