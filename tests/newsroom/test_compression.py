"""Pages leave small; pictures, which are small already, leave as they are."""

import brotli
import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from newsroom.compression import CompressionMiddleware

WORDS = b"<p>The reservoir is full again.</p>" * 50


def answer(response, *, accepts="gzip, deflate, br, zstd", public=True):
    request = RequestFactory().get("/", headers={"Accept-Encoding": accepts})
    request.public_page = public
    return CompressionMiddleware(lambda _: response)(request)


def test_a_public_page_has_the_same_small_bytes_each_time():
    first, second = (answer(HttpResponse(WORDS, headers={"ETag": '"a"'})) for _ in range(2))

    assert first["Content-Encoding"] == "br"
    assert brotli.decompress(first.content) == WORDS
    assert first.content == second.content
    assert first["ETag"] == 'W/"a"'
    assert first["Content-Length"] == str(len(first.content))


def test_a_page_for_one_person_hides_its_length():
    response = answer(HttpResponse(WORDS), public=False)

    assert response["Content-Encoding"] == "gzip"


def test_an_old_browser_gets_what_it_can_read():
    assert answer(HttpResponse(WORDS), accepts="gzip")["Content-Encoding"] == "gzip"
    assert not answer(HttpResponse(WORDS), accepts="identity").has_header("Content-Encoding")


def test_a_picture_leaves_as_it_is():
    response = answer(HttpResponse(b"x" * 5000, content_type="image/jpeg"))

    assert not response.has_header("Content-Encoding")
    assert response.content == b"x" * 5000


@pytest.mark.django_db
def test_the_front_page_is_compressed_and_revalidates(client):
    headers = {"Accept-Encoding": "gzip, br"}

    page = client.get("/", headers=headers)
    again = client.get("/", headers={**headers, "If-None-Match": page["ETag"]})

    assert page["Content-Encoding"] == "br"
    assert again.status_code == 304
