"""A lost password: one answer for every address, a link that works once."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.actions.letters import answer_lost_password
from accounts.letters import device
from accounts.models import Letter
from tests.factories import PASSWORD

RESET = "/accounts/password/reset/"
NEW = "another-good-password"


def asked_link(client, run_jobs, email) -> str:
    client.post(RESET, {"email": email})
    run_jobs()
    return re.search(r"http://testserver(/\S+)", mail.outbox[-1].body)[1]


def set_password(client, address, password=NEW):
    inside = client.get(address)["Location"]
    return client.post(inside, {"password1": password, "password2": password})


def test_known_and_unknown_addresses_get_the_same_answer(client, member, run_jobs):
    known = client.post(RESET, {"email": member.email})
    unknown = Client().post(RESET, {"email": "nobody@example.com"})
    run_jobs()

    assert (known.status_code, known["Location"]) == (unknown.status_code, unknown["Location"])
    assert client.get(known["Location"]).text == Client().get(known["Location"]).text
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects == {
        member.email: "Set a new password",
        "nobody@example.com": "No account with this address",
    }


def test_the_database_is_asked_the_same_for_a_member_and_a_stranger(member):
    asked = {}

    # By the first, what is read once for all is read.
    for email in ("first@example.com", member.email, "nobody@example.com"):
        with CaptureQueriesContext(connection) as queries:
            Client().post(RESET, {"email": email})
        asked[email] = [_words(query["sql"]) for query in queries]

    assert asked[member.email] == asked["nobody@example.com"]


def _words(sql: str) -> str:
    """A question without what differs by whom it is about."""
    return " ".join(re.sub(r"'[^']*'| ?-?\d+", "…", sql).split()[:6])


def test_an_answer_given_twice_writes_one_letter(client, member, run_jobs):
    client.post(RESET, {"email": member.email})
    question = Letter.objects.get()

    answer_lost_password(question.pk)
    answer_lost_password(question.pk)

    assert Letter.objects.get().content["link"]


def test_the_link_sets_a_password_once_and_signs_out_elsewhere(client, member, run_jobs):
    elsewhere = Client()
    elsewhere.force_login(member)
    address = asked_link(client, run_jobs, member.email)

    set_password(client, address)
    run_jobs()

    assert (
        client.post("/accounts/login/", {"login": member.email, "password": NEW}).status_code == 302
    )
    assert elsewhere.get("/accounts/").status_code == 302
    assert "This link is over" in Client().get(address).text
    assert mail.outbox[-1].subject == "Your password was changed"


def test_the_link_dies_after_an_hour(client, member, run_jobs, time_machine):
    address = asked_link(client, run_jobs, member.email)

    time_machine.move_to(timezone.localtime() + timedelta(minutes=61))

    assert "This link is over" in client.get(address).text


def test_the_letter_leads_to_our_own_site_whatever_host_was_asked(
    client, member, run_jobs, settings
):
    settings.ALLOWED_HOSTS = ["*"]

    client.post(RESET, {"email": member.email}, headers={"Host": "evil.example"})
    run_jobs()

    assert "evil.example" not in mail.outbox[0].body + mail.outbox[0].alternatives[0].content
    assert "http://testserver/accounts/password/reset/key/" in mail.outbox[0].body


def test_the_letter_says_when_and_from_what_device_in_our_own_words(client, member, run_jobs):
    agent = "Mozilla/5.0 (X11; Linux x86_64; <b>rv</b>) Gecko/20100101 Firefox/140.0"
    client.post(RESET, {"email": member.email}, headers={"User-Agent": agent})
    run_jobs()

    assert re.search(r"Asked on .+ \(Firefox, Linux\)\.", mail.outbox[0].body)
    assert "<b>" not in mail.outbox[0].body


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge, Windows"),
        ("curl/8.0", ""),
    ],
)
def test_a_device_is_named_roughly(agent, words):
    assert device(agent) == words


def test_changing_the_password_needs_the_present_one_and_keeps_this_browser(client, member):
    client.force_login(member)
    other = Client()
    other.force_login(member)
    change = "/accounts/password/change/"

    wrong = client.post(change, {"oldpassword": "x", "password1": NEW, "password2": NEW})
    assert wrong.context["form"].errors["oldpassword"] == ["That is not your present password."]

    client.post(change, {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})

    assert client.get("/accounts/").status_code == 200
    assert other.get("/accounts/").status_code == 302
