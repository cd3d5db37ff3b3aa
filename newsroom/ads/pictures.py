"""An advertiser's picture becomes one we know: read, of the right size, bare, still, small."""

import hashlib
import io
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pixels
from PIL import ImageOps, UnidentifiedImageError

from newsroom.ads.sizes import Size

LARGEST_BYTES = 3 * 1024 * 1024
LARGEST_STORED = 200 * 1024
ACCEPTED = ["PNG", "JPEG", "WEBP"]
QUALITIES = (84, 72, 60)


def read_picture(upload, size: Size) -> ContentFile:
    """The file to store, as WebP. Raises ValidationError in words.

    Twice the size is welcome too: it is sharper on fine screens.
    """
    if upload.size > LARGEST_BYTES:
        raise ValidationError(_("The picture is larger than 3 MB. Make it smaller and try again."))
    pixels = _pixels(upload, size)
    for quality in QUALITIES:
        content = _bare(pixels, quality)
        if len(content) <= LARGEST_STORED:
            return ContentFile(content, f"{hashlib.sha256(content).hexdigest()[:20]}.webp")
    raise ValidationError(_("The picture is too heavy for a page. Use fewer details in it."))


def _pixels(upload, size: Size) -> Pixels.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Pixels.DecompressionBombWarning)
            upload.seek(0)
            opened = Pixels.open(upload, formats=ACCEPTED)
            # The sizes are known before any point is read, so a bomb is refused unopened.
            if opened.size not in {(size.width, size.height), (2 * size.width, 2 * size.height)}:
                raise ValidationError(_wrong_size(opened.size, size))
            if getattr(opened, "n_frames", 1) > 1 and opened.format != "MPO":
                raise ValidationError(_("Nothing moves on these pages: send a still picture."))
            return ImageOps.exif_transpose(opened)
    except UnidentifiedImageError:
        raise ValidationError(_("This is not a PNG, JPEG or WebP picture.")) from None
    except (Pixels.DecompressionBombError, Pixels.DecompressionBombWarning):
        raise ValidationError(_("The picture has too many points. Make it smaller.")) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError):
        raise ValidationError(
            _("The picture is damaged and cannot be read. Export it again.")
        ) from None


def _wrong_size(found: tuple[int, int], size: Size) -> str:
    return _(
        "This picture is %(width)d × %(height)d. Needed is %(wanted)s, or twice that, %(double)s."
    ) % {
        "width": found[0],
        "height": found[1],
        "wanted": size,
        "double": f"{2 * size.width} × {2 * size.height}",
    }


def _bare(pixels: Pixels.Image, quality: int) -> bytes:
    """A new picture with the points alone; what else was in the file stays behind."""
    mode = "RGBA" if pixels.has_transparency_data else "RGB"
    bare = Pixels.new(mode, pixels.size)
    bare.paste(pixels.convert(mode))
    buffer = io.BytesIO()
    bare.save(buffer, "WEBP", quality=quality, method=4)
    return buffer.getvalue()
