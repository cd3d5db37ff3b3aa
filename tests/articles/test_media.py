"""Pictures in: what is refused and in which words, what is stripped, what sizes are made."""

import hashlib
import io
import json
import re
import struct
import time
import zlib
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image as Pixels
from PIL.PngImagePlugin import PngInfo

from articles.actions.media import make_renditions, set_focal_point, store_image, unfinished
from articles.models import Image, Rendition
from articles.renditions import picture, wanted

HOSTILE = Path(__file__).resolve().parents[3] / "shared" / "data" / "malicious" / "images"
PHOTOS = HOSTILE.parents[1] / "photos"
GPS = 0x8825

pytestmark = pytest.mark.django_db


def upload(content: bytes, name="photo.jpg"):
    return SimpleUploadedFile(name, content)


def drawn(size=(1600, 900), kind="JPEG", mode="RGB", colour="steelblue", **options) -> bytes:
    buffer = io.BytesIO()
    Pixels.new(mode, size, colour).save(buffer, kind, **options)
    return buffer.getvalue()


def with_gps() -> Pixels.Exif:
    exif = Pixels.Exif()
    exif[0x010F], exif[0x9003] = "SecretCamera", "2024:01:02 03:04:05"
    exif.get_ifd(GPS).update({1: "N", 2: (40.0, 25.0, 0.0), 3: "W", 4: (3.0, 42.0, 0.0)})
    return exif


def stored_bytes(image: Image) -> bytes:
    with image.file.open("rb") as file:
        return file.read()


def reopened(image: Image) -> Pixels.Image:
    opened = Pixels.open(io.BytesIO(stored_bytes(image)))
    opened.load()
    return opened


def test_a_photograph_is_stored_without_place_camera_or_words():
    xmp = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><secret-xmp/></x:xmpmeta>'
    content = drawn(exif=with_gps(), comment=b"secret-comment", xmp=xmp)
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0dsecret-iptc.."
    content = content[:2] + b"\xff\xed" + struct.pack(">H", len(iptc) + 2) + iptc + content[2:]
    for secret in (b"SecretCamera", b"secret-comment", b"secret-xmp", b"secret-iptc"):
        assert secret in content

    image = store_image(upload(content), by=None)

    kept = stored_bytes(image)
    for secret in (b"SecretCamera", b"secret", b"2024:01:02", b"Exif", b"xmp", b"8BIM"):
        assert secret not in kept
    assert not reopened(image).getexif()
    assert set(reopened(image).info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


@pytest.mark.parametrize(("kind", "name"), [("PNG", "png"), ("WEBP", "webp"), ("AVIF", "avif")])
def test_no_format_keeps_its_metadata(kind, name):
    options = {"exif": with_gps()}
    if kind == "PNG":
        words = PngInfo()
        words.add_text("Comment", "secret-words")
        words.add_itxt("XML:com.adobe.xmp", "<secret-xmp/>")
        options["pnginfo"] = words
    else:
        options["xmp"] = b"<secret-xmp/>"

    image = store_image(upload(drawn(kind=kind, **options), f"a.{name}"), by=None)

    kept = stored_bytes(image)
    assert b"secret" not in kept
    assert b"SecretCamera" not in kept
    assert not reopened(image).info.keys() & {"exif", "xmp", "icc_profile", "Comment"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_stands_upright(orientation):
    upright = Pixels.new("RGB", (80, 40), "white")
    upright.paste("red", (0, 0, 20, 20))  # top left
    undone = {
        2: [Pixels.Transpose.FLIP_LEFT_RIGHT], 3: [Pixels.Transpose.ROTATE_180],
        4: [Pixels.Transpose.FLIP_TOP_BOTTOM], 5: [Pixels.Transpose.TRANSPOSE],
        6: [Pixels.Transpose.ROTATE_90], 7: [Pixels.Transpose.TRANSVERSE],
        8: [Pixels.Transpose.ROTATE_270],
    }  # fmt: skip
    turned = upright
    for step in undone.get(orientation, []):
        turned = turned.transpose(step)
    exif = Pixels.Exif()
    exif[0x0112] = orientation
    buffer = io.BytesIO()
    turned.save(buffer, "JPEG", exif=exif, quality=95)

    image = store_image(upload(buffer.getvalue()), by=None)

    shown = reopened(image)
    assert (image.width, image.height) == shown.size == (80, 40)
    red, green, _ = shown.getpixel((8, 8))
    assert red > 200
    assert green < 60
    assert min(shown.getpixel((70, 30))) > 200


def test_grey_of_sixteen_bits_keeps_its_shades():
    image = store_image(upload(drawn((40, 40), "PNG", "I;16", 30000), "a.png"), by=None)

    assert reopened(image).getpixel((5, 5)) == pytest.approx((117, 117, 117), abs=2)


def test_what_shows_through_stays_so_in_the_original_and_is_white_in_a_jpeg():
    see_through = drawn((480, 270), "WEBP", "RGBA", (255, 0, 0, 0), lossless=True)

    image = store_image(upload(see_through, "a.webp"), by=None)
    make_renditions(image.pk)

    assert reopened(image).mode == "RGBA"
    jpeg = image.renditions.filter(format="jpeg").first()
    with jpeg.file.open("rb") as file, Pixels.open(file) as opened:
        assert min(opened.getpixel((9, 9))) > 250


def chunk(kind: bytes, data: bytes) -> bytes:
    sealed = kind + data
    return struct.pack(">I", len(data)) + sealed + struct.pack(">I", zlib.crc32(sealed))


def png_bomb(width: int, height: int) -> bytes:
    """A small file that says it is enormous."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    points = zlib.compress(b"\0" * 100_000)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", points) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"GIF89a" + b"\0" * 40, "not a JPEG, PNG, WebP or AVIF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "not a JPEG"),
        (b"%PDF-1.7 ...", "not a JPEG"),
        (b"<html><script>alert(1)</script>", "not a JPEG"),
        (drawn()[:2000], "damaged"),
        (drawn(kind="PNG")[:60], "damaged|not a JPEG"),
        (png_bomb(100_000, 100_000), "50 million"),
        (png_bomb(8_000, 7_000), "50 million"),
        (png_bomb(1, 30_000), "50 million"),
        (png_bomb(5_000, 5_000), "damaged"),
        (drawn((100, 1_200), "PNG"), "strip"),
    ],
)
def test_what_cannot_be_taken_is_refused_in_words_and_leaves_nothing(content, words, media):
    with pytest.raises(ValidationError, match=words):
        store_image(upload(content), by=None)

    assert not Image.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_a_file_beyond_thirty_megabytes_is_not_even_opened():
    class Heavy(SimpleUploadedFile):
        def read(self, *args):
            raise AssertionError("opened")

    heavy = Heavy("a.jpg", b"")
    heavy.size = 30 * 1024 * 1024 + 1

    with pytest.raises(ValidationError, match="30 MB"):
        store_image(heavy, by=None)


def test_the_name_of_the_file_decides_nothing():
    image = store_image(upload(drawn(kind="PNG"), "../../evil.php\x00.jpg"), by=None)

    assert image.file.name.startswith("originals/")
    assert image.file.name.endswith(".png")
    assert "evil" not in image.file.name


def test_code_behind_a_picture_is_not_stored():
    image = store_image(upload(drawn() + b"<?php system('id'); ?><script>1</script>"), by=None)

    assert b"<?php" not in stored_bytes(image)


def test_a_stored_picture_queues_its_sizes_and_the_worker_makes_them(run_jobs):
    image = store_image(upload(drawn()), by=None)
    assert not image.renditions.exists()

    assert run_jobs() == ["articles.tasks.render_image"]

    made = {(r.ratio, r.width, r.format) for r in image.renditions.all()}
    assert made == set(wanted(image.width, image.height))
    assert {("share", 1200, "jpeg"), ("4x3", 1200, "jpeg")} <= made
    assert ("1x1", 1200, "jpeg") not in made  # 900 points high: never drawn larger
    for rendition in image.renditions.all():
        with rendition.file.open("rb") as file, Pixels.open(file) as opened:
            assert opened.size == (rendition.width, rendition.height)
            assert not opened.getexif()


def test_nobody_tells_the_name_of_a_file_from_the_file_before_a_page_does(client, run_jobs):
    image = store_image(upload(drawn((700, 500))), by=None)
    run_jobs()

    for rendition in image.renditions.all():
        with rendition.file.open("rb") as file:
            digest = hashlib.sha256(file.read()).hexdigest()
        name, mark = rendition.file.name.removesuffix(f".{rendition.format}").rsplit("-", 1)
        assert re.fullmatch("[0-9a-f]{32}", mark)
        assert mark not in digest
        for guess in (digest[:10], digest[:32]):
            assert client.get(f"/media/{name}-{guess}.{rendition.format}").status_code == 404


def test_sizes_wanted_since_are_made_of_pictures_that_are_there_already(run_jobs):
    whole, older = (store_image(upload(drawn((1700, 1300))), by=None) for _ in range(2))
    run_jobs()
    older.renditions.filter(ratio="share").delete()

    call_command("make_missing_sizes")

    assert run_jobs() == ["articles.tasks.render_image"]
    assert older.renditions.filter(ratio="share").count() == 2
    assert unfinished(Image.objects.all()) == []
    assert whole.renditions.filter(ratio="share").count() == 2


def test_a_size_is_missed_whatever_others_are_there(run_jobs):
    image = store_image(upload(drawn((700, 500))), by=None)
    run_jobs()
    image.renditions.filter(ratio="full").update(width=960)  # the smallest there was once

    call_command("make_missing_sizes")

    assert run_jobs() == ["articles.tasks.render_image"]
    assert image.renditions.filter(ratio="full", width=750).count() == 2


def test_a_page_does_without_a_size_that_is_not_made_yet():
    image = store_image(upload(drawn()), by=None)
    make_renditions(image.pk)
    image.renditions.filter(width=750).delete()

    shown = picture(Image.objects.get(pk=image.pk), "16x9")

    assert [part.split()[1] for part in shown.srcset.split(", ")] == ["480w", "960w", "1600w"]


def test_making_the_sizes_again_changes_nothing(media):
    image = store_image(upload(drawn()), by=None)
    make_renditions(image.pk)
    rows = list(image.renditions.values_list("pk", "file"))
    files = sorted(media.rglob("*.*"))

    make_renditions(image.pk)

    assert list(image.renditions.values_list("pk", "file")) == rows
    assert sorted(media.rglob("*.*")) == files


def test_a_small_picture_is_not_blown_up():
    image = store_image(upload(drawn((700, 500))), by=None)

    make_renditions(image.pk)

    assert set(image.renditions.values_list("ratio", "width")) == {
        ("16x9", 480), ("4x3", 480), ("1x1", 480), ("full", 750),
        ("share", 600),
    }  # fmt: skip


def test_a_crop_keeps_the_focal_point_and_moves_with_it(media):
    wide = Pixels.new("RGB", (1800, 600), "white")
    wide.paste("red", (0, 0, 300, 600))
    wide.paste("blue", (1500, 0, 1800, 600))
    buffer = io.BytesIO()
    wide.save(buffer, "PNG")
    image = store_image(upload(buffer.getvalue()), by=None, focal=(0, 50))
    make_renditions(image.pk)

    def middle_left_and_right():
        square = image.renditions.get(ratio="1x1", format="jpeg")
        with square.file.open("rb") as file, Pixels.open(file) as opened:
            return opened.getpixel((20, 240)), opened.getpixel((460, 240))

    left, right = middle_left_and_right()
    assert left[0] > 200 > left[2] + 100  # red
    assert min(right) > 200
    former = image.renditions.get(ratio="1x1", format="jpeg").file.path

    set_focal_point(image, x=100, y=50)
    make_renditions(image.pk)

    left, right = middle_left_and_right()
    assert min(left) > 200
    assert right[2] > 200 > right[0] + 100  # blue
    assert not Path(former).exists()


def test_a_picture_that_is_gone_is_no_failure_for_the_worker():
    make_renditions(987_654)

    assert not Rendition.objects.exists()


def test_a_page_shows_what_is_ready_and_nothing_while_nothing_is():
    image = store_image(upload(drawn()), by=None)
    assert picture(image, "16x9") is None

    make_renditions(image.pk)
    shown = picture(Image.objects.get(pk=image.pk), "16x9")

    assert shown.src.endswith(".jpeg")
    assert [part.split()[1] for part in shown.srcset.split(", ")] == [
        "480w",
        "750w",
        "960w",
        "1600w",
    ]
    assert shown.sources[0][0] == "image/avif"
    assert (shown.width, shown.height) == (1600, 900)


def test_fifty_megapixels_are_taken_in_good_time():
    content = drawn((8_600, 5_800), quality=70)
    start = time.process_time()

    image = store_image(upload(content), by=None)

    assert (image.width, image.height) == (8_600, 5_800)
    assert time.process_time() - start < 20


hostile_files = [f for f in sorted(HOSTILE.rglob("*")) if f.is_file() and f.suffix != ".json"]


@pytest.mark.skipif(not hostile_files, reason="the hostile pictures are not beside this folder")
def test_no_hostile_picture_crashes_or_is_stored_unsafe():
    truth = json.loads((HOSTILE / "images.truth.json").read_text())
    taken, refused = 0, []
    for file in hostile_files:
        said = truth.get(str(file.relative_to(HOSTILE)), {})
        start = time.process_time()
        try:
            image = store_image(upload(file.read_bytes(), file.name), by=None)
        except ValidationError as refusal:
            refused.append(refusal.messages[0])
            continue
        finally:
            assert time.process_time() - start < 10, file
        taken += 1
        opened = reopened(image)
        assert said.get("format") in {"JPEG", "MPO", "PNG", "WEBP", "AVIF"}, file
        assert said["megapixels"] <= 50, file
        assert opened.format in {"JPEG", "PNG"}, file
        assert not opened.getexif(), file
        assert not opened.info.keys() & {"exif", "xmp", "icc_profile", "comment", "photoshop"}, file
        for mark in (b"<?php", b"<script", b"<html", b"PK\x03\x04", b"Exif\x00"):
            assert mark not in stored_bytes(image), file
    assert taken > 30
    assert len(refused) > 30
    assert all(words.endswith(".") for words in refused)


@pytest.mark.skipif(not PHOTOS.exists(), reason="the photographs are not beside this folder")
def test_real_photographs_come_in_upright_and_bare():
    for file in sorted(PHOTOS.glob("*.jpg"))[::5]:
        image = store_image(upload(file.read_bytes(), file.name), by=None)

        assert min(image.width, image.height) > 500
        assert not reopened(image).getexif()
