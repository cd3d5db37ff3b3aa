"""The desk opens to nobody on a password alone."""

import re
from itertools import cycle

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import get_resolver, reverse

from accounts.models import User
from newsroom.desk import second_factor as guard
from newsroom.desk.checks import known_passwords_stay_on_this_machine
from tests.factories import PASSWORD, ArticleFactory, UserFactory
from tests.one_time_codes import SECRET, code_now
from tests.routes import routes_in

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
OPEN = {"login/", "logout/"}


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def sign_in(client, person, **more):
    return client.post(LOGIN, {"login": person.email, "password": PASSWORD, **more})


def desk_addresses() -> list[str]:
    """Every address the desk has, with plausible arguments."""
    desk = next(p for p in get_resolver().url_patterns if str(p.pattern) == "admin/")
    for route in routes_in(desk.url_patterns):
        filled = re.sub(r"<(?:int:|path:|slug:|str:)?\w+>", "1", route)
        filled = re.sub(r"\(\?P<\w+>[^)]*\)", "1", filled).lstrip("^").rstrip("$").rstrip("\\Z")
        yield filled


METHODS = ("get", "post")
# The guard looks at no method: each address is asked by one of these too, in turn.
OTHER_METHODS = ("put", "delete", "head", "options")


def answers_of_the_desk(client, methods=METHODS):
    """What each address of the desk answers to these methods and to one other."""
    addresses = set(desk_addresses()) - OPEN
    assert len(addresses) > 60
    for address, other in zip(sorted(addresses), cycle(OTHER_METHODS), strict=False):
        for method in (*methods, other):
            answer = getattr(client, method)(f"/admin/{address}")
            yield method, address, answer


def let_in(client, methods=METHODS) -> list[str]:
    """Where a journalist comes to without being asked for the second step."""
    found = []
    for method, address, answer in answers_of_the_desk(client, methods):
        if answer.status_code == 302:
            asked = answer["Location"].startswith("/accounts/second-factor/")
        else:
            templates = [template.name for template in answer.templates]
            asked = answer.status_code == 403 and "admin/second_factor.html" in templates
        if not asked:
            found.append(f"{method} {address}")
    return found


@pytest.fixture
def superuser(editor):
    editor.is_superuser = True
    editor.save()
    return editor


def test_every_address_of_the_desk_refuses_a_session_without_the_second_factor(client, superuser):
    client.force_login(superuser)

    assert let_in(client) == []


def test_the_walk_finds_an_address_that_forgot_to_ask(client, superuser, monkeypatch):
    forgotten = ("admin:articles_article_changelist", "admin:jsi18n")
    monkeypatch.setattr(guard, "OPEN", (*guard.OPEN, *forgotten))
    client.force_login(superuser)

    found = {line.partition(" ")[2] for line in let_in(client, ["get"])}

    assert found == {"articles/article/", "jsi18n/"}


@pytest.mark.parametrize("who", ["a stranger", "a member"])
def test_nobody_else_is_let_into_any_address_of_the_desk(client, member, who):
    if who == "a member":
        client.force_login(member)

    found = []
    for method, address, answer in answers_of_the_desk(client, ["get", "post"]):
        sent = answer.status_code == 302 and answer["Location"].startswith("/admin/login/")
        if not (sent or answer.status_code == 403):
            found.append((method, address, answer.status_code))

    assert found == []


def test_a_journalist_sets_up_an_app_alone_and_is_in_the_desk(client, editor):
    sign_in(client, editor)
    sent = client.get("/admin/")
    assert sent["Location"].startswith("/accounts/second-factor/?next=")
    again = client.get("/accounts/second-factor/app/")["Location"]
    page = client.post(again, {"password": PASSWORD}, follow=True)
    secret = page.context["form"].secret

    done = client.post("/accounts/second-factor/app/", {"code": code_now(secret)})

    assert done["Location"] == "/accounts/second-factor/recovery/"
    assert len(client.get(done["Location"]).context["unused_codes"]) == 10
    assert client.get("/admin/").status_code == 200


def test_the_password_of_somebody_with_an_app_leads_to_the_code_only(client, editor):
    TOTP.activate(editor, SECRET)

    answer = sign_in(client, editor, next="/admin/")

    assert answer["Location"].startswith("/accounts/second-factor/code/")
    assert client.get("/admin/").status_code == 302
    assert "Use a passkey" not in client.get(answer["Location"]).text  # they have none
    wrong = client.post(answer["Location"], {"code": "000000"})
    assert "not right" in wrong.text
    right = client.post(answer["Location"], {"code": code_now()})
    assert right["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200


def test_a_recovery_code_works_once(client, editor):
    TOTP.activate(editor, SECRET)
    codes = RecoveryCodes.activate(editor).generate_codes()

    for expected in (302, 200):
        client.logout()
        sign_in(client, editor)
        answer = client.post("/accounts/second-factor/code/", {"code": codes[0]})
        assert answer.status_code == expected


def test_a_new_password_by_mail_does_not_open_the_desk(client, editor):
    TOTP.activate(editor, SECRET)
    call_command("break_glass", editor.email)  # another way to the link, which removes the app
    TOTP.activate(editor, SECRET)
    link = _link(editor)

    page = client.get(link, follow=True)
    client.post(
        page.redirect_chain[-1][0],
        {"password1": "a-new-password-9", "password2": "a-new-password-9"},
    )
    client.post(LOGIN, {"login": editor.email, "password": "a-new-password-9"})

    assert client.get("/admin/").status_code == 302


def _link(person):
    from accounts.actions.access import password_link

    return password_link(person).removeprefix("http://testserver")


def test_twelve_idle_hours_ask_again(client, editor, time_machine):
    TOTP.activate(editor, SECRET)
    time_machine.move_to("2026-05-05 08:00", tick=False)
    sign_in(client, editor)
    client.post("/accounts/second-factor/code/", {"code": code_now()})
    for hour in ("15:00", "23:00"):
        time_machine.move_to(f"2026-05-05 {hour}", tick=False)
        assert client.get("/admin/").status_code == 200

    time_machine.move_to("2026-05-06 11:30", tick=False)

    asked = client.get("/admin/articles/article/")
    assert asked["Location"].startswith("/accounts/second-factor/again/?next=%2Fadmin%2F")


def test_a_page_left_open_that_speaks_by_itself_does_not_keep_the_door_open(
    client, editor, time_machine
):
    TOTP.activate(editor, SECRET)
    time_machine.move_to("2026-05-05 08:00", tick=False)
    sign_in(client, editor)
    client.post("/accounts/second-factor/code/", {"code": code_now()})
    message = {"page": "a" * 32, "person": editor.pk}
    keep = reverse("admin:articles_article_keep")
    for hour in ("12:00", "19:00"):
        time_machine.move_to(f"2026-05-05 {hour}", tick=False)
        answer = client.post(keep, message, headers={"X-Desk-By-Itself": "1"})
        assert answer.status_code == 200

    time_machine.move_to("2026-05-05 20:30", tick=False)

    assert client.post(keep, message, headers={"X-Desk-By-Itself": "1"}).status_code == 403


def test_what_was_typed_into_a_form_is_answered_with_words_not_thrown_away(client, editor):
    client.force_login(editor)
    story = ArticleFactory()

    answer = client.post(f"/admin/articles/article/{story.pk}/change/", {"headline": "New"})

    assert answer.status_code == 403
    assert "still in your browser" in answer.text


def test_a_password_alone_does_not_put_another_factor_in_the_place_of_the_first(client, editor):
    TOTP.activate(editor, SECRET)
    client.force_login(editor)

    again = client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/second-factor/app/remove/")
    client.post("/accounts/second-factor/app/", {"code": "000000"})

    assert again["Location"].startswith("/accounts/second-factor/again/")
    assert Authenticator.objects.get(type="totp").user == editor
    client.post("/accounts/second-factor/again/", {"code": code_now()})
    client.post("/accounts/second-factor/app/remove/")
    assert not Authenticator.objects.filter(type="totp").exists()


def test_the_desks_own_page_for_passwords_leads_to_the_account(client, editor):
    TOTP.activate(editor, SECRET)
    sign_in(client, editor)
    client.post("/accounts/second-factor/code/", {"code": code_now()})

    answer = client.get("/admin/password_change/")

    assert answer["Location"] == "/accounts/password/change/"


def test_members_and_readers_are_asked_for_nothing(client, member):
    client.force_login(member)

    assert client.get("/accounts/").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("username", "address", "expected"),
    [("editor", "127.0.0.1", 200), ("editor", "203.0.113.9", 302), ("other", "127.0.0.1", 302)],
)
def test_the_demo_sign_ins_are_exempt_at_this_machine_only(
    client, settings, username, address, expected
):
    settings.SECOND_FACTOR_EXEMPT = frozenset({"editor"})
    client.force_login(UserFactory(username=username, role="Editor"))

    assert client.get("/admin/", REMOTE_ADDR=address).status_code == expected


@pytest.mark.parametrize(
    ("mode", "hosts", "site", "refused"),
    [
        ("demo", ["127.0.0.1", "localhost", "[::1]"], "http://127.0.0.1:8000", False),
        ("demo", ["127.0.0.1", "news.example"], "http://127.0.0.1:8000", True),
        ("development", ["127.0.0.1"], "https://news.example", True),
        ("demo", ["*"], "http://127.0.0.1:8000", True),
        ("production", ["news.example"], "https://news.example", False),
    ],
)
def test_a_paper_with_known_passwords_does_not_start_beyond_this_machine(
    settings, mode, hosts, site, refused
):
    settings.MODE, settings.ALLOWED_HOSTS, settings.SITE_URL = mode, hosts, site

    assert bool(known_passwords_stay_on_this_machine(None)) is refused


def test_the_first_administrator_comes_from_the_command_line(client, capsys):
    call_command("create_administrator", "ana@example.com", name="Ana Pérez")

    said = capsys.readouterr().out
    link = re.search(r"http://testserver(/accounts/password/reset/key/\S+)", said)[1]
    page = client.get(link, follow=True)
    password = "a-long-new-password"
    client.post(page.redirect_chain[-1][0], {"password1": password, "password2": password})
    answer = client.post(LOGIN, {"login": "ana@example.com", "password": password})
    assert answer.status_code == 302
    person = User.objects.get()
    assert person.is_staff
    assert not person.is_superuser
    assert [group.name for group in person.groups.all()] == ["Administrator"]
    assert client.get("/admin/")["Location"].startswith("/accounts/second-factor/")


def test_the_second_address_of_a_member_makes_them_the_administrator(member, capsys):
    EmailAddress.objects.create(user=member, email="second@example.com", verified=True)

    call_command("create_administrator", "second@example.com")

    member.refresh_from_db()
    assert member.is_staff
    assert User.objects.count() == 1


def test_breaking_the_glass_forgets_the_factors_and_ends_every_session(client, editor, capsys):
    TOTP.activate(editor, SECRET)
    sign_in(client, editor)
    client.post("/accounts/second-factor/code/", {"code": code_now()})
    assert client.get("/admin/").status_code == 200

    call_command("break_glass", editor.email)

    assert not Authenticator.objects.exists()
    assert client.get("/accounts/").status_code == 302
    with pytest.raises(CommandError, match="Nobody"):
        call_command("break_glass", "nobody@example.com")


def test_an_administrator_lets_a_colleague_in_again_but_not_themselves(client, editor, run_jobs):
    ada = UserFactory(display_name="Ada Administrator", role="Administrator")
    for person in (ada, editor):
        TOTP.activate(person, SECRET)
    sign_in(client, ada)
    client.post("/accounts/second-factor/code/", {"code": code_now()})
    ask = {"action": "let_in_again", "_selected_action": [ada.pk, editor.pk]}

    client.post(reverse("admin:accounts_user_changelist"), ask)

    run_jobs()
    assert [a.user for a in Authenticator.objects.all()] == [ada]
    assert [m.to for m in mail.outbox] == [[editor.email]]
    assert "second step was removed" in mail.outbox[0].subject


def test_a_persons_page_offers_it_where_there_is_something_to_remove_and_never_ones_own(
    client, editor, settings
):
    settings.SECOND_FACTOR_REQUIRED = False
    ada, without = UserFactory(role="Administrator"), UserFactory()
    chief = UserFactory(is_superuser=True, is_staff=True)
    for person in (ada, editor, chief):
        TOTP.activate(person, SECRET)
    client.force_login(ada)

    offered = [
        "Remove the second step" in client.get(f"/admin/accounts/user/{person.pk}/change/").text
        for person in (editor, ada, without, chief)
    ]

    assert offered == [True, False, False, False]


def test_guessing_codes_is_stopped(client, editor):
    TOTP.activate(editor, SECRET)
    sign_in(client, editor)
    cache.clear()

    for _ in range(5):
        client.post("/accounts/second-factor/code/", {"code": "000000"})
    answer = client.post("/accounts/second-factor/code/", {"code": code_now()})

    assert answer.status_code == 200
    assert "Too many tries" in answer.text


def test_sessions_are_listed_and_the_others_signed_out(editor):
    phone, laptop = Client(headers={"User-Agent": "iPhone Safari"}), Client()
    for device in (phone, laptop):
        sign_in(device, editor)
    page = laptop.get("/accounts/sessions/")
    assert "iPhone" in page.text

    laptop.post("/accounts/sessions/")

    assert phone.get("/accounts/").status_code == 302
    assert laptop.get("/accounts/").status_code == 200
