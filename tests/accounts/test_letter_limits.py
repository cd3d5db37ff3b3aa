"""Letters that let somebody in: strangers who ask for them keep no owner out."""

import re

import pytest
from django.core import mail
from django.test import Client

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
CODE = "/accounts/login/code/"
RESET = "/accounts/password/reset/"
ENOUGH = {CODE: "Many codes for this address", RESET: "Many letters to this address"}
both = pytest.mark.parametrize("form", [CODE, RESET])


def ask(form: str, email: str, network: str, client: Client | None = None) -> bool:
    """Whether the letter is on its way. A browser that waits for a code is not sent another."""
    client = client or Client()
    client.cookies.pop("sessionid", None)
    answer = client.post(form, {"email": email}, REMOTE_ADDR=network)
    refused = ENOUGH[form] in answer.text
    assert refused == (answer.status_code == 200)
    return not refused


def networks(number: int) -> list[str]:
    return [f"203.0.113.{n}" for n in range(number)]


@both
@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_a_network_has_a_share_and_the_next_one_its_own(form, email):
    UserFactory(email="ana@example.com")

    asked = [ask(form, email, "203.0.113.1") for _ in range(6)]

    assert asked == [True] * 5 + [False]
    assert not ask(form, email.upper(), "203.0.113.1")
    assert ask(form, email, "198.51.100.7")


@both
def test_a_household_is_one_network_however_many_addresses_it_has(form):
    homes = [f"2001:db8:0:1::{n}" for n in range(6)]

    assert [ask(form, "ana@example.com", home) for home in homes] == [True] * 5 + [False]
    assert ask(form, "ana@example.com", "2001:db8:0:2::1")


@both
def test_an_inbox_is_not_flooded_from_any_number_of_networks(form, run_jobs):
    UserFactory(email="ana@example.com")

    asked = [ask(form, "ana@example.com", network) for network in networks(32)]
    run_jobs()

    assert (sum(asked), len(mail.outbox)) == (30, 30)
    assert ask(form, "otto@example.com", "203.0.113.31")


@both
def test_the_share_is_there_again_after_an_hour(form, time_machine):
    time_machine.move_to("2026-05-05 08:00", tick=False)
    for _ in range(6):
        last = ask(form, "ana@example.com", "203.0.113.1")

    time_machine.move_to("2026-05-05 09:01", tick=False)

    assert not last
    assert ask(form, "ana@example.com", "203.0.113.1")


@both
def test_a_browser_the_owner_was_in_with_has_a_share_no_stranger_can_use_up(form):
    own, of_another = Client(), Client()
    for client, person in (
        (own, UserFactory(email="ana@example.com")),
        (of_another, UserFactory()),
    ):
        client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        client.post("/accounts/logout/")
    for network in networks(30):
        ask(form, "ana@example.com", network)

    assert not ask(form, "ana@example.com", "198.51.100.7", of_another)
    assert [ask(form, "ana@example.com", "198.51.100.7", own) for _ in range(6)] == [
        *[True] * 5, False,
    ]  # fmt: skip


def test_when_no_letter_is_sent_any_more_the_link_in_an_earlier_one_works(run_jobs):
    UserFactory(email="ana@example.com")
    for network in networks(31):
        ask(RESET, "ana@example.com", network)
    run_jobs()
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    owner = Client()
    inside = owner.get(link)["Location"]
    owner.post(inside, {"password1": "another-good-one", "password2": "another-good-one"})

    sent = {"login": "ana@example.com", "password": "another-good-one"}
    assert owner.post("/accounts/login/", sent).status_code == 302


def test_a_code_is_not_spoiled_by_what_strangers_ask_for_after_it(run_jobs):
    member, owner = UserFactory(email="ana@example.com"), Client()
    owner.post(CODE, {"email": member.email})
    run_jobs()
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[0].body, re.MULTILINE)[1]
    for network in networks(30):
        ask(CODE, member.email, network)

    owner.post(f"{CODE}confirm/", {"code": code})

    assert owner.session["_auth_user_id"] == str(member.pk)


def test_used_up_codes_leave_the_letters_for_a_lost_password():
    for _ in range(6):
        last = ask(CODE, "ana@example.com", "203.0.113.1")

    assert not last
    assert ask(RESET, "ana@example.com", "203.0.113.1")
