"""Advertising in the desk: who may, what is refused and how, what it says."""

import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels
from PIL import PngImagePlugin

from articles.actions import editing
from newsroom.ads.choosing import forget, this_hour
from newsroom.ads.models import Booking, Creative, HourlyCount, Placement
from tests.ads.making import BookingFactory, HouseFactory, PaidFactory, placement
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def forgetful():
    forget()
    yield
    forget()


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(role="Advertising"))
    return client


def picture(width, height, kind="PNG", name="summer.png", **options) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pixels.new("RGB", (width, height), "teal").save(buffer, kind, **options)
    return SimpleUploadedFile(name, buffer.getvalue())


def add_creative(desk, **fields):
    values = {
        "kind": "paid",
        "name": "Summer",
        "advertiser": "Vela Boats",
        "alt": "A boat",
        "link": "https://boats.example/",
        **fields,
    }
    return desk.post(reverse("admin:ads_creative_add"), values)


def test_a_picture_is_stored_bare_small_and_under_a_name_of_its_own(desk):
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", "made by somebody")

    response = add_creative(desk, box=picture(600, 500, pnginfo=words))

    assert response.status_code == 302, response.context["errors"]
    stored = Creative.objects.get().box
    assert stored.name.startswith("promos/")
    assert "summer" not in stored.name
    with default_storage.open(stored.name) as file:
        content = file.read()
    assert b"somebody" not in content
    with Pixels.open(io.BytesIO(content)) as found:
        assert (found.format, found.size) == ("WEBP", (600, 500))


@pytest.mark.parametrize(
    ("upload", "said"),
    [
        (lambda: picture(300, 251), "300 × 251. Needed is 300 × 250, or twice that, 600 × 500"),
        (lambda: SimpleUploadedFile("a.png", b"<svg onload=alert(1)>"), "valid image"),
        (
            lambda: picture(
                300, 250, "WEBP", append_images=[Pixels.new("RGB", (300, 250))], save_all=True
            ),
            "still picture",
        ),
        (lambda: picture(300, 250, "GIF"), "not a PNG, JPEG or WebP"),
    ],
)
def test_what_is_no_picture_of_the_right_size_is_refused_in_words(desk, upload, said):
    response = add_creative(desk, box=upload())

    assert response.status_code == 200
    assert said in str(response.context["errors"])
    assert not Creative.objects.exists()


def test_a_stored_picture_is_served_to_readers(desk, client):
    add_creative(desk, box=picture(300, 250))

    response = client.get(Creative.objects.get().box.url)

    assert response.status_code == 200
    assert "immutable" in response["Cache-Control"]
    response.close()


def test_a_booking_says_which_pictures_its_place_lacks(desk):
    creative = PaidFactory(tall="")
    start = this_hour() + timedelta(days=1)

    response = desk.post(
        reverse("admin:ads_booking_add"),
        {
            "placement": placement("story-rail").pk,
            "creative": creative.pk,
            "starts_at_0": f"{start:%Y-%m-%d}",
            "starts_at_1": "10:00",
            "weight": 1,
        },
    )

    assert "lacks pictures this place needs: 300 × 600" in str(response.context["errors"])
    assert not Booking.objects.exists()


def test_a_booked_creative_keeps_the_pictures_its_places_need(desk):
    booking = BookingFactory(creative=PaidFactory(), at="section-rail")

    response = desk.post(
        reverse("admin:ads_creative_change", args=[booking.creative.pk]),
        {
            "kind": "paid", "name": "Summer", "advertiser": "Vela", "alt": "A boat",
            "link": "https://boats.example/", "box-clear": "on",
        },
    )  # fmt: skip

    assert "It is booked for" in str(response.context["errors"])


def test_the_list_of_places_says_what_runs_what_follows_and_what_it_brought(desk):
    now = BookingFactory(creative=HouseFactory(name="Now there"))
    BookingFactory(
        creative=HouseFactory(name="Coming soon"), starts_at=this_hour() + timedelta(days=9)
    )
    HourlyCount.objects.create(booking=now, hour=this_hour(), impressions=200, clicks=3)

    page = desk.get(reverse("admin:ads_placement_changelist"))

    line = page.context["lines"][0]
    assert [b.creative.name for b in line.running] == ["Now there"]
    assert [b.creative.name for b in line.coming] == ["Coming soon"]
    assert (line.seen, line.followed, line.rate) == (200, 3, "1.5 %")
    (place, rows), *others = page.context["calendar"]
    assert (place.key, others) == ("home", [])
    weeks = {booking.creative.name: stands for booking, stands in rows}
    assert weeks["Now there"] == [True] * 8
    assert weeks["Coming soon"][0] is False
    assert weeks["Coming soon"][2:] == [True] * 6


@pytest.mark.parametrize("count", [1, 4])
def test_the_list_of_places_costs_the_same(desk, count, django_assert_max_num_queries):
    for number in range(count):
        BookingFactory(starts_at=this_hour() + timedelta(days=number - 1))
    Placement.objects.all_there()

    with django_assert_max_num_queries(26):
        desk.get(reverse("admin:ads_placement_changelist"))


def test_the_counts_of_a_booking_leave_as_a_table_of_days(desk):
    booking = BookingFactory()
    midday = this_hour().replace(hour=12)
    for hours, seen in ((0, 5), (1, 6), (24, 7)):
        HourlyCount.objects.create(
            booking=booking, hour=midday + timedelta(hours=hours), impressions=seen, clicks=1
        )

    response = desk.get(reverse("admin:ads_booking_counts", args=[booking.pk]))

    assert response["Content-Type"].startswith("text/csv")
    assert response.text.splitlines() == [
        "Day,Impressions,Clicks",
        f"{midday:%Y-%m-%d},11,2",
        f"{midday + timedelta(days=1):%Y-%m-%d},7,1",
    ]


def test_a_creative_is_seen_in_its_places_before_anybody_else_sees_it(desk):
    creative = HouseFactory(headline="Read us at seven")

    page = desk.get(reverse("admin:ads_creative_preview", args=[creative.pk]))

    assert page.text.count("Read us at seven") >= len(Placement.Key.values)
    assert "data-booking" not in page.text
    assert "no-store" in page["Cache-Control"]


def test_a_booking_that_was_seen_stays_in_the_books(desk):
    booking = BookingFactory()
    HourlyCount.objects.create(booking=booking, hour=this_hour(), impressions=1)

    response = desk.post(reverse("admin:ads_booking_delete", args=[booking.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Booking.objects.exists()


REGISTERS = ["ads_placement", "ads_creative", "ads_booking"]


@pytest.mark.parametrize(
    ("role", "sees", "adds"),
    [
        ("Reporter", 403, 403),
        ("Editor", 200, 403),
        ("Advertising", 200, 200),
        ("Administrator", 200, 200),
    ],
)
def test_who_may_see_and_who_may_book(client, role, sees, adds):
    client.force_login(UserFactory(role=role))

    for name in REGISTERS:
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == sees
    for name in REGISTERS[1:]:
        assert client.get(reverse(f"admin:{name}_add")).status_code == adds
    booking = BookingFactory()
    for address in ("admin:ads_booking_counts", "admin:ads_creative_preview"):
        pk = booking.pk if "booking" in address else booking.creative.pk
        assert client.get(reverse(address, args=[pk])).status_code == sees


def test_advertising_sees_nothing_of_the_newsroom(desk):
    assert desk.get("/admin/").status_code == 200
    for name in ("articles_article", "comments_comment", "site_sitesettings", "accounts_user"):
        assert desk.get(reverse(f"admin:{name}_changelist")).status_code == 403


def test_turning_advertising_off_for_a_story_is_logged(editor):
    story = ArticleFactory(live=True)
    story.advertising = False

    editing.save(story, by=editor, base=story.version, authors=story.byline_authors)

    entry = story.log.first()
    assert (entry.person, entry.note) == (editor, "Advertising turned off")
