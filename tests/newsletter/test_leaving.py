"""Leaving: one press, at once, from every mail; and no machine that opens links does it."""

import logging
import re
import sys
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from newsletter.actions.preferences import ask_to_move
from newsletter.links import leave_headers, leave_url
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.kit.logs import WithoutKeys
from tests.newsletter.reader import OURS, confirmed, link, sign_up

pytestmark = pytest.mark.usefixtures("daily")


def path_of(address: str) -> str:
    return address.strip("<>").removeprefix("http://testserver")


def everything() -> list[tuple]:
    """All that a reader's links can change."""
    return [
        *Subscription.objects.order_by("pk").values_list(),
        *Subscriber.objects.order_by("pk").values_list(),
    ]


@pytest.fixture
def reader(run_jobs, weekly):
    confirmed(run_jobs, lists=["daily", "weekend"])
    return Subscriber.objects.get()


def test_leaving_takes_one_press_and_opening_the_link_is_none(run_jobs):
    _, leave = confirmed(run_jobs)

    assert "The daily letter" in Client().get(leave).text
    assert Subscription.objects.mailable().count() == 1

    assert "Unsubscribed" in Client().post(leave).text
    assert not Subscription.objects.mailable()
    kept = Subscription.objects.get()
    assert kept.confirmed_at
    assert kept.left_at
    assert kept.left_place == "link"


def test_the_mail_program_leaves_that_newsletter_without_cookie_token_or_redirect(reader, daily):
    headers = leave_headers(reader.key, daily)
    address = path_of(headers["List-Unsubscribe"])
    strict = Client(enforce_csrf_checks=True)

    answers = [
        strict.post(
            address,
            "List-Unsubscribe=One-Click",
            content_type="application/x-www-form-urlencoded",
            headers={"Origin": "https://mail.example", "Sec-Fetch-Site": "cross-site"},
        )
        for _try in range(2)
    ]

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [a.status_code for a in answers] == [200, 200]
    assert not any(a.cookies for a in answers)
    assert [s.newsletter.slug for s in Subscription.objects.mailable()] == ["weekend"]
    assert Subscription.objects.get(newsletter=daily).left_place == "mail program"


def test_the_page_of_one_newsletter_leaves_the_others_alone(reader, daily):
    address = path_of(leave_url(reader.key, daily))

    page = Client().get(address).text
    assert "The daily letter" in page
    assert "Unsubscribe from all" in page
    assert Subscription.objects.mailable().count() == 2

    after = Client().post(address).text
    assert "The daily letter goes to ana@example.com no more." in after
    assert "The weekend" in after
    assert "Not subscribed" in Client().get(address).text


def test_a_later_press_keeps_the_day_of_the_first(reader):
    Client().post(path_of(leave_url(reader.key)))
    first = set(Subscription.objects.values_list("left_at", flat=True))

    Client().post(path_of(leave_url(reader.key)))

    assert set(Subscription.objects.values_list("left_at", flat=True)) == first


def test_a_scanner_that_opens_every_link_of_every_mail_changes_nothing(run_jobs, reader, weekly):
    sign_up(email="waiting@example.com")
    run_jobs()
    ask_to_move(reader, "new@example.com")
    run_jobs()
    Subscriber.objects.filter(pk=reader.pk).update(key=Subscriber.objects.get(pk=reader.pk).key)
    links = {
        address
        for letter in mail.outbox
        for text in (letter.body, letter.alternatives[0][0], *letter.extra_headers.values())
        for address in re.findall(r"http://testserver(/[^\s\"'<>]*)", text)
    }
    before = everything()

    for address in sorted(links):
        for method in ("get", "head"):
            answer = getattr(Client(), method)(address)
            assert answer.status_code == 200, address

    assert {a.split("/")[2] for a in links if a.startswith("/newsletter/")} == {
        "confirm", "leave", "preferences", "move",
    }  # fmt: skip
    assert everything() == before


@pytest.mark.parametrize("key", ["unknown", "a" * 32, "%00", "é", "A" * 5000])
@pytest.mark.parametrize("page", ["leave/{}/", "leave/{}/daily/", "preferences/{}/"])
def test_a_key_of_ones_own_making_opens_nothing(reader, key, page):
    before = everything()
    address = "/newsletter/" + page.format(key)

    for method in ("get", "post"):
        assert getattr(Client(), method)(address, {"deed": "leave"}).status_code == 404

    assert everything() == before


def test_an_unknown_newsletter_is_not_found(reader):
    assert Client().post(f"/newsletter/leave/{reader.key}/nothing/").status_code == 404
    assert Subscription.objects.mailable().count() == 2


def test_a_closed_newsletter_is_left_as_any(reader, daily):
    Newsletter.objects.update(open=False)

    Client().post(path_of(leave_url(reader.key, daily)))

    assert not Subscription.objects.mailable().filter(newsletter=daily)


def test_links_to_confirm_from_before_leaving_are_void_for_what_is_asked_later(
    run_jobs, time_machine
):
    sign_up()
    run_jobs()
    old, leave = link(mail.outbox[0], "confirm"), link(mail.outbox[0], "leave")
    Client().post(leave)
    time_machine.move_to(timezone.now() + timedelta(minutes=11), tick=False)
    sign_up()  # by somebody else, say
    run_jobs()

    assert Client().post(old).status_code == 410
    assert not Subscription.objects.mailable()
    Client().post(link(mail.outbox[-1], "confirm"))
    assert Subscription.objects.mailable().count() == 1


def test_the_log_names_no_key_of_a_reader(reader, capsys):
    handler = logging.StreamHandler(sys.stdout)
    handler.addFilter(WithoutKeys())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    try:
        Client().post(f"/newsletter/preferences/{reader.key}/", {"deed": "move", "email": "x"})
        Client().post(f"/newsletter/leave/{reader.key}/nothing/")
    finally:
        logger.removeHandler(handler)

    said = capsys.readouterr().out
    assert "Unprocessable Content: /newsletter/preferences/…/" in said
    assert "Not Found: /newsletter/leave/…/nothing/" in said
    assert reader.key not in said
    assert "newsroom.kit.logs.WithoutKeys" in str(settings.LOGGING)


def test_no_page_of_a_reader_is_kept_or_indexed(reader):
    for page in (f"leave/{reader.key}/", f"preferences/{reader.key}/"):
        answer = Client().get(f"/newsletter/{page}", headers=OURS)

        assert "no-store" in answer["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in answer.text
        assert not answer.cookies
        assert answer["Referrer-Policy"] == "strict-origin-when-cross-origin"
