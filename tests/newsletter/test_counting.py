"""Openings and clicks: of those who agreed, by people, and never a door to elsewhere."""

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from newsletter.models import Click, Opening
from tests.factories import ArticleFactory
from tests.newsletter.ledger import State, content_of, copy_for, issue_of, newsletter, reader

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}


@pytest.fixture
def stories():
    return ArticleFactory.create_batch(5, live=True)


@pytest.fixture
def copy(stories):
    return counted_copy(stories)


def counted_copy(stories, *, agreed=True, counted=True, **fields):
    which = newsletter()
    ana = reader("ana@example.com", which, counting_agreed_at=timezone.now() if agreed else None)
    content = content_of(issue_of(which), stories=[s.pk for s in stories], counted=counted)
    return copy_for(ana, content, **fields)


def open_it(copy, headers=BROWSER, method="get"):
    return getattr(Client(), method)(f"/newsletter/seen/{copy.key.hex}.gif", headers=headers)


def follow(copy, number=1, headers=BROWSER, method="get"):
    return getattr(Client(), method)(f"/newsletter/go/{copy.key.hex}/{number}/", headers=headers)


def test_an_opening_is_counted_once(copy):
    answers = [open_it(copy) for _time in range(3)]

    assert {a["Content-Type"] for a in answers} == {"image/gif"}
    assert "no-store" in answers[0]["Cache-Control"]
    assert Opening.objects.count() == 1


def test_a_click_leads_to_the_story_and_is_counted_once_a_link(copy, stories):
    answers = [follow(copy, 2), follow(copy, 2)]

    assert [a["Location"] for a in answers] == [f"http://testserver{stories[1].path}"] * 2
    assert [c.link for c in Click.objects.all()] == [2]
    assert Opening.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"User-Agent": "Barracuda Sentinel (EE)"},
        {"User-Agent": "Mozilla/5.0 (compatible; Googlebot/2.1)"},
        {"User-Agent": "Mozilla/5.0"},  # Apple fetches every picture before anybody reads
        {"User-Agent": "python-requests/2.34"},
        {"User-Agent": ""},
        {**BROWSER, "Sec-Purpose": "prefetch;prerender"},
        {**BROWSER, "Purpose": "prefetch"},
    ],
)
def test_machines_are_led_on_and_not_counted(copy, headers):
    assert open_it(copy, headers).status_code == 200
    assert follow(copy, 1, headers).status_code == 302

    assert not Opening.objects.exists()
    assert not Click.objects.exists()


def test_looking_ahead_is_not_counted(copy):
    assert open_it(copy, method="head").status_code == 200
    assert follow(copy, method="head").status_code == 302

    assert not Opening.objects.exists()
    assert not Click.objects.exists()


def test_who_follows_everything_at_once_is_a_machine(copy):
    for number in (1, 2, 3, 4, 5):
        assert follow(copy, number).status_code == 302

    assert not Click.objects.filter(by_machine=False).exists()
    assert not Opening.objects.exists()

    Click.objects.update(at=timezone.now() - timedelta(minutes=5))
    follow(copy, 2)

    assert [c.link for c in Click.objects.filter(by_machine=False)] == [2]


def test_seconds_after_the_hand_over_nobody_has_read_it(stories):
    copy = counted_copy(stories, settled_at=timezone.now() - timedelta(seconds=3))

    follow(copy)
    open_it(copy)

    assert not Click.objects.exists()
    assert not Opening.objects.exists()


@pytest.mark.parametrize("fields", [{"agreed": False}, {"counted": False}, {"state": State.FAILED}])
def test_without_consent_a_link_leads_on_and_nothing_is_counted(stories, fields):
    copy = counted_copy(stories, **fields)

    open_it(copy)
    assert follow(copy)["Location"].endswith(stories[0].path)

    assert not Click.objects.exists()
    assert not Opening.objects.exists()


def test_who_took_the_consent_back_or_was_erased_is_led_on_uncounted(copy, stories):
    copy.subscriber.delete()

    assert follow(copy, 3)["Location"].endswith(stories[2].path)

    assert not Click.objects.exists()


@pytest.mark.parametrize(
    "path",
    [
        "go/{key}/0/", "go/{key}/6/", "go/{key}/-1/", "go/{key}/99999/", "go/{key}/1",
        "go/{other}/1/", "go/{key}/1/?to=https://evil.example", "go/{key}//evil.example/",
        "go/{key}/https://evil.example/", "go/{upper}/1/", "seen/{key}", "go//1/",
    ],
)  # fmt: skip
def test_no_address_leads_out_of_the_issue(copy, stories, path):
    key = copy.key.hex
    asked = path.format(key=key, other=uuid.uuid4().hex, upper=key.upper())

    response = Client().get(f"/newsletter/{asked}", headers=BROWSER)

    assert response.status_code in {301, 302, 404}
    assert "evil.example" not in response.get("Location", "").partition("?")[0]
    if response.status_code == 302:
        assert response["Location"] == f"http://testserver{stories[0].path}"


def test_guessing_a_key_tells_nothing():
    known = Client().get(f"/newsletter/seen/{uuid.uuid4().hex}.gif", headers=BROWSER)

    assert known.status_code == 200
    assert Client().get(f"/newsletter/go/{uuid.uuid4().hex}/1/", headers=BROWSER).status_code == 404


def test_no_cookie_is_set_and_the_key_stays_here(copy):
    response = follow(copy)

    assert not response.cookies
    assert response["Referrer-Policy"] == "no-referrer"
