"""What is counted, once, and by whom nobody knows."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from articles.models import SeenToday
from newsroom.ads.choosing import this_hour
from newsroom.ads.models import HourlyCount
from tests.ads.making import FIREFOX, BookingFactory, PaidFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OURS = {"user-agent": FIREFOX, "sec-fetch-site": "same-origin"}


@pytest.fixture
def booking():
    return BookingFactory(creative=PaidFactory())


def tell(client, *bookings, path="/", **headers):
    words = " ".join(str(getattr(b, "pk", b)) for b in bookings)
    return client.post("/shown/", {"bookings": words, "path": path}, headers={**OURS, **headers})


def follow(client, booking, **headers):
    return client.get(f"/out/{booking.pk}/", headers={**OURS, **headers})


def counted(booking) -> tuple[int, int]:
    rows = HourlyCount.objects.filter(booking=booking)
    return sum(r.impressions for r in rows), sum(r.clicks for r in rows)


def test_an_impression_is_counted_once_for_a_page_and_an_hour(client, booking):
    for _number in range(5):
        assert tell(client, booking).status_code == 204
    assert counted(booking) == (1, 0)

    tell(client, booking, path="/another/")
    with time_machine.travel(this_hour() + timedelta(hours=1)):
        tell(client, booking)

    assert counted(booking) == (3, 0)


def test_one_message_tells_of_all_slots_of_a_page(client, booking):
    other = BookingFactory()

    tell(client, booking, other)

    assert counted(booking) == counted(other) == (1, 0)


def test_another_browser_is_another_reader(client, booking):
    tell(client, booking)
    tell(client, booking, **{"user-agent": FIREFOX.replace("140", "141")})

    assert counted(booking) == (2, 0)


@pytest.mark.parametrize(
    "headers",
    [
        {"user-agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"user-agent": ""},
        {"sec-fetch-site": "cross-site"},
    ],
)
def test_robots_and_other_sites_are_not_counted(client, booking, headers):
    assert tell(client, booking, **headers).status_code == 204
    assert follow(client, booking, **headers).status_code == 302

    assert counted(booking) == (0, 0)


def test_the_newsroom_is_not_counted(booking):
    client = Client()
    client.force_login(UserFactory(role="Editor"))

    tell(client, booking)
    follow(client, booking)

    assert counted(booking) == (0, 0)


@pytest.mark.parametrize("words", ["", "x", "1; DROP TABLE", "9" * 30, "0", "999999", "٣"])
def test_nonsense_is_answered_and_not_counted(client, booking, words):
    assert tell(client, words).status_code == 204
    assert HourlyCount.objects.count() == 0


def test_a_booking_that_is_over_or_to_come_is_not_counted(client):
    day = timedelta(days=1)
    over = BookingFactory(starts_at=this_hour() - 3 * day, ends_at=this_hour() - day)
    coming = BookingFactory(starts_at=this_hour() + day)

    tell(client, over, coming)
    follow(client, over)

    assert HourlyCount.objects.count() == 0


def test_a_page_opened_before_the_hour_still_counts_after_it(client):
    ended = BookingFactory(ends_at=this_hour())

    tell(client, ended)

    assert counted(ended) == (1, 0)


def test_the_day_of_twenty_five_hours_counts_each_of_them(client):
    with time_machine.travel("2026-10-24 22:30:00Z", tick=False):
        booking = BookingFactory(creative=PaidFactory())
        tell(client, booking)
        follow(client, booking)
    with time_machine.travel("2026-10-25 22:30:00Z", tick=False):
        tell(client, booking)
        follow(client, booking)

    assert counted(booking) == (2, 2)


def test_who_makes_up_pages_is_not_counted_for_ever(client, booking, monkeypatch):
    monkeypatch.setattr("newsroom.ads.views.MESSAGES", 10)

    for number in range(15):
        tell(client, booking, path=f"/{number}/")

    assert counted(booking) == (10, 0)


def test_a_click_leads_to_the_creatives_own_link_and_is_kept_by_nobody(client, booking):
    response = follow(client, booking)

    assert response.status_code == 302
    assert response["Location"] == "https://boats.example/summer"
    assert response["Cache-Control"] == "no-store"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert not response.cookies
    assert counted(booking) == (0, 1)


def test_a_click_is_counted_once_for_a_network_and_an_hour(client, booking):
    follow(client, booking)
    follow(client, booking, **{"user-agent": FIREFOX.replace("140", "141")})
    assert counted(booking) == (0, 1)

    with time_machine.travel(this_hour() + timedelta(hours=1)):
        follow(client, booking)

    assert counted(booking) == (0, 2)


def test_a_page_fetched_in_advance_is_no_click(client, booking):
    follow(client, booking, **{"sec-purpose": "prefetch"})

    assert counted(booking) == (0, 0)


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30, "x", "https:evil.example"])
def test_the_way_out_leads_nowhere_else(client, booking, number):
    response = client.get(f"/out/{number}/?to=https://evil.example/&next=https://evil.example/")

    assert response.status_code == 404


def test_where_a_campaign_to_come_leads_nobody_learns_beforehand(client):
    to_come = BookingFactory(creative=PaidFactory(), starts_at=this_hour() + timedelta(hours=1))

    assert follow(client, to_come).status_code == 404


def test_what_a_request_asks_for_changes_no_destination(client, booking):
    response = client.get(f"/out/{booking.pk}/?to=https://evil.example/", headers=OURS)

    assert response["Location"] == "https://boats.example/summer"
    assert client.post(f"/out/{booking.pk}/").status_code == 405


def test_what_is_remembered_says_nothing_of_the_reader(client, booking):
    tell(client, booking, path="/secret/")

    remembered = SeenToday.objects.get()
    assert len(bytes(remembered.digest)) == 16
    assert {f.name for f in HourlyCount._meta.concrete_fields} == {
        "id", "booking", "hour", "impressions", "clicks",
    }  # fmt: skip


def test_robots_are_asked_to_keep_off_the_way_out(client):
    assert "Disallow: /out/" in client.get("/robots.txt").text
