"""What photographers write into their files is offered to the desk, and kept nowhere else."""

import struct

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.actions.media import store_image
from articles.models import Image
from tests.articles.test_media import drawn, stored_bytes, upload

pytestmark = pytest.mark.django_db
UTF_8 = (1, 90, b"\x1b%G")
CAPTION, CREDIT, BYLINE, DATE, CITY = 120, 110, 80, 55, 90


def with_iptc(*fields: tuple[int, int, bytes]) -> bytes:
    """A photograph with these (record, field, words), as cameras and agencies write them."""
    block = b"".join(struct.pack(">BBBH", 0x1C, r, f, len(text)) + text for r, f, text in fields)
    block += b"\0" * (len(block) % 2)
    held = b"Photoshop 3.0\0" + b"8BIM\x04\x04\0\0" + struct.pack(">L", len(block)) + block
    content = drawn()
    return content[:2] + b"\xff\xed" + struct.pack(">H", len(held) + 2) + held + content[2:]


def said(*fields) -> tuple[str, str]:
    image = store_image(upload(with_iptc(*fields)), by=None, words_of_file=True)
    return image.caption, image.credit


def test_caption_and_credit_are_read_and_the_file_keeps_none_of_it():
    fields = [
        UTF_8, (2, CAPTION, "Año nuevo\r\nen Mijas".encode()), (2, BYLINE, b"Ana Ruiz"),
        (2, CREDIT, b"Agency"), (2, CITY, b"Secretville"), (2, DATE, b"20260101"),
    ]  # fmt: skip

    image = store_image(upload(with_iptc(*fields)), by=None, words_of_file=True)

    assert (image.caption, image.credit) == ("Año nuevo en Mijas", "Ana Ruiz / Agency")
    for words in (b"Mijas", b"Ana Ruiz", b"Secretville", b"8BIM"):
        assert words not in stored_bytes(image)


def test_older_files_are_read_as_windows_wrote_them():
    assert said((2, CAPTION, "Málaga – “noche”".encode("cp1252"))) == ("Málaga – “noche”", "")


def test_one_name_said_twice_is_credited_once():
    assert said((2, BYLINE, b"Ana"), (2, CREDIT, b"Ana")) == ("", "Ana")


def test_two_photographers_are_both_credited():
    assert said((2, BYLINE, b"Ana"), (2, BYLINE, b"Tom")) == ("", "Ana, Tom")


def test_long_and_odd_words_are_cut_and_cleaned():
    caption, credit = said((2, CAPTION, b"\x00<b>a</b>\x07" + b"c" * 900), (2, BYLINE, b"n" * 300))

    assert caption == "<b>a</b>" + "c" * 392
    assert credit == "n" * 160


@pytest.mark.parametrize("cut", range(20, 60, 4))
def test_broken_words_are_no_reason_to_refuse_a_picture(cut):
    content = with_iptc((2, CAPTION, b"Words that are cut off"))
    broken = content[:cut] + b"\x1c\xff" + content[cut + 2 :]

    image = store_image(upload(broken), by=None, words_of_file=True)

    assert image.width == 1600


def test_what_the_desk_types_goes_before_what_the_file_says(client, reporter):
    client.force_login(reporter)
    content = with_iptc((2, CAPTION, b"Noon"), (2, BYLINE, b"Ana"))
    file = SimpleUploadedFile("boat.jpg", content, "image/jpeg")

    client.post("/admin/articles/image/add/", {"files": [file], "credit": "Photo: Tom"})

    image = Image.objects.get()
    assert (image.caption, image.credit) == ("Noon", "Photo: Tom")


def test_pictures_of_a_site_that_moves_in_have_the_words_of_that_site():
    image = store_image(upload(with_iptc((2, CAPTION, b"Noon"))), by=None)

    assert image.caption == ""
