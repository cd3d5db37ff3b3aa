"""The bell: what is new since this browser last looked, by keyboard, and when nothing answers."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stories():
    now = timezone.now()
    return [
        ArticleFactory(
            live=True, headline=f"Old story {n}", published_at=now - timedelta(hours=9 + n)
        )
        for n in range(3)
    ]


def bell(page):
    return page.get_by_role("banner").get_by_role("button", name=re.compile("Notifications"))


def panel(page):
    return page.locator("#bell")


def expanded(page) -> bool:
    """What the browser says of the button by itself, because it opens a popover."""
    tools = page.context.new_cdp_session(page)
    root = tools.send("DOM.getDocument")["root"]["nodeId"]
    asked = {"nodeId": root, "selector": "[popovertarget=bell]"}
    button = tools.send("DOM.querySelector", asked)["nodeId"]
    asked = {"nodeId": button, "fetchRelatives": False}
    told = tools.send("Accessibility.getPartialAXTree", asked)["nodes"][0]
    return {p["name"]: p["value"]["value"] for p in told["properties"]}["expanded"]


def new_lines(page):
    return panel(page).locator("li.new")


def nothing_new(page):
    return panel(page).get_by_text("Nothing new since your last visit.")


def come_back(page, count=1):
    """The browser was here before, and since then `count` stories appeared."""
    page.goto("/")
    expect(bell(page)).to_have_accessible_name("Notifications")
    now = timezone.now()
    for number in range(count):
        ArticleFactory(
            live=True,
            headline=f"New story {number}",
            published_at=now - timedelta(minutes=count - number),
        )
    page.goto("/")


def test_what_is_new_is_counted_marked_and_seen_by_looking(page, stories):
    come_back(page, 2)

    expect(bell(page)).to_have_accessible_name("Notifications, 2 new")
    assert not expanded(page)
    bell(page).focus()
    page.keyboard.press("Enter")

    expect(panel(page)).to_be_visible()
    assert expanded(page)
    expect(new_lines(page)).to_have_count(2)
    expect(panel(page)).to_contain_text("2 new")
    page.keyboard.press("Escape")
    expect(panel(page)).to_be_hidden()
    expect(bell(page)).to_be_focused()
    expect(bell(page)).to_have_accessible_name("Notifications")
    assert not expanded(page)

    # Looked at is not read: the marks stay until a line is opened.
    page.reload()
    expect(bell(page)).to_have_accessible_name("Notifications")
    bell(page).click()
    expect(new_lines(page)).to_have_count(2)
    panel(page).get_by_role("link", name="New story 1").click()
    page.wait_for_url("**/20*/**")
    bell(page).click()
    expect(new_lines(page)).to_have_count(1)


def test_all_is_marked_read_at_once(page, stories):
    come_back(page, 2)
    bell(page).click()

    panel(page).get_by_role("button", name="Mark all read").click()

    expect(new_lines(page)).to_have_count(0)
    expect(nothing_new(page)).to_be_visible()
    expect(bell(page)).to_be_focused()
    page.reload()
    bell(page).click()
    expect(new_lines(page)).to_have_count(0)


def test_a_hundred_new_stories_are_ninety_nine_and_more(page, stories):
    come_back(page, 101)

    expect(bell(page)).to_have_accessible_name("Notifications, 99+ new")


def test_the_first_visit_finds_nothing_new_and_the_whole_list_a_click_away(page, stories):
    page.goto("/")
    bell(page).click()

    expect(new_lines(page)).to_have_count(0)
    expect(nothing_new(page)).to_be_hidden()
    panel(page).get_by_role("link", name="Show more").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What is new")


def test_new_stories_are_marked_in_the_whole_list_too(page, stories):
    come_back(page, 2)
    page.goto("/notifications/")

    expect(page.locator("main li.new")).to_have_count(2)


def test_whoever_opens_it_too_early_waits_in_it(page, stories):
    held = []
    page.route("**/me/*", lambda route: held.append(route))
    with page.expect_request("**/me/*"):  # before the script asks it is a link
        page.goto("/")
    link = page.get_by_role("banner").get_by_role("link", name="Notifications")

    link.click()
    expect(page.locator(".pop--wait")).to_have_text("Loading")
    before = page.locator(".pop--wait").bounding_box()
    held[0].continue_()

    expect(panel(page)).to_be_visible()
    expect(panel(page)).to_contain_text("Old story 0")
    assert expanded(page)
    assert panel(page).bounding_box()["y"] == before["y"]


def test_when_nothing_answers_it_says_so_and_tries_again(window, stories):
    page = window()
    page.route("**/me/*", lambda route: route.fulfill(status=409))
    page.goto("/", wait_until="networkidle")  # before the script is there it is a link
    page.get_by_role("banner").get_by_role("link", name="Notifications").click()

    failed = page.get_by_role("button", name="Could not load. Try again.")
    expect(failed).to_be_visible()
    page.unroute("**/me/*")
    failed.click()

    expect(panel(page)).to_be_visible()
    expect(panel(page)).to_contain_text("Old story 0")


def test_without_script_it_is_a_link_to_the_list(window, stories):
    page = window(java_script_enabled=False)
    page.goto("/")

    page.get_by_role("banner").get_by_role("link", name="Notifications").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("What is new")
    expect(page.get_by_role("main")).to_contain_text("Old story 0")
