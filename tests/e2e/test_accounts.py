"""An account as people use it: signing up, a lost password, the second step, what they keep."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from accounts.models import User
from comments.actions.telling import tell_of_reply
from newsroom.notifications.models import Preference
from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.e2e.people import (
    give_authenticator,
    make_passkey,
    sign_out,
    write_mailed_code,
    write_password,
)
from tests.factories import PASSWORD, ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "a-long-new-password"


@pytest.fixture(params=[390, 1280])
def page(request, window):
    return window(request.param, 844)


def link_in_last_mail(run_jobs) -> str:
    run_jobs()
    return re.search(r"https?://testserver(/\S+)", mail.outbox[-1].body)[1]


def test_a_reader_becomes_a_member_and_is_back_at_the_story(page, run_jobs):
    story = ArticleFactory(live=True)
    page.goto(f"/accounts/login/?next={story.path}%23respond")
    page.get_by_role("link", name="Sign up").click()
    page.get_by_label("Email address").fill("ana@example.com")
    page.get_by_label("Your name").fill("Ana Pérez")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("main")).to_contain_text("ana@example.com")
    first = link_in_last_mail(run_jobs)
    page.goto(f"/accounts/login/?next={story.path}%23respond")
    write_password(page, User.objects.get(email="ana@example.com"))
    expect(page.get_by_role("heading", name="Look into your inbox")).to_be_visible()

    page.goto(first)
    page.get_by_role("button", name="Confirm").click()

    expect(page).to_have_url(re.compile(re.escape(f"{story.path}#respond")))
    member = User.objects.get(email="ana@example.com")
    assert member.display_name == "Ana Pérez"

    page.goto("/accounts/email/")
    page.get_by_label("Another email address").fill("ana.perez@example.com")
    page.get_by_label("Another email address").press("Enter")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Not confirmed yet.")).to_be_visible()
    page.get_by_role("button", name="Send the link again").click()
    expect(page.get_by_text("We wrote there a moment ago.")).to_be_visible()
    page.goto(link_in_last_mail(run_jobs))
    page.get_by_role("button", name="Confirm").click()
    page.goto("/accounts/email/")
    page.get_by_role("button", name="Write here from now on").click()
    expect(page.get_by_text("We write here.")).to_be_visible()
    member.refresh_from_db()
    assert member.email == "ana.perez@example.com"
    page.get_by_role("button", name="Remove").click()
    expect(page.locator(".account__list li")).to_have_count(1)


def test_who_lost_the_password_sets_another(page, member, run_jobs):
    page.goto("/accounts/login/")
    page.get_by_role("link", name="Lost your password?").click()
    page.get_by_label("Email address").fill(member.email)
    page.get_by_role("button", name="Send the link").click()
    expect(page).to_have_url(re.compile("/password/reset/done/"))

    link = link_in_last_mail(run_jobs)
    page.goto(link)
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password, again").fill(NEW)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/key/done/|/login/"))
    page.goto("/accounts/login/?next=/accounts/password/change/")
    write_password(page, member, NEW)
    page.get_by_label("Present password").fill(NEW)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_label("New password, again").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Password successfully changed.")).to_be_visible()

    member.refresh_from_db()
    assert member.check_password(PASSWORD)
    page.goto(link)
    expect(page.get_by_role("heading", name="This link is over")).to_be_visible()


def test_a_passkey_is_shown_again_before_something_grave(page, member):
    """Who has one is not asked for the password, which a thief may have."""
    give_authenticator(page)
    page.goto("/accounts/login/?next=/accounts/second-factor/passkeys/new/")
    write_password(page, member)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    make_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    page.wait_for_load_state("networkidle")  # a late answer would set cookies again
    page.context.clear_cookies()
    page.goto("/accounts/login/?next=/accounts/")
    page.get_by_role("button", name="Sign in with a passkey").click()

    page.get_by_role("link", name="Erase my account").click()
    page.get_by_role("link", name="Use a passkey").click()
    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_role("heading", name="Erase my account")).to_be_visible()
    rename_and_remove_the_passkey(page)


def rename_and_remove_the_passkey(page):
    page.goto("/accounts/second-factor/passkeys/")
    page.get_by_role("link", name="Rename").click()
    page.get_by_label("Name of this passkey").fill("My phone")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("main").get_by_role("listitem")).to_contain_text("My phone")
    page.get_by_role("link", name="Remove My phone").click()
    page.get_by_role("main").get_by_role("button", name="Remove").click()
    page.goto("/accounts/second-factor/passkeys/")
    expect(page.get_by_text("None yet.")).to_be_visible()


def test_the_other_browsers_are_signed_out_from_this_one(window, page, member):
    other = window(1280, 844)
    for browser in (page, other):
        browser.goto("/accounts/login/?next=/accounts/sessions/")
        write_password(browser, member)
    page.reload()
    expect(page.get_by_role("main").get_by_role("listitem")).to_have_count(2)

    page.get_by_role("button", name="Sign out the others").click()

    expect(page.get_by_text("Nowhere else.")).to_be_visible()
    other.goto("/accounts/")
    expect(other).to_have_url(re.compile("/accounts/login/"))
    head = page.get_by_role("banner")
    head.get_by_role("button", name=re.compile("Menu|Your account")).filter(visible=True).click()
    sign_out(page.get_by_role("navigation").get_by_role("button", name="Sign out"))
    page.goto("/accounts/")
    expect(page).to_have_url(re.compile("/accounts/login/"))


@pytest.mark.parametrize(("width", "script"), [(390, True), (1280, True), (390, False)])
def test_stories_are_saved_and_topics_followed(window, sign_in, member, width, script):
    story = ArticleFactory(live=True, headline="Rain over Cádiz", tags=["Rain"])
    page = sign_in(window(width, 844, java_script_enabled=script), member)

    page.goto(story.path)
    if script:
        page.locator(".side__own").get_by_role("button", name="Save").click()
        expect(page.locator(".side__own").get_by_role("button", name="Saved")).to_be_visible()
    else:
        page.locator(".side__own").get_by_role("link", name="Save").click()
        page.get_by_role("main").get_by_role("button", name="Save").click()
    page.goto("/tag/rain/")
    expect(page.get_by_role("link", name="Follow", exact=True)).to_have_count(0 if script else 1)
    if script:
        page.get_by_role("button", name="Follow").click()
        expect(page.get_by_role("button", name="Following")).to_be_focused()
    else:
        page.get_by_role("link", name="Follow", exact=True).click()
        page.get_by_role("main").get_by_role("button", name="Follow").click()

    page.goto("/accounts/saved/")
    expect(page.get_by_role("link", name="Rain over Cádiz")).to_be_visible()
    page.goto("/accounts/following/")
    page.get_by_role("button", name="Stop following Rain").click()
    page.goto("/accounts/following/")
    expect(page.get_by_text("Nothing yet.")).to_be_visible()


def test_how_news_comes_is_chosen_with_the_keyboard(page, sign_in, member):
    sign_in(page, member)
    page.goto("/accounts/notifications/")
    page.get_by_label("Somebody replies to you").focus()

    page.keyboard.press("o")  # once a day
    page.get_by_role("main").get_by_role("button", name="Save").press("Enter")

    expect(page.get_by_text("Saved.")).to_be_visible()
    assert Preference.objects.get(person=member, kind="reply").mail == "daily"


def test_a_letter_leads_to_no_more_of_its_kind(page, member, run_jobs):
    Preference.objects.create(person=member, kind="reply", mail="now")
    said = CommentFactory(author=member)
    tell_of_reply(CommentFactory(article=said.article, parent=said, ancestors=[said.pk]))
    run_jobs()
    page.goto(re.search(r"//testserver(/accounts/notifications/stop/\S+)", mail.outbox[-1].body)[1])
    expect(page.get_by_role("main")).to_contain_text("Somebody replies to you")

    page.get_by_role("button", name="Stop them").click()

    expect(page.get_by_role("heading", name="Done")).to_be_visible()
    assert Preference.objects.get(person=member, kind="reply").mail == "never"


def test_who_has_no_password_yet_comes_in_by_a_code_and_sets_one(page, member, run_jobs):
    member.set_unusable_password()
    member.save()
    page.goto("/accounts/login/?next=/accounts/password/change/")
    write_mailed_code(page, member, run_jobs)
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Set a password")).to_be_visible()
    page.get_by_label("New password", exact=True).fill(NEW)
    page.get_by_label("New password, again").fill(NEW)
    page.keyboard.press("Enter")

    expect(page.get_by_text("Password successfully set.")).to_be_visible()
    member.refresh_from_db()
    assert member.check_password(NEW)


def test_an_account_that_is_switched_off_is_signed_out_and_comes_in_no_more(page, member):
    page.goto("/accounts/login/?next=/accounts/")
    write_password(page, member)
    expect(page.get_by_role("heading", level=1)).to_have_text(member.display_name)
    member.is_active = False
    member.save()

    page.reload()
    expect(page).to_have_url(re.compile("/accounts/login/"))
    write_password(page, member)

    expect(page.get_by_role("heading", name="This account is closed")).to_be_visible()
    page.get_by_role("link", name="Write to us").last.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Write to us")


def test_where_signing_up_is_closed_it_is_said_and_nothing_leads_there(page):
    SiteSettings.objects.update_or_create(pk=1, defaults={"signing_up": False})
    chrome.forget()
    page.goto("/accounts/login/")
    expect(page.get_by_text("No new members just now")).to_be_visible()
    expect(page.get_by_role("link", name="Sign up")).to_have_count(0)

    page.goto("/accounts/signup/")

    expect(page.get_by_role("heading", level=1)).to_have_text("No new members just now")


def test_a_reply_comes_to_the_bell_and_leads_to_where_it_stands(page, sign_in, member):
    said = CommentFactory(author=member)
    answer = CommentFactory(article=said.article, parent=said, ancestors=[said.pk])
    tell_of_reply(answer)
    sign_in(page, member).goto("/", wait_until="networkidle")
    bell = page.get_by_role("banner").get_by_role("button", name="Notifications, 1 new")

    bell.click()
    page.locator("#bell").get_by_role("link", name=answer.author.display_name).click()

    expect(page).to_have_url(re.compile(f"{said.article.path}.*#comment-{answer.pk}$"))
    page.goto("/", wait_until="networkidle")
    bell = page.get_by_role("banner").get_by_role("button", name="Notifications", exact=True)
    expect(bell).to_be_visible()

    tell_of_reply(CommentFactory(article=said.article, parent=said, ancestors=[said.pk]))
    page.goto("/accounts/notifications/")
    expect(page.get_by_text("(unread)")).to_have_count(1)
    page.get_by_role("main").get_by_role("button", name="Mark all as read").click()
    expect(page.get_by_text("(unread)")).to_have_count(0)


def test_a_page_of_ones_comments_is_switched_on_and_opened(page, sign_in, member):
    sign_in(page, member)
    page.goto("/accounts/")
    page.get_by_label("A page of all your comments").select_option("listed")
    page.get_by_role("main").get_by_role("button", name="Save").first.click()

    page.get_by_role("link", name="Your page as others see it").click()

    expect(page.get_by_role("heading", level=1)).to_have_text(member.display_name)


def test_everything_is_downloaded_and_erasure_taken_back(page, member):
    page.goto("/accounts/login/?next=/accounts/")
    write_password(page, member)
    page.get_by_role("link", name="Download everything about me").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Go on").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.startswith("my-data-")

    page.goto("/accounts/leave/")
    page.get_by_label("goes as well").check()
    page.get_by_role("main").get_by_role("button", name="Erase my account").click()
    expect(page.get_by_text("This account will be erased on")).to_be_visible()
    page.get_by_role("button", name="Keep my account").click()

    expect(page.get_by_text("Good that you stay.")).to_be_visible()
