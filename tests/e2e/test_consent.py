"""In a browser: what is loaded before a choice, and after each."""

import re

import pytest
from playwright.sync_api import expect

from newsroom.consent import asking
from newsroom.consent.actions.asking import ask
from newsroom.consent.models import Choice, Purpose
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)
HOSTS = {"statistics": "statistics.example", "advertising": "promo.example"}
RUNS = "document.documentElement.dataset.foreign = 'ran';"
OBJECTS = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { value: true });"


def switch_on(*keys, sentence="May we count who reads what?"):
    ask(
        sentence=sentence,
        explanation="More about it.",
        purposes=[
            Purpose(
                key=key,
                on=key in keys,
                words=f"About {key}.",
                scripts=f"https://{HOSTS[key]}/x.js" if key in HOSTS else "",
            )
            for key in Purpose.Key.values
        ],
        by=None,
    )
    asking.forget()


@pytest.fixture
def story(db):
    return ArticleFactory(live=True, headline="A long headline over a story that everyone can read")


@pytest.fixture
def visit(window, live_server):
    """visit() opens a page; its `foreign` lists the other hosts it asked anything of."""

    def opened(*, objects=False, **options):
        page = window(**options)
        page.foreign = []
        if objects:
            page.context.add_init_script(OBJECTS)

        def answer(route):
            page.foreign.append(route.request.url.split("/")[2])
            route.fulfill(body=RUNS, content_type="text/javascript")

        elsewhere = re.compile(rf"^https?://(?!{re.escape(live_server.url[7:])})")
        page.context.route(elsewhere, answer)
        return page

    return opened


def the_bar(page):
    return page.get_by_role("region", name="Privacy")


def settled(page):
    expect(page.locator("html")).to_have_attribute("data-consent", re.compile(".*"))
    page.wait_for_timeout(150)


def test_nothing_foreign_before_a_choice_and_none_after_a_refusal(visit, story):
    switch_on("statistics", "advertising", "embeds")
    page = visit()
    page.goto("/")
    expect(the_bar(page)).to_be_visible()
    assert page.foreign == []

    the_bar(page).get_by_role("button", name="Reject").click()

    expect(the_bar(page)).to_have_count(0)
    settled(page)
    page.goto(story.get_absolute_url())
    settled(page)
    expect(the_bar(page)).to_have_count(0)
    assert page.foreign == []
    assert Choice.objects.get().answers == dict.fromkeys(Purpose.Key.values, False)


def test_after_a_yes_the_scripts_run_here_and_on_the_next_page(visit, story):
    switch_on("statistics", "advertising")
    page = visit()
    page.goto("/")
    page.evaluate("""document.addEventListener("newsroom:consent",
        (event) => { window.told = event.detail; })""")

    the_bar(page).get_by_role("button", name="Accept").click()

    expect(page.locator("html")).to_have_attribute("data-foreign", "ran")
    expect(page.locator("html")).to_have_attribute("data-consent", "statistics advertising")
    assert page.evaluate("window.told") == {
        "statistics": True, "advertising": True, "embeds": False
    }  # fmt: skip
    page.goto(story.get_absolute_url())
    settled(page)
    assert page.foreign == ["statistics.example", "promo.example"] * 2


def test_one_category_alone_can_be_chosen(visit, story):
    switch_on("statistics", "advertising", "embeds")
    page = visit()
    page.goto("/")

    the_bar(page).get_by_text("Choose", exact=True).click()
    page.get_by_label("Statistics").check()
    page.get_by_role("button", name="Keep my choice").click()

    expect(page.locator("html")).to_have_attribute("data-consent", "statistics")
    settled(page)
    assert page.foreign == ["statistics.example"]
    assert Choice.objects.get().way == "choose"


def test_cookie_settings_open_the_bar_again_and_take_a_yes_back(visit, story):
    switch_on("statistics")
    page = visit()
    page.goto("/")
    the_bar(page).get_by_role("button", name="Accept").click()
    expect(page.locator("html")).to_have_attribute("data-foreign", "ran")

    page.get_by_role("link", name="Cookie settings").click()
    expect(page.get_by_label("Statistics")).to_be_checked()
    expect(the_bar(page)).to_be_focused()
    page.keyboard.press("Escape")
    expect(the_bar(page)).to_have_count(0)
    expect(page.get_by_role("link", name="Cookie settings")).to_be_focused()
    page.keyboard.press("Enter")
    with page.expect_navigation():
        the_bar(page).get_by_role("button", name="Reject").click()

    settled(page)
    assert page.foreign == ["statistics.example"]
    expect(page.locator("html")).not_to_have_attribute("data-foreign", "ran")


def test_a_new_text_asks_again(visit, story):
    switch_on("statistics")
    page = visit()
    page.goto("/")
    the_bar(page).get_by_role("button", name="Accept").click()
    expect(page.locator("html")).to_have_attribute("data-consent", "statistics")
    page.foreign.clear()

    switch_on("statistics", sentence="May we count in another way?")
    page.goto("/")

    expect(the_bar(page)).to_contain_text("May we count in another way?")
    assert page.foreign == []


def test_a_browser_that_objects_is_not_asked_about_advertising_alone(visit, story):
    switch_on("advertising")
    page = visit(objects=True)
    page.goto("/")

    settled(page)

    expect(the_bar(page)).to_have_count(0)
    assert page.foreign == []


def test_a_browser_that_objects_is_told_so_and_gets_no_advertising(visit, story):
    switch_on("statistics", "advertising")
    page = visit(objects=True, extra_http_headers={"Sec-GPC": "1"})
    page.goto("/")
    expect(the_bar(page)).to_contain_text("Your browser says that you are not to be tracked")

    the_bar(page).get_by_role("button", name="Accept").click()

    expect(page.locator("html")).to_have_attribute("data-consent", "statistics")
    settled(page)
    assert page.foreign == ["statistics.example"]


def test_escape_is_no_choice(visit, story):
    switch_on("statistics")
    page = visit()
    page.goto("/")
    expect(the_bar(page)).to_be_visible()

    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(the_bar(page).get_by_role("button", name="Reject")).to_be_focused()
    page.keyboard.press("Escape")

    expect(the_bar(page)).to_be_visible()
    assert page.context.cookies() == []


@pytest.mark.parametrize("width", [320, 360, 1280])
def test_the_bar_covers_no_headline_and_moves_nothing(visit, story, width):
    switch_on("statistics", "advertising", "embeds")
    page = visit(width=width, height=640)
    page.add_init_script("""window.shift = 0; new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });""")
    page.goto(story.get_absolute_url())
    expect(the_bar(page)).to_be_visible()
    page.wait_for_timeout(300)

    headline = page.get_by_role("heading", level=1).bounding_box()
    bar = the_bar(page).bounding_box()
    reject, accept = (
        the_bar(page).get_by_role("button", name=name).bounding_box()
        for name in ("Reject", "Accept")
    )

    assert headline["y"] + headline["height"] <= bar["y"]
    assert (reject["width"], reject["height"]) == (accept["width"], accept["height"])
    assert page.evaluate("window.shift") < 0.01
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_without_javascript_there_is_no_bar_and_the_page_keeps_the_choice(visit, story):
    switch_on("statistics", "embeds")
    page = visit(java_script_enabled=False)
    page.goto("/")
    expect(the_bar(page)).to_have_count(0)

    page.get_by_role("link", name="Cookie settings").click()
    expect(page.get_by_text("Where scripts are off in your browser")).to_be_visible()
    page.get_by_label("Statistics").check()
    page.get_by_role("button", name="Keep my choice").click()

    expect(page.get_by_role("main").get_by_role("status")).to_have_text(
        "Kept. You allow: Statistics."
    )
    assert page.foreign == []
    assert {c["name"]: c["value"] for c in page.context.cookies()} == {"consent": "1.statistics"}


def test_the_page_of_choices_shows_the_present_one_and_no_bar(visit, story):
    switch_on("statistics", "embeds")
    page = visit()
    page.goto("/privacy/choices/")
    page.get_by_label("Videos and posts").check()
    page.get_by_role("button", name="Keep my choice").click()
    expect(page.get_by_role("main").get_by_role("status")).to_contain_text("Kept.")

    page.goto("/privacy/choices/")

    expect(page.get_by_label("Videos and posts")).to_be_checked()
    expect(page.get_by_label("Statistics")).not_to_be_checked()
    expect(the_bar(page)).to_have_count(0)
