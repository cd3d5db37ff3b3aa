"""Pictures in: verified, turned upright, stripped of every metadata, stored; then made in sizes."""

import hashlib
import io
import uuid
import warnings

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pixels
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from accounts.models import User
from articles import tasks
from articles.models import Image, Rendition
from articles.renditions import FORMATS, PAGE_FORMATS, RATIOS, WANTED

LARGEST_BYTES = 30 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
ACCEPTED = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "AVIF": "avif"}
Pixels.MAX_IMAGE_PIXELS = LARGEST_PIXELS


def store_image(
    upload, *, by: User | None, alt: str = "", caption: str = "", credit: str = "",
    decorative: bool = False, focal: tuple[int, int] = (50, 50),
) -> Image:  # fmt: skip
    """Store an uploaded file as a picture and queue its sizes.

    Raises ValidationError in words when the file is not a picture we can take.
    """
    pixels, extension = _decode(upload)
    content = _encode(pixels, extension)
    image = Image(
        original_name=(getattr(upload, "name", "") or "")[-200:],
        alt=alt,
        caption=caption,
        credit=credit,
        decorative=decorative,
        focal_x=focal[0],
        focal_y=focal[1],
        width=pixels.width,
        height=pixels.height,
        digest=hashlib.sha256(content).hexdigest(),
        uploaded_by=by,
    )
    with transaction.atomic():
        image.file.save(f"{uuid.uuid4().hex}.{extension}", ContentFile(content), save=False)
        image.save()
        tasks.render_image.defer(image_id=image.pk)
    return image


@transaction.atomic
def set_focal_point(image: Image, *, x: int, y: int, by: User | None = None) -> Image:
    """Move the point every crop keeps, and queue the crops anew."""
    image.focal_x, image.focal_y = max(0, min(100, x)), max(0, min(100, y))
    image.save(update_fields=["focal_x", "focal_y"])
    tasks.render_image.defer(image_id=image.pk)
    return image


def make_renditions(image_id: int) -> None:
    """Make every size of a picture. Files of an earlier focal point go when the new are there."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        return
    with image.file.open("rb") as file, Pixels.open(file) as opened:
        pixels = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    for ratio, widths in WANTED.items():
        for width in widths:
            crop = _crop(image, pixels, ratio, width)
            for kind in PAGE_FORMATS:
                _store_rendition(image, ratio, crop, width, kind)


def _crop(image: Image, pixels: Pixels.Image, ratio: str, width: int) -> Pixels.Image:
    shape = RATIOS[ratio]
    if shape is None:
        height = max(1, round(pixels.height * width / pixels.width))
        return pixels.resize((width, height), Pixels.Resampling.LANCZOS)
    size = (width, round(width * shape[1] / shape[0]))
    focal = (image.focal_x / 100, image.focal_y / 100)
    return ImageOps.fit(pixels, size, Pixels.Resampling.LANCZOS, centering=focal)


def _store_rendition(image: Image, ratio: str, crop: Pixels.Image, width: int, kind: str) -> None:
    buffer = io.BytesIO()
    if kind == "jpeg" and crop.mode == "RGBA":
        ground = Pixels.new("RGB", crop.size, "white")
        ground.paste(crop, mask=crop.getchannel("A"))
        crop = ground
    crop.save(buffer, kind.upper(), **FORMATS[kind])
    content = buffer.getvalue()
    mark = hashlib.sha256(content).hexdigest()[:10]
    row = Rendition.objects.filter(image=image, ratio=ratio, width=width, format=kind).first()
    if row and mark in row.file.name:
        return
    former = row.file.name if row else ""
    row = row or Rendition(image=image, ratio=ratio, width=width, format=kind)
    row.height = crop.height
    row.file.save(f"{image.pk}-{ratio}-{width}-{mark}.{kind}", ContentFile(content), save=False)
    row.save()
    if former:
        row.file.storage.delete(former)


def _decode(upload) -> tuple[Pixels.Image, str]:
    """The upright pixels in sRGB without metadata, and the extension of the stored file."""
    if upload.size > LARGEST_BYTES:
        raise ValidationError(_("The picture is larger than 30 MB. Make it smaller and try again."))
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose another."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Pixels.DecompressionBombWarning)
            upload.seek(0)
            opened = Pixels.open(upload, formats=list(ACCEPTED))
            width, height = opened.size
            if width * height > LARGEST_PIXELS or max(width, height) > LONGEST_SIDE:
                raise Pixels.DecompressionBombError
            opened.load()
            extension = ACCEPTED[opened.format]
            upright = ImageOps.exif_transpose(opened)
            return _bare(_in_srgb(upright)), extension
    except (Pixels.DecompressionBombError, Pixels.DecompressionBombWarning):
        raise ValidationError(
            _("The picture has more than 50 million points. Make it smaller and try again.")
        ) from None
    except UnidentifiedImageError:
        raise ValidationError(
            _("This is not a JPEG, PNG, WebP or AVIF picture. Save it as one of these.")
        ) from None
    except (OSError, SyntaxError, ValueError, EOFError, MemoryError, OverflowError):
        raise ValidationError(
            _("The picture is damaged and cannot be read. Export it again and try once more.")
        ) from None


def _in_srgb(pixels: Pixels.Image) -> Pixels.Image:
    mode = "RGBA" if pixels.has_transparency_data else "RGB"
    profile = pixels.info.get("icc_profile")
    if profile and pixels.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            keeps_alpha = pixels.mode == "RGBA"
            return ImageCms.profileToProfile(
                pixels, source, target, outputMode="RGBA" if keeps_alpha else "RGB"
            ).convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # an unreadable profile is no reason to refuse the picture
    return pixels.convert(mode)


def _bare(pixels: Pixels.Image) -> Pixels.Image:
    """A new picture with the same points and nothing else."""
    bare = Pixels.new(pixels.mode, pixels.size)
    bare.paste(pixels)
    bare.info.clear()
    return bare


def _encode(pixels: Pixels.Image, extension: str) -> bytes:
    buffer = io.BytesIO()
    if extension == "jpg":
        pixels.convert("RGB").save(buffer, "JPEG", quality=92, subsampling=0)
    elif extension == "png":
        pixels.save(buffer, "PNG")
    elif extension == "webp":
        pixels.save(buffer, "WEBP", quality=92)
    else:
        pixels.save(buffer, "AVIF", quality=85, speed=8, max_threads=2)
    return buffer.getvalue()
