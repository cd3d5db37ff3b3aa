"""Which addresses become embeds, and what is put into the frame."""

from urllib.parse import urlsplit

import pytest

from articles import embeds
from newsroom.settings.base import SECURE_CSP

KNOWN = [
    ("https://www.youtube.com/watch?v=dQw4w9WgXcQ&list=PL1", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("http://youtu.be/dQw4w9WgXcQ?t=43", "https://www.youtube.com/watch?v=dQw4w9WgXcQ&t=43s"),
    ("https://m.youtube.com/shorts/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ", "https://www.youtube.com/watch?v=dQw4w9WgXcQ"),
    ("https://vimeo.com/76979871", "https://vimeo.com/76979871"),
    ("https://player.vimeo.com/video/76979871?h=8272103f6e", "https://vimeo.com/76979871/8272103f6e"),
    ("https://twitter.com/paper/status/1234567890123?s=20", "https://x.com/paper/status/1234567890123"),
    ("https://mobile.x.com/paper/status/1234567890123/photo/1", "https://x.com/paper/status/1234567890123"),
    ("https://www.instagram.com/p/CxYz_12-ab/?igsh=1", "https://www.instagram.com/p/CxYz_12-ab/"),
    ("https://www.instagram.com/paper/reel/CxYz_12-ab/", "https://www.instagram.com/reel/CxYz_12-ab/"),
    ("https://www.facebook.com/paper/posts/pfbid0abc", "https://www.facebook.com/paper/posts/pfbid0abc"),
    ("https://m.facebook.com/watch/?v=1234567", "https://www.facebook.com/watch/?v=1234567"),
    ("https://www.facebook.com/paper/videos/a-title/1234567/", "https://www.facebook.com/paper/videos/1234567/"),
    ("https://www.tiktok.com/@paper/video/7123456789012345678", "https://www.tiktok.com/@paper/video/7123456789012345678"),
    ("https://open.spotify.com/intl-es/episode/4rOoJ6Egrf8K2IrywzwOMk?si=1", "https://open.spotify.com/episode/4rOoJ6Egrf8K2IrywzwOMk"),
    ("https://www.google.com/maps/place/Puerta+del+Sol/@40.41,-3.70,17z/data=!3m1", "https://www.google.com/maps?q=Puerta+del+Sol"),
    ("https://www.google.es/maps/@40.4168,-3.7038,15z", "https://www.google.com/maps?q=40.4168%2C-3.7038"),
    ("https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3037.4", "https://www.google.com/maps/embed?pb=!1m18!1m12!1m3!1d3037.4"),
]  # fmt: skip
UNKNOWN = [
    "", None, "not an address", "https://example.com/video", "javascript:alert(1)",
    "https://youtube.com.evil.example/watch?v=dQw4w9WgXcQ", "https://www.youtube.com/@channel",
    "https://www.youtube.com/watch?v=short", "https://user@www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://www.youtube.com:8443/watch?v=dQw4w9WgXcQ", "https://x.com/paper",
    "https://www.google.com/search?q=madrid", "data:text/html,https://vimeo.com/76979871",
    'https://vimeo.com/76979871"onload="x', "https://[broken", "https://www.facebook.com/paper",
    "https://www.facebook.com/plugins/post.php?href=https%3A%2F%2Fvimeo.com%2F76979871",
]  # fmt: skip


@pytest.mark.parametrize(("given", "address"), KNOWN)
def test_a_known_address_is_put_into_its_canonical_form_and_stays_there(given, address):
    assert embeds.find(given).address == address
    assert embeds.find(address) == embeds.find(given)


@pytest.mark.parametrize("given", UNKNOWN)
def test_any_other_address_is_not_embedded(given):
    assert embeds.find(given) is None


@pytest.mark.parametrize(("given", "address"), KNOWN)
def test_every_frame_is_on_a_site_the_content_policy_allows(given, address):
    frame = urlsplit(embeds.find(given).frame)

    assert f"{frame.scheme}://{frame.netloc}" in SECURE_CSP["frame-src"]


def test_every_provider_has_a_name_and_a_case_above():
    seen = {embeds.find(given).provider for given, _ in KNOWN}

    assert seen == set(embeds.NAMES)
