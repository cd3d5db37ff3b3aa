"""Reading on behind the wall, as a reader does it: by script, without it, by a gift."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from newsroom.access import actions
from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.e2e.people import tab_to, write_password
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)
BODY = f"<p>{'An opening everybody reads. ' * 20}</p><p>The end of it all.</p>"
END = "The end of it all."
USED_UP = "You have read this month’s free stories"


@pytest.fixture(autouse=True)
def wall(db):
    call_command("createcachetable")
    SiteSettings.objects.update_or_create(pk=1, defaults={"wall": True, "free_stories": 1})
    chrome.forget()


def metered(**fields):
    return ArticleFactory(live=True, **{"access": "metered", "body": BODY, **fields})


@pytest.mark.parametrize("width", [390, 1280])
def test_one_story_is_free_and_the_next_one_asks(window, width):
    """The first is gone on with by keyboard, the second by a click."""
    first, second = metered(), metered()
    page = window(width, 844)
    page.goto(first.path)
    expect(page.locator(".story")).not_to_contain_text(END)
    expect(page.locator("form.wall[data-alive=yes]")).to_be_visible()

    tab_to(page, ".wall button")
    page.keyboard.press("Enter")
    expect(page.locator(".story")).to_contain_text(END)
    expect(page.locator(".story")).to_be_focused()
    expect(page.get_by_text("0 free stories left this month.")).to_be_visible()

    page.goto(second.path)
    page.get_by_role("button", name="Continue reading").click()
    expect(page.get_by_role("heading", name=USED_UP)).to_be_visible()
    expect(page.locator(".story")).not_to_contain_text(END)


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_it_is_the_same_and_signing_in_leads_back_and_on(window, member, width):
    first, second = metered(), metered()
    page = window(width, 844, java_script_enabled=False)
    page.goto(first.path)
    page.get_by_role("button", name="Continue reading").click()
    expect(page.locator(".story")).to_contain_text(END)
    expect(page.get_by_text("0 free stories left this month.")).to_be_visible()
    page.goto(second.path)
    page.get_by_role("button", name="Continue reading").click()
    expect(page.get_by_role("heading", name=USED_UP)).to_be_visible()
    expect(page.locator(".story")).not_to_contain_text(END)

    page.locator(".wall").get_by_role("link", name="Sign in").click()
    write_password(page, member)
    expect(page).to_have_url(re.compile(re.escape(second.path)))
    page.get_by_role("button", name="Continue reading").click()

    expect(page.locator(".story")).to_contain_text(END)


@pytest.mark.parametrize("width", [390, 1280])
def test_a_member_gives_a_story_and_a_stranger_reads_it(window, sign_in, member, width):
    story = metered(access="members")
    page = sign_in(window(width, 844), member)
    page.goto(story.path)
    page.get_by_role("button", name="Give this story").click()
    address = page.get_by_label(re.compile("anybody reads it")).input_value()

    stranger = window(width, 844)
    stranger.goto(address)

    expect(stranger.locator(".story")).to_contain_text(END)
    expect(stranger.get_by_text("Somebody gave you this story.")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_who_gave_as_many_as_there_are_is_told_and_may_give_one_of_them_again(
    window, sign_in, member, monkeypatch, width
):
    monkeypatch.setattr(actions, "GIFTS_A_MONTH", 1)
    given, another = metered(access="members"), metered(access="members")
    page = sign_in(window(width, 844), member)
    for story in (given, another, given):
        page.goto(story.path)
        page.get_by_role("button", name="Give this story").click()
        refused = page.get_by_text("The next one can be given soon.")
        expect(refused).to_have_count(1 if story == another else 0)
        expect(page.locator("#gift")).to_have_count(0 if story == another else 1)
