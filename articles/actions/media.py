"""Pictures in: verified, turned upright, stripped of every metadata, stored; then made in sizes."""

import hashlib
import io
import uuid
import warnings
from datetime import datetime
from itertools import groupby

from django.contrib.postgres.aggregates import ArrayAgg
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import TextField, Value
from django.db.models.functions import Concat
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from PIL import Image as Pixels
from PIL import ImageCms, ImageOps, UnidentifiedImageError

from accounts.models import User
from articles import iptc, likeness, tasks
from articles.models import Image, Rendition
from articles.models.image import folder
from articles.renditions import FORMATS, RATIOS, wanted

LARGEST_BYTES = 30 * 1024 * 1024
LARGEST_PIXELS = 50_000_000
LONGEST_SIDE = 20_000
# A strip a thousand times as high as wide would be a wall of points at the width of a page.
NARROWEST = 10
OF_A_FILE = [
    "file", "original_name", "width", "height", "digest", "uploaded_digest", "fingerprint", "bands",
]  # fmt: skip
READ = ["JPEG", "PNG", "WEBP", "AVIF"]
Pixels.MAX_IMAGE_PIXELS = LARGEST_PIXELS


def store_image(
    upload, *, by: User | None, alt: str = "", caption: str = "", credit: str = "",
    licence: str = "", decorative: bool = False, focal: tuple[int, int] = (50, 50),
    words_of_file: bool = False,
) -> Image:  # fmt: skip
    """Store an uploaded file as a picture and queue its sizes. With `words_of_file`, caption and
    credit are those its metadata holds, where none are given.

    Raises ValidationError in words when the file is not a picture we can take.
    """
    image = Image(
        alt=alt,
        caption=caption,
        credit=credit,
        licence=licence,
        decorative=decorative,
        focal_x=focal[0],
        focal_y=focal[1],
        uploaded_by=by,
    )
    told = _take_in(image, upload)
    if words_of_file:
        image.caption = caption or told.caption[:400]
        image.credit = credit or told.credit[:160]
    with transaction.atomic():
        image.save()
        tasks.render_image.defer(image_id=image.pk)
    return image


def replace_file(image: Image, upload, *, by: User) -> Image:
    """Another file for the same picture: its words, rights and stories stay, all sizes are made
    anew. The former original goes when they are there.

    Raises ValidationError in words when the file is not a picture we can take.
    """
    former = image.file.name
    _take_in(image, upload)
    with transaction.atomic():
        image.save(update_fields=OF_A_FILE)
        tasks.render_image.defer(image_id=image.pk, former=former)
    return image


def _take_in(image: Image, upload) -> iptc.Words:
    """Store the file beside those that are there, and what is known of it on the row. What its
    metadata said is returned and not kept."""
    pixels, extension, told = _decode(upload)
    content = _encode(pixels, extension)
    name = getattr(upload, "name", "") or ""
    image.original_name = "".join(filter(str.isprintable, name))[-200:]
    image.width, image.height = pixels.size
    image.digest = hashlib.sha256(content).hexdigest()
    upload.seek(0)
    image.uploaded_digest = hashlib.file_digest(upload, "sha256").hexdigest()
    _look_at(image, pixels)
    image.file.save(f"{uuid.uuid4().hex}.{extension}", ContentFile(content), save=False)
    return told


@transaction.atomic
def set_focal_point(image: Image, *, x: int, y: int, by: User | None = None) -> Image:
    """Move the point every crop keeps, and queue the crops anew."""
    image.focal_x, image.focal_y = max(0, min(100, x)), max(0, min(100, y))
    image.save(update_fields=["focal_x", "focal_y"])
    tasks.render_image.defer(image_id=image.pk)
    return image


@transaction.atomic
def set_end_of_rights(image: Image, *, at: datetime | None, by: User | None = None) -> Image:
    """Readers see the picture until then; the job moves its files to where this is looked after."""
    image.expires_at = at
    image.save(update_fields=["expires_at"])
    tasks.render_image.defer(image_id=image.pk)
    return image


@transaction.atomic
def describe(image: Image, *, focal: tuple[int, int], by: User | None = None) -> Image:
    """Store the words set on a picture, and its focal point when that has moved."""
    image.save(update_fields=["alt", "decorative", "caption", "credit", "licence"])
    if focal != (image.focal_x, image.focal_y):
        set_focal_point(image, x=focal[0], y=focal[1], by=by)
    return image


def make_renditions(image_id: int, former: str = "") -> None:
    """Make every size of a picture. What was made before goes when the new are there, and so does
    the original that stood in its place."""
    image = Image.objects.filter(pk=image_id).first()
    if image is None:
        return
    with image.file.open("rb") as file, Pixels.open(file) as opened:
        pixels = opened.convert("RGBA" if opened.has_transparency_data else "RGB")
    if image.bands is None:  # taken in before anybody looked
        _look_at(image, pixels)
        image.save(update_fields=["fingerprint", "bands"])
    sizes = groupby(wanted(pixels.width, pixels.height), key=lambda size: size[:2])
    for (ratio, width), formats in sizes:
        crop = _crop(image, pixels, ratio, width)
        for *_size, kind in formats:
            _store_rendition(image, ratio, crop, width, kind)
    _drop_unwanted(image)
    if former and not Image.objects.filter(file=former).exists():
        image.file.storage.delete(former)


def _look_at(image: Image, pixels: Pixels.Image) -> None:
    image.fingerprint = likeness.fingerprint(pixels)
    image.bands = likeness.bands(image.fingerprint)


def _drop_unwanted(image: Image) -> None:
    """Sizes a smaller file cannot fill still show the file before it."""
    kept = set(wanted(image.width, image.height))
    for row in image.renditions.all():
        if (row.ratio, row.width, row.format) not in kept:
            row.delete()
            row.file.storage.delete(row.file.name)


def make_missing() -> int:
    """Queue the pictures of which not every size is there, or at which nobody has looked; the
    number of them is returned."""
    ids = unfinished(Image.objects.all())
    ids = list(
        dict.fromkeys([*ids, *Image.objects.filter(bands=None).values_list("pk", flat=True)])
    )
    for pk in ids:
        tasks.render_image.defer(image_id=pk)
    return len(ids)


def unfinished(images) -> list[int]:
    """Those of the pictures of which not every size is there."""
    space = Value(" ")
    size = Concat(
        "renditions__ratio", space, "renditions__width", space, "renditions__format",
        output_field=TextField(),
    )  # fmt: skip
    made = images.annotate(made=ArrayAgg(size)).order_by("pk")
    rows = made.values_list("pk", "width", "height", "made").iterator()
    return [
        pk
        for pk, width, height, there in rows
        if not {f"{r} {w} {kind}" for r, w, kind in wanted(width, height)} <= set(there)
    ]


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
    mark = _mark(content)
    row = Rendition.objects.filter(image=image, ratio=ratio, width=width, format=kind).first()
    former = row.file.name if row else ""
    row = row or Rendition(image=image, ratio=ratio, width=width, format=kind)
    row.image = image
    if mark in former and former.startswith(folder(row, "")):
        return
    row.height = crop.height
    row.file.save(f"{image.pk}-{ratio}-{width}-{mark}.{kind}", ContentFile(content), save=False)
    row.save()
    if former:
        row.file.storage.delete(former)


def _mark(content: bytes) -> str:
    """Names the content, so that a name never shows another; and nobody without the key can tell
    it, even with the picture in hand: until a page names the file, it cannot be asked for."""
    return salted_hmac("articles.rendition", content, algorithm="sha256").hexdigest()[:32]


def _decode(upload) -> tuple[Pixels.Image, str, iptc.Words]:
    """The upright pixels in sRGB without metadata, the extension of the stored file, and the words
    that were in the metadata."""
    if upload.size > LARGEST_BYTES:
        raise ValidationError(_("The picture is larger than 30 MB. Make it smaller and try again."))
    if not upload.size:
        raise ValidationError(_("The file is empty. Choose another."))
    try:
        with warnings.catch_warnings():
            # What Pillow finds odd in a file and can read all the same is no reason to refuse it.
            warnings.simplefilter("ignore")
            warnings.simplefilter("error", Pixels.DecompressionBombWarning)
            upload.seek(0)
            opened = Pixels.open(upload, formats=READ)
            _check_size(*opened.size)
            opened.load()
            lossless, told = opened.format == "PNG", iptc.read(opened)
            ImageOps.exif_transpose(opened, in_place=True)
            pixels = _in_srgb(opened)
            pixels.info.clear()  # a comment in it would be written again
            return pixels, "png" if lossless or pixels.mode == "RGBA" else "jpg", told
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


def _check_size(width: int, height: int) -> None:
    if width * height > LARGEST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Pixels.DecompressionBombError
    if max(width, height) > NARROWEST * min(width, height):
        raise ValidationError(
            _("The picture is a strip, more than ten times as long as wide. Crop it first.")
        )


def _in_srgb(pixels: Pixels.Image) -> Pixels.Image:
    """RGB, or RGBA where something shows through."""
    mode = "RGBA" if pixels.has_transparency_data else "RGB"
    if pixels.mode.startswith("I"):
        # Grey of 16 bits: Pillow would cut it off at 255 instead of scaling it.
        pixels = pixels.convert("I").point(lambda value: value / 256).convert("L")
    profile = pixels.info.get("icc_profile")
    if profile and pixels.mode in {"RGB", "RGBA", "CMYK", "L"}:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            target = ImageCms.createProfile("sRGB")
            made = "RGBA" if pixels.mode == "RGBA" else "RGB"
            pixels = ImageCms.profileToProfile(pixels, source, target, outputMode=made)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # an unreadable profile is no reason to refuse the picture
    return pixels if pixels.mode == mode else pixels.convert(mode)


def _encode(pixels: Pixels.Image, extension: str) -> bytes:
    """The original as it is kept: quick to write, and good enough to make every size from."""
    buffer = io.BytesIO()
    if extension == "jpg":
        pixels.save(buffer, "JPEG", quality=92, subsampling=0)
    else:
        pixels.save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()
