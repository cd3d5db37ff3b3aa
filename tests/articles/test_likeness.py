"""A picture that is here already is told: the same file, or nearly the same picture."""

import io
import random

import pytest
from django.db import connection
from django.urls import reverse
from PIL import Image as Pixels
from PIL import ImageEnhance, ImageFilter

from articles.actions.media import make_missing, store_image
from articles.likeness import bands, known_like
from articles.models import Image
from tests.articles.test_media import drawn, upload
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/articles/image/add/"


def scene(seed: int, size=(800, 500)) -> Pixels.Image:
    """A drawn photograph: soft patches of light, another for each seed."""
    numbers = random.Random(seed)
    small = Pixels.new("RGB", (9, 6))
    small.putdata([tuple(numbers.randrange(256) for _ in range(3)) for _ in range(54)])
    return small.resize(size, Pixels.Resampling.BICUBIC).filter(ImageFilter.GaussianBlur(3))


def saved(pixels, kind="JPEG", **options) -> bytes:
    buffer = io.BytesIO()
    pixels.save(buffer, kind, **options)
    return buffer.getvalue()


def stored(content: bytes) -> Image:
    return store_image(upload(content), by=None)


def test_the_same_file_is_known():
    content = drawn()
    first = stored(content)

    assert list(known_like(stored(content))) == [first]


@pytest.mark.parametrize(
    "changed",
    [
        lambda p: saved(p, quality=40),
        lambda p: saved(p, "WEBP", quality=60),
        lambda p: saved(p.resize((400, 250))),
        lambda p: saved(ImageEnhance.Brightness(p).enhance(1.08)),
    ],
)
def test_the_same_picture_in_another_file_is_known(changed):
    first = stored(saved(scene(1), quality=92))

    assert list(known_like(stored(changed(scene(1))))) == [first]


def test_other_pictures_are_not():
    for seed in range(2, 12):
        stored(saved(scene(seed)))

    assert not known_like(stored(saved(scene(1)))).exists()


def test_plain_grounds_are_like_no_other_unless_they_are_the_same_file():
    stored(drawn(colour="steelblue"))

    assert not known_like(stored(drawn(colour="firebrick"))).exists()


@pytest.mark.parametrize("apart", [0, 1, 4, 5])
def test_up_to_four_bits_apart_are_found_wherever_these_are(apart):
    numbers = random.Random(7)
    for _ in range(20):
        number = numbers.getrandbits(64) - (1 << 63)
        other = number
        for place in numbers.sample(range(63), apart):
            other ^= 1 << place
        first = ImageFactory(fingerprint=number, bands=bands(number))
        second = ImageFactory(fingerprint=other, bands=bands(other))

        assert (first in known_like(second)) == (apart <= 4)


def test_of_ten_thousand_pictures_few_are_compared():
    numbers = random.Random(3)
    many = (numbers.getrandbits(64) - (1 << 63) for _ in range(10_000))
    Image.objects.bulk_create(
        Image(width=9, height=9, digest=f"{n:x}", fingerprint=n, bands=bands(n)) for n in many
    )
    image = Image.objects.last()
    with connection.cursor() as cursor:
        cursor.execute("SELECT gin_clean_pending_list('pictures_that_look_alike')")
        cursor.execute("ANALYZE articles_image")

    plan = known_like(image).explain()

    assert "pictures_that_look_alike" in plan
    assert "Seq Scan" not in plan


def test_the_desk_offers_the_one_it_has_and_keeps_the_new_one_too(client, reporter):
    first = store_image(upload(saved(scene(1)), "pier.jpg"), by=None, caption="The pier")
    client.force_login(reporter)

    page = client.post(ADD, {"files": [upload(saved(scene(1), quality=50), "again.jpg")]}).text

    assert "This picture is here already" in page
    for name in ("change", "original"):
        assert reverse(f"admin:articles_image_{name}", args=[first.pk]) in page
    assert "Take “The pier”" in page
    new = Image.objects.get(original_name="again.jpg")
    assert reverse("admin:articles_image_change", args=[new.pk]) in page


def test_pictures_from_before_are_looked_at_by_the_job_that_makes_sizes(run_jobs):
    image = stored(saved(scene(1)))
    run_jobs()
    Image.objects.update(fingerprint=None, bands=None)

    assert make_missing() == 1
    run_jobs()

    image.refresh_from_db()
    assert make_missing() == 0
    assert list(known_like(stored(saved(scene(1), quality=50)))) == [image]
