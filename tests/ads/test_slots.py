"""Which slot stands where, and where none may be."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from newsroom.ads.choosing import forget, in_order, this_hour
from newsroom.ads.models import Booking, HourlyCount
from tests.ads.making import BookingFactory, HouseFactory, PaidFactory, placement
from tests.factories import ArticleFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
LONG = "".join(f"<p>{'Many words are said in paragraph. ' * 6}{n}.</p>" for n in range(1, 31))


@pytest.fixture(autouse=True)
def forgetful():
    forget()
    yield
    forget()


def story(**fields):
    return ArticleFactory(live=True, body=LONG, **fields)


def slots(page) -> int:
    return page.text.count('class="promo ')


def test_a_slot_without_a_booking_is_not_rendered(client):
    placement("home")

    assert slots(client.get("/")) == 0


def test_a_booking_stands_in_its_place_with_what_readers_must_know(client):
    booking = BookingFactory(creative=PaidFactory())

    page = client.get("/").text

    assert 'aria-label="Advertisement: Vela Boats"' in page
    assert "<p>Advertisement</p>" in page
    assert f'<a href="/out/{booking.pk}/" rel="sponsored noopener">' in page
    assert "/media/promos/wide.webp" in page
    assert 'media="(min-width:68rem)"' in page


def test_what_is_the_papers_own_says_so(client):
    BookingFactory(creative=HouseFactory(headline="Read us at seven"))

    page = client.get("/").text

    assert "<p>From My newspaper</p>" in page
    assert "Read us at seven" in page
    assert "sponsored" not in page


def test_the_choice_holds_for_the_hour_and_is_the_same_for_everybody(client):
    for _number in range(5):
        BookingFactory()
    member = Client()
    member.force_login(UserFactory())

    with time_machine.travel(this_hour() + timedelta(hours=1), tick=False) as clock:
        first = client.get("/").content
        clock.shift(timedelta(minutes=59))
        assert client.get("/").content == first
        assert member.get("/").content == first


def test_another_hour_or_address_brings_another_choice():
    bookings = [BookingFactory() for _number in range(6)]
    hour = this_hour()

    by_path = {in_order(bookings, key="home", path=f"/{n}/", hour=hour)[0] for n in range(60)}
    by_hour = {
        in_order(bookings, key="home", path="/", hour=hour + timedelta(hours=n))[0]
        for n in range(60)
    }

    assert len(by_path) == len(by_hour) == 6


def test_weight_is_the_share_of_pages():
    light, heavy = BookingFactory(weight=1), BookingFactory(weight=3)

    first = [
        in_order([light, heavy], key="home", path=f"/{n}/", hour=this_hour())[0]
        for n in range(4000)
    ]

    assert first.count(heavy) / 4000 == pytest.approx(0.75, abs=0.03)


def test_what_is_paid_for_comes_before_the_papers_own(client):
    BookingFactory(weight=100)
    BookingFactory(creative=PaidFactory())

    assert "sponsored" in client.get("/").text


@pytest.mark.parametrize(
    ("starts", "ends", "runs"),
    [(0, None, True), (1, None, False), (-5, 0, False), (-5, 1, True)],
)
def test_a_booking_runs_from_its_first_hour_to_its_last(client, starts, ends, runs):
    hour = timedelta(hours=1)
    BookingFactory(
        starts_at=this_hour() + starts * hour,
        ends_at=None if ends is None else this_hour() + ends * hour,
    )

    assert slots(client.get("/")) == runs


def test_a_limit_of_impressions_ends_a_booking_at_the_next_hour(client):
    booking = BookingFactory(stop_after=100)
    HourlyCount.objects.create(booking=booking, hour=this_hour(), impressions=150)

    assert slots(client.get("/")) == 1
    with time_machine.travel(this_hour() + timedelta(hours=1, minutes=1)):
        assert slots(client.get("/")) == 0


def test_a_booking_may_be_limited_to_a_section_and_its_parts(client):
    news = SectionFactory(slug="news")
    south = SectionFactory(slug="south", parent=news)
    sport = SectionFactory(slug="sport")
    for section in (south, sport):
        ArticleFactory(live=True, section=section)
    for key in ("section", "home"):
        BookingFactory(at=key).sections.set([news])

    assert slots(client.get("/news/south/")) == 1
    assert slots(client.get("/sport/")) == 0
    assert slots(client.get("/")) == 0


def test_a_story_carries_slots_in_its_text_and_beside_it(client):
    for key in ("story-text", "story-text", "story-rail"):
        BookingFactory(at=key)
    article = story()

    page = client.get(article.path)

    assert page.text.count("promo--text") == 2
    assert page.text.count("promo--half") == 1


def test_two_slots_in_a_text_are_never_alike(client):
    BookingFactory(at="story-text")

    assert client.get(story().path).text.count("promo--text") == 1


def test_a_creative_stands_once_on_a_page_where_there_is_another(client):
    twice = HouseFactory(headline="Twice booked")
    for key in ("story-text", "story-rail"):
        BookingFactory(at=key, creative=twice, weight=100)
    BookingFactory(at="story-rail", creative=HouseFactory(headline="Once booked"))

    page = client.get(story().path).text

    assert page.count("<b>Twice booked</b>") == page.count("<b>Once booked</b>") == 1


def test_a_creative_that_stands_twice_is_one_landmark(client):
    twice = HouseFactory(headline="Twice booked")
    for key in ("story-text", "story-rail"):
        BookingFactory(at=key, creative=twice)

    page = client.get(story().path).text

    name = 'aria-label="From My newspaper: Twice booked"'
    assert page.count(name) == 2
    assert page.count(f'role="complementary" {name}') == page.count(f'role="group" {name}') == 1


def test_a_short_story_has_none_in_its_text(client):
    BookingFactory(at="story-text")

    assert slots(client.get(ArticleFactory(live=True).path)) == 0


def closed():
    return SectionFactory(slug="closed", advertising=False)


@pytest.mark.parametrize(
    "fields",
    [
        lambda: {"advertising": False},
        lambda: {"sensitive": True},
        lambda: {"section": closed()},
        lambda: {"section": SectionFactory(parent=closed())},
        lambda: {"further_sections": [closed()]},
    ],
)
def test_stories_that_say_no_have_none(client, fields):
    for key in ("story-text", "story-rail"):
        BookingFactory(at=key)

    assert slots(client.get(story(**fields()).path)) == 0


def test_a_section_that_says_no_has_none_nor_have_its_parts(client):
    for key in ("section", "section-rail"):
        BookingFactory(at=key)
    top = closed()
    part = SectionFactory(slug="part", parent=top)
    ArticleFactory(live=True, section=part)

    assert slots(client.get("/closed/")) == 0
    assert slots(client.get("/closed/part/")) == 0


def test_print_errors_and_mails_have_none(client):
    for key in ("home", "story-text", "story-rail", "popular-rail"):
        BookingFactory(at=key)
    article = story()

    assert slots(client.get(f"{article.path}?print=1")) == 0
    assert slots(client.get("/nothing/here/")) == 0
    assert slots(client.get("/popular/")) == 1


def test_a_placement_that_is_off_stays_empty(client):
    BookingFactory()
    placement("home", on=False)

    assert slots(client.get("/")) == 0


def own_queries(client, address) -> int:
    client.get(address)  # which placements are on is kept for a while
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
        return sum('FROM "ads_' in query["sql"] for query in asked)


@pytest.mark.parametrize("count", [1, 4])
def test_a_page_asks_once_for_all_its_slots(client, count):
    article = story()
    for _number in range(count):
        for key in ("story-text", "story-rail"):
            BookingFactory(at=key).sections.set([article.section])

    assert own_queries(client, article.path) == 1
    assert slots(client.get(article.path)) == min(count, 2) + 1


def test_a_page_whose_placements_are_off_asks_nothing(client):
    BookingFactory()
    placement("home", on=False)

    assert own_queries(client, "/") == 0


def test_a_creative_without_the_pictures_of_a_place_is_refused_by_their_sizes():
    creative = PaidFactory(tall="", box="")
    booking = Booking(placement=placement("story-rail"), creative=creative, starts_at=this_hour())

    with pytest.raises(ValidationError) as refused:
        booking.full_clean()

    assert "300 × 600, 300 × 250" in str(refused.value)


def test_a_booking_begins_at_a_full_hour():
    booking = Booking(
        placement=placement(),
        creative=HouseFactory(),
        starts_at=this_hour() + timedelta(minutes=5),
    )

    with pytest.raises(ValidationError, match="full hour"):
        booking.full_clean()


@pytest.mark.parametrize(
    "link", ["http://boats.example/", "javascript:alert(1)", "//boats.example/", "/newsletter/"]
)
def test_a_paid_link_is_an_https_address(link):
    with pytest.raises(ValidationError, match="https"):
        PaidFactory.build(link=link).full_clean()


@pytest.mark.parametrize("link", ["https://boats.example/", "//boats.example/", "newsletter"])
def test_the_papers_own_leads_to_a_page_of_its_own(link):
    with pytest.raises(ValidationError, match="page of this site"):
        HouseFactory.build(link=link).full_clean()
