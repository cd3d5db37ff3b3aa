"""Signing in by a code in one's inbox."""

import re

import pytest
from django.core import mail

from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ASK = "/accounts/login/code/"
CONFIRM = "/accounts/login/code/confirm/"


def mailed_code(run_jobs) -> str:
    run_jobs()
    return re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]


def test_the_mailed_code_signs_in_and_leads_back_to_the_paragraph(client, member, run_jobs):
    asked = client.post(ASK, {"email": member.email, "next": "/2026/05/05/rain/#respond"})
    code = mailed_code(run_jobs)

    answer = client.post(asked["Location"], {"code": code, "next": "/2026/05/05/rain/#respond"})

    assert answer["Location"] == "/2026/05/05/rain/#respond"
    assert client.session["_auth_user_id"] == str(member.pk)


def test_known_and_unknown_addresses_get_the_same_answer(client, member):
    pages = []
    for email in (member.email, "nobody@example.com"):
        client.logout()
        answer = client.post(ASK, {"email": email}, follow=True)
        text = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", answer.text)
        pages.append((answer.status_code, answer.redirect_chain, text.replace(email, "…")))

    assert pages[0] == pages[1]


def test_three_wrong_codes_end_it(client, member, run_jobs):
    client.post(ASK, {"email": member.email})
    code = mailed_code(run_jobs)

    said = [client.post(CONFIRM, {"code": "WRONG1"}) for _ in range(3)]

    assert "ask for a new code" in said[0].text
    assert client.post(CONFIRM, {"code": code}).status_code == 302
    assert "_auth_user_id" not in client.session


def test_the_code_is_over_after_a_quarter_of_an_hour(client, member, run_jobs, time_machine):
    time_machine.move_to("2026-05-05 08:00", tick=False)
    client.post(ASK, {"email": member.email})
    code = mailed_code(run_jobs)

    time_machine.move_to("2026-05-05 08:16", tick=False)

    client.post(CONFIRM, {"code": code})
    assert "_auth_user_id" not in client.session


def test_the_owner_kept_out_by_a_strangers_guesses_gets_in_by_code(client, member, run_jobs):
    for _ in range(6):
        client.post("/accounts/login/", {"login": member.email, "password": "a-guess-of-mine"})
    refused = client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})
    assert "Too many tries" in refused.text

    client.post(ASK, {"email": member.email})
    client.post(CONFIRM, {"code": mailed_code(run_jobs)})

    assert client.session["_auth_user_id"] == str(member.pk)


def test_a_name_and_an_address_are_not_two_sets_of_guesses(client):
    UserFactory(email="ana@example.com", username="ana")
    for login in ("ana", "ana@example.com", "ANA", "ana", "Ana@Example.com"):
        client.post("/accounts/login/", {"login": login, "password": "a-guess-of-mine"})

    answer = client.post("/accounts/login/", {"login": "ana", "password": PASSWORD})

    assert "Too many tries" in answer.text
