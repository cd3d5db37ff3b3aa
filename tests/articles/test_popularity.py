"""What is most read: counted once, by whom nobody knows, never empty."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from articles.models import DailySalt, HourlyViews, SeenToday
from articles.popularity import (
    PERIODS,
    count_view,
    forget_yesterday,
    is_robot,
    most_read_or_newest,
    popular,
    popular_box,
    truncated,
)
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/140.0.0.0 Safari/537.36"
)
ROBOTS = Path(__file__).resolve().parents[3] / "shared/data/malicious/strings/bot_user_agents.json"


def live(**fields):
    return ArticleFactory(live=True, **fields)


def views(story, count, *, hours_ago=1):
    hour = (timezone.now() - timedelta(hours=hours_ago)).replace(minute=0, second=0, microsecond=0)
    HourlyViews.objects.create(article=story, hour=hour, count=count)


def counted(story):
    return sum(HourlyViews.objects.filter(article=story).values_list("count", flat=True))


def look(story, address="203.0.113.7", browser=FIREFOX):
    return count_view(story.pk, address=address, user_agent=browser)


def test_a_thousand_reloads_add_one():
    story = live()

    assert look(story)
    assert not any(look(story) for _ in range(1000))

    assert counted(story) == 1


def test_a_network_and_a_browser_count_once_another_network_or_browser_again():
    story = live()

    assert look(story, "203.0.113.7")
    assert not look(story, "203.0.113.200")
    assert look(story, "203.0.114.7")
    assert look(story, "203.0.113.7", CHROME)
    assert look(live(), "203.0.113.7")
    assert counted(story) == 3


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:203.0.113.7", "203.0.113.0/24"),
        ("fe80::1%eth0", "fe80::/48"),
        ("not an address", "unknown"),
        ("", "unknown"),
    ],
)
def test_an_address_is_kept_as_its_network_only(address, network):
    assert truncated(address) == network


def test_what_is_kept_says_nothing_of_the_reader():
    look(live(), "203.0.113.7")

    seen = SeenToday.objects.get()
    assert len(bytes(seen.digest)) == 16
    assert {field.name for field in SeenToday._meta.fields} == {"digest", "day"}
    assert {field.name for field in HourlyViews._meta.fields} == {"id", "article", "hour", "count"}


def test_each_day_has_another_salt_and_the_night_throws_the_old_one_away():
    story = live()
    look(story)
    yesterday = bytes(DailySalt.objects.get().salt)

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert look(story)
        forget_yesterday()

        today = DailySalt.objects.get()
        assert bytes(today.salt) != yesterday
        assert len(yesterday) == 32
        assert set(SeenToday.objects.values_list("day", flat=True)) == {today.day}
    assert counted(story) == 2


@pytest.mark.parametrize("state", [{}, {"scheduled": True}, {"withdrawn": True}])
def test_what_no_reader_can_see_is_not_counted(state):
    story = ArticleFactory(**state)

    assert not look(story)
    assert not count_view(story.pk + 999, address="203.0.113.7", user_agent=FIREFOX)
    assert not HourlyViews.objects.exists()


@pytest.mark.parametrize(
    "robot",
    [
        "",
        "  ",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5.0",
        "python-requests/2.32",
        "facebookexternalhit/1.1",
        "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
        "Mozilla/5.0 (compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    ],
)
def test_robots_are_not_counted(robot):
    assert not look(live(), browser=robot)


@pytest.mark.parametrize(
    "reader",
    [
        FIREFOX,
        CHROME,
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG 9) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/139.0.0.0 Mobile Safari/537.36",
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
        "Version/18.5 Safari/605.1.15",
    ],
)
def test_readers_are_no_robots(reader):
    assert not is_robot(reader)


@pytest.mark.skipif(not ROBOTS.exists(), reason="the list of robots is not beside this folder")
def test_nearly_all_known_robots_are_known():
    listed = json.loads(ROBOTS.read_text())
    missed = [robot["ua"] for robot in listed if not is_robot(robot["ua"])]

    assert len(missed) < len(listed) / 20, missed[:20]


def test_an_old_view_weighs_less_than_a_new_one():
    old, new = live(), live()
    views(old, 12, hours_ago=23)
    views(new, 8, hours_ago=1)

    assert popular(PERIODS["day"]) == [new, old]
    assert popular(PERIODS["month"]) == [old, new]


def test_a_period_holds_no_older_views():
    story = live()
    views(story, 50, hours_ago=30)

    assert popular(PERIODS["day"]) == []
    assert popular(PERIODS["week"]) == [story]


def test_hidden_and_sensitive_stories_are_never_popular():
    shown = live()
    stories = [
        ArticleFactory(),
        ArticleFactory(scheduled=True),
        ArticleFactory(withdrawn=True),
        live(sensitive=True),
    ]
    for story in [shown, *stories]:
        views(story, 10)

    assert popular(PERIODS["week"]) == [shown]
    assert popular_box()[0] == [shown]
    assert most_read_or_newest(PERIODS["week"])[0] == [shown]


def test_a_section_has_its_own_most_read_with_those_of_its_parts():
    news = SectionFactory()
    inside, beside = live(section=SectionFactory(parent=news)), live()
    views(inside, 1)
    views(beside, 9)

    assert popular(PERIODS["week"], section=news) == [inside]


def test_the_box_is_filled_with_the_newest_and_repeats_nothing():
    stories = [live() for _ in range(8)]
    views(stories[0], 3)
    views(stories[1], 5, hours_ago=24 * 20)

    shown, period = popular_box(without=[stories[7].pk])

    assert shown == [stories[0], stories[1], stories[6], stories[5], stories[4]]
    assert period is None


def test_the_box_says_the_shortest_period_that_fills_it():
    stories = [live() for _ in range(6)]
    for place, story in enumerate(stories):
        views(story, 10 - place, hours_ago=40)

    shown, period = popular_box()

    assert shown == stories[:5]
    assert period.key == "week"


def test_without_any_view_the_box_shows_the_newest_and_no_story_no_box():
    assert popular_box() == ([], None)

    story = live()

    assert popular_box() == ([story], None)
    assert popular_box(without=[story.pk]) == ([], None)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_stories_costs_the_same(count, django_assert_num_queries):
    for _ in range(count):
        views(live(tags=["x"]), 1)

    with django_assert_num_queries(4):
        found = popular(PERIODS["week"])
        assert [story.section.name and story.byline_authors for story in found]

    assert len(found) == count


class TestTheBeacon:
    same = {"sec-fetch-site": "same-origin", "user-agent": FIREFOX}

    def test_a_page_tells_once(self, client):
        story = live()

        for _ in range(3):
            answer = client.post("/seen/", {"article": story.pk}, headers=self.same)
            assert (answer.status_code, answer.content) == (204, b"")
            assert not answer.cookies

        assert counted(story) == 1

    def test_staff_other_sites_and_nonsense_are_not_counted(self, client, editor):
        story = live()
        client.post(
            "/seen/", {"article": story.pk}, headers={**self.same, "sec-fetch-site": "cross-site"}
        )
        client.post("/seen/", {"article": "1; DROP"}, headers=self.same)
        client.post("/seen/", {"article": "9" * 15}, headers=self.same)
        client.post("/seen/", {"article": "٣"}, headers=self.same)
        client.post("/seen/", headers=self.same)
        client.force_login(editor)
        client.post("/seen/", {"article": story.pk}, headers=self.same)

        assert client.get("/seen/").status_code == 405
        assert not HourlyViews.objects.exists()


def test_views_older_than_a_year_are_forgotten():
    story = live()
    views(story, 1, hours_ago=24 * 401)
    views(story, 1)

    forget_yesterday()

    assert counted(story) == 1


def test_who_makes_up_browsers_is_not_counted_for_ever(monkeypatch):
    monkeypatch.setattr("articles.popularity.BROWSERS", 5)
    story = live()

    for number in range(60):
        look(story, browser=f"{FIREFOX} {number}")

    assert counted(story) == 5
