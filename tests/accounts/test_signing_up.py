"""Becoming a member: by mail, with one button, and telling nobody who is one already."""

import re
import threading
import time

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client

from accounts.adapter import AccountAdapter
from accounts.models import Letter, User
from tests.behind_the_wall import metered, put_up_wall, read_on
from tests.factories import PASSWORD, ArticleFactory, UserFactory

SIGNUP = "/accounts/signup/"
SENT = "/accounts/confirm-email/"


def sign_up(client, **changes):
    data = {"email": "ana@example.com", "display_name": "Ana Molina", "password1": PASSWORD}
    return client.post(SIGNUP, {**data, **changes})


def link(message) -> str:
    return re.search(r"http://testserver(/\S+)", message.body)[1]


def test_signing_up_asks_for_address_name_and_password(client, db, run_jobs):
    response = sign_up(client)
    run_jobs()

    user = User.objects.get()
    assert response["Location"] == SENT
    assert (user.email, user.display_name, user.username) == ("ana@example.com", "Ana Molina", None)
    assert not EmailAddress.objects.get().verified
    assert [m.to for m in mail.outbox] == [["ana@example.com"]]
    assert mail.outbox[0].subject == "Confirm your email address"


def test_opening_the_link_confirms_nothing_and_the_button_does(client, db, run_jobs):
    sign_up(client)
    run_jobs()
    address = link(mail.outbox[0])

    page = Client().get(address)
    assert "Is ana@example.com yours?" in page.text
    assert not EmailAddress.objects.get().verified

    assert Client().post(address)["Location"] == "/accounts/login/"
    assert EmailAddress.objects.get().verified


def test_the_browser_that_signed_up_is_led_back_to_the_story(client, db, run_jobs):
    sign_up(client, next="/2026/05/05/rain/#respond")
    run_jobs()

    response = client.post(link(mail.outbox[0]))

    assert response["Location"] == "/2026/05/05/rain/#respond"
    assert "_auth_user_id" in client.session


def test_what_was_said_before_signing_in_does_not_come_up_later(client, db, run_jobs):
    sign_up(client, next="/popular/")
    run_jobs()

    client.post(link(mail.outbox[0]))

    assert 'class="messages' not in client.get("/accounts/").text


def test_signing_up_never_leads_to_another_site(client, db, run_jobs):
    sign_up(client, next="https://evil.example/")
    run_jobs()

    assert client.post(link(mail.outbox[0]))["Location"] == "/"


def test_a_stranger_with_the_link_is_not_signed_in(client, db, run_jobs):
    sign_up(client)
    run_jobs()
    stranger = Client()

    stranger.post(link(mail.outbox[0]))

    assert "_auth_user_id" not in stranger.session


def test_before_confirming_nobody_gets_in_and_trying_sends_the_link_again(
    client, db, run_jobs, settings
):
    settings.ACCOUNT_EMAIL_CONFIRMATION_COOLDOWN = 0
    sign_up(client)
    run_jobs()

    other = Client()
    answer = other.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD})
    run_jobs()

    assert answer["Location"] == SENT
    assert "_auth_user_id" not in other.session
    assert len(mail.outbox) == 2


def test_an_address_that_is_taken_gets_the_same_answer_and_another_letter(client, db, run_jobs):
    UserFactory(email="ana@example.com")

    taken, free = sign_up(Client()), sign_up(Client(), email="new@example.com")
    run_jobs()

    assert (taken.status_code, taken["Location"]) == (free.status_code, free["Location"])
    pages = [Client().get(SENT).text for _ in (taken, free)]
    assert pages[0] == pages[1]
    assert User.objects.count() == 2
    subjects = {m.to[0]: m.subject for m in mail.outbox}
    assert subjects["ana@example.com"] == "You have an account already"


@pytest.mark.parametrize(
    ("field", "value"),
    [("email", "not-an-address"), ("display_name", " \u200b\n "), ("password1", "short"),
     ("password1", "password123")],
)  # fmt: skip
def test_what_is_wrong_is_said_beside_the_field(client, db, field, value):
    answer = sign_up(client, **{field: value})

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {field}
    assert f'id="id_{field}_error"' in answer.text
    assert not User.objects.exists()


def test_a_machine_that_fills_the_trap_makes_no_account(client, db, run_jobs):
    response = sign_up(client, motto="Buy now")
    run_jobs()

    assert response["Location"] == SENT
    assert not User.objects.exists()
    assert not mail.outbox


def test_a_name_cannot_hide_line_ends_or_turn_the_text_around(client, db):
    sign_up(client, display_name=" Ana\r\nBcc: x\u202e  Molina ")

    assert User.objects.get().display_name == "Ana Bcc: x Molina"


def test_many_accounts_from_one_network_are_stopped(client, db):
    answers = [sign_up(Client(), email=f"p{n}@example.com") for n in range(21)]

    assert [a.status_code for a in answers[-2:]] == [302, 429]
    assert "Too many tries" in answers[-1].text


def test_a_letter_is_kept_only_until_it_is_sent(client, db, run_jobs):
    sign_up(client)
    assert Letter.objects.count() == 1

    run_jobs()

    assert not Letter.objects.exists()


def test_the_page_keeps_next_in_its_form_and_in_its_way_back(client, db):
    page = client.get(SIGNUP, {"next": "/popular/"}).text

    assert 'name="next" value="/popular/"' in page
    assert 'href="/accounts/login/?next=%2Fpopular%2F"' in page
    assert "style=" not in page


def test_signing_up_again_before_confirming_sends_a_letter_and_breaks_nothing(client, db, run_jobs):
    first = sign_up(client)
    second = sign_up(Client(), password1="the-password-of-another")
    capitals = sign_up(Client(), email="ANA@EXAMPLE.com")
    run_jobs()

    assert first["Location"] == second["Location"] == capitals["Location"] == SENT
    assert User.objects.count() == 1
    assert User.objects.get().check_password(PASSWORD)


@pytest.mark.django_db(transaction=True)
def test_pressing_the_button_twice_at_once_makes_one_account(monkeypatch):
    cache.clear()
    answers = []
    start = threading.Barrier(2)
    save = AccountAdapter.save_user

    def slowly(*args, **kwargs):
        time.sleep(0.3)  # long enough for the other press to have found the address free
        return save(*args, **kwargs)

    monkeypatch.setattr(AccountAdapter, "save_user", slowly)

    def press():
        start.wait()
        answers.append(sign_up(Client())["Location"])
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers == [SENT, SENT]
    assert User.objects.count() == 1


def test_an_administrator_made_on_the_server_signs_in_at_once(client, db):
    call_command(
        "createsuperuser", email="chief@example.com", display_name="Chief", interactive=False
    )
    chief = User.objects.get()
    chief.set_password(PASSWORD)
    chief.save()

    answer = client.post("/accounts/login/", {"login": "chief@example.com", "password": PASSWORD})

    assert answer["Location"] == "/"


@pytest.fixture
def closed(db):
    put_up_wall(signing_up=False)


def test_where_signing_up_is_closed_nobody_becomes_a_member(client, closed):
    page, sent = client.get(SIGNUP), sign_up(client)

    assert "No new members just now" in page.text
    assert "<form" not in page.text.partition("<main")[2]
    assert "No new members just now" in sent.text
    assert not User.objects.exists()


def test_and_nothing_leads_there(client, closed):
    story = metered(access="members")
    talked = ArticleFactory(live=True)
    pages = [client.get(path).text for path in ("/accounts/login/", talked.path)]
    pages.append(read_on(client, story).text)

    for page in pages:
        assert "/accounts/signup/" not in page
        assert "new members just now" in page


def test_members_sign_in_as_ever(client, closed):
    UserFactory(email="ana@example.com")

    client.post("/accounts/login/", {"login": "ana@example.com", "password": PASSWORD})

    assert "_auth_user_id" in client.session
