"""Getting in and out, as a reader does it and as an attacker would like to."""

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.core.cache import cache
from django.test import Client

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

LOGIN = "/accounts/login/"


def sign_in(client, login, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": login, "password": password, **more})


def signed_in(client) -> bool:
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["ana", "ANA", "ana@example.com", "Ana@Example.com"])
def test_name_or_address_signs_in_whatever_the_case(client, db, login):
    UserFactory(email="ana@example.com", username="Ana")

    response = sign_in(client, login)

    assert (response.status_code, response["Location"]) == (302, "/")
    assert signed_in(client)


def test_an_unknown_name_and_a_wrong_password_get_the_same_words(client, db):
    UserFactory(email="ana@example.com", username="ana")
    answers = [
        sign_in(client, login, "wrong-password-1")
        for login in ("ana", "nobody", "ana@example.com", "nobody@example.com")
    ]

    said = {str(answer.context["form"].non_field_errors()[0]) for answer in answers}

    assert said == {"That name or address and that password do not belong together."}
    assert {answer.status_code for answer in answers} == {200}


@pytest.mark.parametrize("login", ["ana", "ana@example.com", "nobody", "nobody@example.com"])
def test_time_does_not_tell_who_is_a_member(client, db, login, monkeypatch):
    UserFactory(email="ana@example.com", username="ana")
    hashed = []
    slow = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda *args, **kw: hashed.append(1) or slow(*args, **kw)
    )

    sign_in(client, login, "wrong-password-1")

    assert len(hashed) == 1


def test_guessing_is_stopped_and_the_owner_is_not_kept_out_for_good(client, db):
    UserFactory(email="ana@example.com")
    for _ in range(6):
        answer = sign_in(client, "ana@example.com", "wrong-password-1")
    assert "Too many tries" in answer.text

    assert "Too many tries" in sign_in(client, "ana@example.com").text
    cache.clear()  # minutes later

    assert sign_in(client, "ana@example.com").status_code == 302


@pytest.mark.parametrize(
    "wanted", ["/2026/05/05/rain/", "/2026/05/05/rain/#respond", "/search/?q=rain&page=2"]
)
def test_after_signing_in_one_is_back_where_one_was(client, member, wanted):
    response = sign_in(client, member.email, next=wanted)

    assert response["Location"] == wanted


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "https:///evil.example",
        "http://testserver@evil.example/",
        "\thttps://evil.example/",
    ],
)
def test_signing_in_never_leads_to_another_site(client, member, wanted):
    response = sign_in(client, member.email, next=wanted)

    assert response["Location"] == "/"


def test_next_goes_with_the_reader_to_the_sign_up_page_and_back(client, db):
    page = client.get(LOGIN, {"next": "/2026/05/05/rain/#respond"}).text

    assert 'href="/accounts/signup/?next=%2F2026%2F05%2F05%2Frain%2F%23respond"' in page
    assert 'name="next" value="/2026/05/05/rain/#respond"' in page


@pytest.mark.parametrize(("keep", "ends_with_browser"), [({"remember": "on"}, False), ({}, True)])
def test_keep_me_signed_in_decides_how_long(client, member, keep, ends_with_browser):
    response = sign_in(client, member.email, **keep)

    assert signed_in(client)
    assert (response.cookies["sessionid"]["max-age"] == "") is ends_with_browser


def test_signing_out_takes_a_post(client, member):
    client.force_login(member)

    page = client.get("/accounts/logout/")
    assert page.status_code == 200
    assert signed_in(client)

    assert client.post("/accounts/logout/")["Location"] == "/"
    assert not signed_in(client)


def test_signing_out_from_another_site_is_refused(django_client_with_csrf, member):
    django_client_with_csrf.force_login(member)

    response = django_client_with_csrf.post("/accounts/logout/")

    assert response.status_code == 403
    assert "Send it once more" in response.text
    assert signed_in(django_client_with_csrf)


@pytest.fixture
def django_client_with_csrf(db):
    return Client(enforce_csrf_checks=True)


def test_the_sign_in_page_has_the_parts_the_dialog_takes_over(client, db):
    page = client.get(LOGIN)

    assert page.status_code == 200
    for part in (
        "data-dialog", "Welcome back!", "Username or email address", 'autocomplete="username"',
        'autocomplete="current-password"', 'data-module="show-password"', "Lost your password?",
        "Keep me signed in", "Not a member?",
    ):  # fmt: skip
        assert part in page.text
    assert "style=" not in page.text
    assert "<title>Sign in | My newspaper</title>" in page.text
    assert "no-store" in page["Cache-Control"]


def test_those_who_are_in_are_sent_on(client, member):
    client.force_login(member)

    assert client.get(LOGIN, {"next": "/popular/"})["Location"] == "/popular/"


@pytest.mark.parametrize(
    "unwanted",
    [
        "/accounts/3rdparty/",
        "/accounts/social/login/cancelled/",
    ],
)
def test_pages_the_paper_does_not_have_are_not_there(client, db, unwanted):
    assert client.get(unwanted).status_code == 404


def test_a_closed_account_cannot_sign_in(client, member):
    User.objects.filter(pk=member.pk).update(is_active=False)

    sign_in(client, member.email)

    assert not signed_in(client)


# Browsers that were in before -----------------------------------------------------------------


def guess(client, person, times=5):
    for _ in range(times):
        answer = client.post(LOGIN, {"login": person.email, "password": "wrong-guess"})
    return answer


def get_in(client, person, password=PASSWORD):
    client.post(LOGIN, {"login": person.email, "password": password}, REMOTE_ADDR="192.0.2.7")
    return client.get("/accounts/").status_code == 200


def test_strangers_guesses_do_not_use_up_the_tries_of_the_owners_own_browser(client, member):
    assert get_in(client, member)
    client.post("/accounts/logout/")
    guess(Client(), member)

    assert not get_in(Client(), member)
    assert get_in(client, member)


def test_a_known_browser_has_no_more_guesses_than_others(client, member):
    get_in(client, member)
    client.post("/accounts/logout/")

    assert "Too many tries" in guess(client, member, times=6).text


@pytest.mark.parametrize("cookie", ["anothers", "forged", "of a former password"])
def test_no_other_cookie_buys_a_guess(client, member, cookie):
    own = UserFactory() if cookie == "anothers" else member
    get_in(client, own)
    client.post("/accounts/logout/")
    if cookie == "forged":
        client.cookies["known"] = f"x{client.cookies['known'].value}"
    if cookie == "of a former password":
        member.set_password("another-password-9")
        member.save()
    guess(Client(), member)

    passwords = {"of a former password": "another-password-9"}
    assert not get_in(client, member, passwords.get(cookie, PASSWORD))


def test_the_mark_of_a_known_browser_goes_to_the_accounts_pages_only(client, member):
    client.post(LOGIN, {"login": member.email, "password": PASSWORD})

    mark = client.cookies["known"]
    assert (mark["path"], mark["httponly"], mark["samesite"]) == ("/accounts/", True, "Lax")
    assert member.email not in mark.value
