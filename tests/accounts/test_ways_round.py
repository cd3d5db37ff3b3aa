"""Ways round the door that somebody might try."""

import re

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.test import Client

from newsroom.access.models import Gift
from newsroom.reading.models import Save
from tests.accounts.test_member_pages import FILLED, PAGES
from tests.factories import PASSWORD, ArticleFactory, UserFactory
from tests.one_time_codes import SECRET, code_now

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
CODE = "/accounts/second-factor/code/"


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def in_the_desk(client) -> bool:
    return client.get("/admin/").status_code == 200


def enter(client, person, code=None):
    client.post(LOGIN, {"login": person.email, "password": PASSWORD})
    client.post(CODE, {"code": code or code_now()})
    assert in_the_desk(client)


# The second step ----------------------------------------------------------------------------


def test_a_mailed_code_is_no_second_step(client, editor, required, run_jobs):
    TOTP.activate(editor, SECRET)
    client.post("/accounts/login/code/", {"email": editor.email})
    run_jobs()
    code = re.search(r"^([A-Z0-9-]{6,})$", mail.outbox[-1].body, re.MULTILINE)[1]

    answer = client.post("/accounts/login/code/confirm/", {"code": code})

    assert answer["Location"].startswith(CODE)
    assert not in_the_desk(client)


def test_a_factor_that_was_removed_opens_nothing_any_more(client, editor, required):
    app = TOTP.activate(editor, SECRET).instance
    enter(client, editor)

    app.delete()  # from another browser, for the phone is lost

    assert not in_the_desk(client)


def test_new_recovery_codes_do_not_throw_out_who_came_in_by_an_old_one(client, editor, required):
    TOTP.activate(editor, SECRET)
    enter(client, editor, RecoveryCodes.activate(editor).generate_codes()[0])

    client.post("/accounts/second-factor/recovery/new/")

    assert in_the_desk(client)
    Authenticator.objects.filter(type="totp").delete()
    assert not in_the_desk(client)


def test_the_step_of_one_person_is_not_anothers(client, editor, required):
    other = UserFactory(role="Editor")
    TOTP.activate(editor, SECRET)
    TOTP.activate(other, SECRET)
    enter(client, editor)
    client.force_login(other)

    assert not in_the_desk(client)


def test_the_code_cannot_be_skipped(client, editor, required):
    TOTP.activate(editor, SECRET)
    client.post(LOGIN, {"login": editor.email, "password": PASSWORD})

    for page in ("/accounts/", "/admin/", "/accounts/second-factor/", "/accounts/data/"):
        assert client.get(page).status_code == 302, page
    client.post("/accounts/second-factor/app/remove/")
    client.post("/accounts/password/set/", {"password1": "x" * 12, "password2": "x" * 12})

    assert Authenticator.objects.filter(type="totp").exists()
    assert editor.check_password(PASSWORD)


# Sessions and forms -------------------------------------------------------------------------


@pytest.mark.parametrize("factor", [False, True])
def test_a_session_that_was_there_before_is_not_the_one_signed_in_by(client, editor, factor):
    if factor:
        TOTP.activate(editor, SECRET)
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    client.post(LOGIN, {"login": editor.email, "password": PASSWORD})
    if factor:
        client.post(CODE, {"code": code_now()})

    assert client.get("/accounts/").status_code == 200
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/accounts/").status_code == 302


def test_one_persons_session_shows_nothing_to_the_next_at_the_same_browser(client, member):
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})
    session = client.session
    session["draft"] = "private"
    session.save()
    client.post("/accounts/logout/")

    client.force_login(UserFactory())

    assert "draft" not in client.session


SIGNED = {"accounts/notifications/stop/TOKEN/"}  # mail programs post there; the link is the key


@pytest.mark.parametrize("route", sorted(set(PAGES) - SIGNED))
def test_a_form_without_its_token_is_refused_on_every_page(member, route):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    for name, value in FILLED.items():
        route = route.replace(name, value)

    assert strict.post(f"/{route}").status_code == 403


def test_what_a_page_of_another_site_posts_changes_nothing(member):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)
    story = ArticleFactory(live=True)

    for address in (f"/accounts/saved/{story.pk}/", f"/gift/{story.pk}/"):
        foreign = {"Origin": "https://elsewhere.example", "Sec-Fetch-Site": "cross-site"}
        assert strict.post(address, headers=foreign).status_code == 403

    assert not Save.objects.exists()
    assert not Gift.objects.exists()


# Who has an account -------------------------------------------------------------------------


def test_adding_an_address_does_not_tell_whether_somebody_has_it(client, member, run_jobs):
    UserFactory(email="taken@example.com")
    said = {}

    for email in ("taken@example.com", "unknown@example.com"):
        client.force_login(UserFactory())
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        answer = client.post("/accounts/email/", {"email": email, "action_add": ""}, follow=True)
        text = re.sub(r'value="[^"]{60,}"|person\d+@example.com', "", answer.text)
        said[email] = (answer.status_code, text.replace(email, "…"))

    assert said["taken@example.com"] == said["unknown@example.com"]
    run_jobs()
    assert len(mail.outbox) == 2


def test_an_address_in_two_accounts_is_proven_by_one_only(client, member):
    UserFactory(email="taken@example.com")
    claimed = EmailAddress.objects.create(user=member, email="taken@example.com")

    assert not claimed.set_verified()


def test_signing_up_with_a_taken_address_costs_a_hash_as_well(client, member, monkeypatch):
    """Hashing is nearly all the time it takes: without it here, time would tell."""
    from django.contrib.auth import base_user

    from accounts import forms

    hashed = []
    for module in (forms, base_user):
        real = module.make_password
        monkeypatch.setattr(
            module, "make_password", lambda *a, real=real: hashed.append(1) or real(*a)
        )
    costs = []
    for email in (member.email, "nobody@example.com"):
        fields = {"email": email, "display_name": "Ana", "password1": "a-long-password-9"}
        client.post("/accounts/signup/", fields)
        costs.append(len(hashed))
        hashed.clear()

    assert costs == [1, 1]
