"""The second step with an app: set up, asked for again, recovered from, given up."""

import re
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.core import mail
from playwright.sync_api import expect

from tests.e2e.people import sign_out, write_password
from tests.factories import PASSWORD, UserFactory
from tests.one_time_codes import SECRET, code_now

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(params=[390, 1280])
def page(request, window):
    return window(request.param, 844)


def write_code(page, code):
    page.get_by_label("Code").fill(code)
    page.get_by_label("Code").press("Enter")


def test_a_journalist_sets_up_the_app_alone_and_without_it_the_desk_is_closed(
    page, settings, run_jobs
):
    settings.SECOND_FACTOR_REQUIRED = True
    editor = UserFactory(display_name="Eva Editor", role="Editor")
    page.goto("/admin/")
    write_password(page, editor)
    page.get_by_role("link", name="Set up an app").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    secret = page.locator("code.key").inner_text()
    page.get_by_label("The six digits your app shows").fill(code_now(secret))
    page.get_by_role("button", name="Switch it on").click()
    expect(page.locator(".codes li")).to_have_count(10)
    recovery = page.locator(".codes li").first.inner_text()
    page.get_by_role("link", name=re.compile("to the desk")).click()
    expect(page).to_have_url(re.compile("/admin/$"))

    page.context.clear_cookies()
    page.goto("/admin/")
    write_password(page, editor)
    write_code(page, code_now(secret))
    expect(page).to_have_url(re.compile("/admin/$"))

    page.goto("/accounts/second-factor/")
    page.get_by_role("link", name="Stop using the app").click()
    write_code(page, recovery)
    expect(page.get_by_text("the desk stays closed to you")).to_be_visible()
    page.get_by_role("button", name="Stop using the app").click()
    expect(
        page.get_by_text("The desk, and writing for the newsroom, need a second step")
    ).to_be_visible()
    page.goto("/admin/")

    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()
    run_jobs()
    assert "app" in mail.outbox[-1].subject


def test_a_member_shows_by_a_code_who_it_is_and_comes_in_with_a_new_recovery_code(
    page, sign_in, member
):
    TOTP.activate(member, SECRET)
    old = RecoveryCodes.activate(member).get_unused_codes()
    sign_in(page, member).goto("/accounts/")
    page.get_by_role("link", name="Erase my account").click()
    write_code(page, "000000")
    expect(page.get_by_text("That code is not right")).to_be_visible()
    write_code(page, code_now())
    expect(page.get_by_role("heading", name="Erase my account")).to_be_visible()

    page.get_by_role("link", name="Back to your account").click()
    page.get_by_role("link", name="Passkeys and second step").filter(visible=True).click()
    page.get_by_role("link", name="Make new ones").click()
    page.get_by_role("button", name="Make new ones").click()
    expect(page.locator(".codes li").first).not_to_have_text(old[0])
    new = page.locator(".codes li").all_inner_texts()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download").click()
    assert Path(download.value.path()).read_text().split() == new

    page.get_by_role("link", name="Back to your account").click()
    sign_out(page.get_by_role("main").get_by_role("button", name="Sign out"))
    page.goto("/accounts/login/?next=/accounts/")
    write_password(page, member)
    write_code(page, old[0])
    expect(page.get_by_text("That code is not right")).to_be_visible()
    write_code(page, new[0])

    expect(page.get_by_role("heading", name=member.display_name)).to_be_visible()
    assert RecoveryCodes.activate(member).get_unused_codes() == new[1:]


def test_who_lost_phone_and_codes_is_let_in_again_by_an_administrator(page, window, sign_in):
    editor = UserFactory(display_name="Eva Editor", role="Editor")
    TOTP.activate(editor, SECRET)
    page.goto("/accounts/login/?next=/accounts/second-factor/")
    write_password(page, editor)
    expect(page.get_by_text("An administrator of the paper can let you in.")).to_be_visible()

    desk = window(page.viewport_size["width"], 900)
    sign_in(desk, UserFactory(role="Administrator")).goto("/admin/accounts/user/")
    desk.get_by_role("link", name="Eva Editor").click()
    desk.get_by_role("button", name="Remove the second step").click()
    expect(desk.get_by_text("Eva Editor is signed out")).to_be_visible()

    page.get_by_role("button", name="Cancel").click()
    write_password(page, editor)
    expect(page).not_to_have_url(re.compile("/login/|/code/"))
    page.goto("/accounts/second-factor/")
    expect(page.get_by_role("link", name="Set up an app")).to_be_visible()
