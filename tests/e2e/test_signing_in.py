"""Signing in as people do it: with a passkey, with a code, with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.e2e.people import (
    give_authenticator,
    make_passkey,
    sign_out,
    write_mailed_code,
    write_password,
)
from tests.factories import PASSWORD, ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_journalist_makes_a_passkey_and_enters_the_desk_with_it(window, settings, width):
    settings.SECOND_FACTOR_REQUIRED = True
    editor = UserFactory(display_name="Eva Editor", role="Editor")
    page = window(width, 844)
    give_authenticator(page)
    page.goto("/admin/")
    write_password(page, editor)
    page.get_by_role("link", name="Add a passkey").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name of this passkey").fill("My phone")
    make_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.get_by_role("link", name=re.compile("to the desk")).click()
    expect(page).to_have_url(re.compile("/admin/$"))
    page.context.clear_cookies()

    page.goto("/accounts/login/?next=/admin/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile("/admin/$"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()

    page.wait_for_load_state("networkidle")  # a late answer would set cookies again
    page.context.clear_cookies()
    page.goto("/admin/")
    write_password(page, editor)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url(re.compile("/admin/$"))


def test_a_member_signs_in_with_a_passkey_from_the_dialog_over_the_story(window, member):
    story = ArticleFactory(live=True)
    page = window(1280, 900)
    give_authenticator(page)
    page.goto("/accounts/login/?next=/accounts/second-factor/passkeys/new/")
    write_password(page, member)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    make_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.context.clear_cookies()
    page.goto(story.path)

    page.get_by_role("banner").get_by_role("link", name="Sign in").click()
    page.get_by_role("dialog").get_by_role("button", name="Sign in with a passkey").click()

    expect(page).to_have_url(re.compile(re.escape(story.path)))
    expect(page.locator("[data-personal=account]").first).to_contain_text("Mateo")


@pytest.mark.parametrize(("width", "login"), [(390, "mateo"), (1280, "mateo@example.com")])
def test_signing_in_needs_nothing_but_a_keyboard(window, width, login):
    UserFactory(email="mateo@example.com", username="mateo")
    page = window(width, 844)
    page.goto("/accounts/login/?next=/popular/")
    page.get_by_label("Username or email address").focus()
    page.keyboard.type(login)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")  # past “Lost your password?”, which stands before its field
    page.keyboard.type(PASSWORD)

    page.keyboard.press("Enter")

    expect(page).to_have_url(re.compile("/popular/"))


@pytest.mark.parametrize(("width", "login"), [(390, "mateo"), (1280, "mateo@example.com")])
def test_without_script_a_wrong_password_is_told_and_the_right_one_leads_back(window, width, login):
    UserFactory(email="mateo@example.com", username="mateo")
    page = window(width, 844, java_script_enabled=False)
    page.goto("/popular/")
    if width == 390:
        page.get_by_role("button", name="Menu").click()
    page.get_by_role("link", name="Sign in").filter(visible=True).click()
    page.get_by_label("Username or email address").fill(login)
    page.get_by_label("Password", exact=True).fill("not-my-password")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    expect(page.get_by_label("Username or email address")).to_have_value(login)

    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()

    expect(page).to_have_url(re.compile("/popular/$"))
    page.goto("/accounts/")
    sign_out(page.get_by_role("button", name="Sign out").filter(visible=True))
    page.goto("/accounts/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize("width", [390, 1280])
def test_a_mailed_code_signs_in_without_a_password(window, member, run_jobs, width):
    page = window(width, 844)
    page.goto("/accounts/login/?next=/popular/")
    write_mailed_code(page, member, run_jobs)

    page.get_by_role("button", name="Sign in").click()

    expect(page).to_have_url(re.compile("/popular/"))


def test_on_a_phone_the_dialog_opens_from_the_menu_and_gives_the_focus_back(phone, member):
    story = ArticleFactory(live=True)
    phone.goto(story.path)
    menu = phone.get_by_role("banner").get_by_role("button", name="Menu")
    menu.click()
    phone.get_by_role("navigation").get_by_role("link", name="Sign in").click()
    dialog = phone.get_by_role("dialog", name="Welcome back!")
    expect(dialog).to_be_visible()

    phone.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(menu).to_be_focused()

    phone.keyboard.press("Enter")
    phone.get_by_role("navigation").get_by_role("link", name="Sign in").click()
    write_password(dialog, member)
    expect(phone).to_have_url(re.compile(re.escape(story.path)))


def test_a_passkey_that_fails_is_told_as_any_other_error(window, member):
    page = window(1280, 900)
    page.goto("/accounts/login/")
    page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error()); }")
    wrong = page.locator(".passkey .err")
    expect(wrong).to_be_hidden()

    page.get_by_role("button", name="Sign in with a passkey").click()

    expect(wrong).to_have_text("That did not work. Try again, or use another way.")
    expect(wrong.locator("svg.icon")).to_be_visible()
