"""Reading on behind the wall, as a reader does it: by script, without it, by a gift."""

import re

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)
BODY = f"<p>{'An opening everybody reads. ' * 20}</p><p>The end of it all.</p>"
END = "The end of it all."


@pytest.fixture(autouse=True)
def wall(db):
    call_command("createcachetable")
    SiteSettings.objects.update_or_create(pk=1, defaults={"wall": True, "free_stories": 1})
    chrome.forget()


def metered(**fields):
    return ArticleFactory(live=True, **{"access": "metered", "body": BODY, **fields})


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("script", [True, False])
def test_one_story_is_free_and_the_next_one_asks(window, width, script):
    first, second = metered(), metered()
    page = window(width, 844, java_script_enabled=script)
    page.goto(first.path)
    expect(page.locator(".story")).not_to_contain_text(END)

    page.get_by_role("button", name="Continue reading").click()
    expect(page.locator(".story")).to_contain_text(END)
    expect(page.get_by_text("0 free stories left this month.")).to_be_visible()

    page.goto(second.path)
    page.get_by_role("button", name="Continue reading").click()
    expect(
        page.get_by_role("heading", name="You have read this month’s free stories")
    ).to_be_visible()
    expect(page.locator(".story")).not_to_contain_text(END)
    wall = page.locator(".wall")
    expect(wall.get_by_role("link", name="Sign in")).to_have_attribute(
        "href", re.compile(re.escape("next=%2F"))
    )


def test_the_wall_is_passed_with_the_keyboard_alone(window):
    story = metered()
    page = window(1280, 900)
    page.goto(story.path)
    page.get_by_role("button", name="Continue reading").focus()

    page.keyboard.press("Enter")

    expect(page.locator(".story")).to_contain_text(END)
    expect(page.locator(".story")).to_be_focused()


def test_a_member_gives_a_story_and_a_stranger_reads_it(window, sign_in, member):
    story = metered(access="members")
    page = sign_in(window(1280, 900), member)
    page.goto(story.path)
    page.get_by_role("button", name="Give this story").click()
    address = page.get_by_label(re.compile("anybody reads it")).input_value()

    stranger = window(390, 844)
    stranger.goto(address)

    expect(stranger.locator(".story")).to_contain_text(END)
    expect(stranger.get_by_text("Somebody gave you this story.")).to_be_visible()
