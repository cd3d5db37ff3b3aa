"""Reading a story in a real browser: the bar, the contents, the reader's own size and theme."""

import pytest
from playwright.sync_api import expect

from articles import body
from tests.factories import ArticleFactory, CommentFactory

pytestmark = pytest.mark.django_db(transaction=True)

PARAGRAPH = "<p>" + "The rain came over the hills at noon and stayed. " * 12 + "</p>"
PARTS = ["What happened:", "Who was there", "What comes next"]
LONG = "".join(f"<h2>{part}</h2>{PARAGRAPH * 5}" for part in PARTS)


@pytest.fixture
def story():
    made = ArticleFactory(
        headline="Rain over the hills", body=body.clean(PARAGRAPH * 3 + LONG), live=True
    )
    CommentFactory.create_batch(2, article=made)
    return made


def bar(page):
    return page.locator(".reading")


def scrolled(page, to):
    page.evaluate("y => scrollTo(0, y)", to)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 50)))")
    return page


def test_the_bar_takes_the_place_of_the_sections_once_the_headline_has_gone(page, story):
    page.goto(story.path)
    expect(page.get_by_role("banner")).to_be_in_viewport()
    expect(bar(page)).not_to_be_visible()

    scrolled(page, 1500)

    expect(bar(page)).to_be_visible()
    expect(page.get_by_role("banner")).not_to_be_in_viewport()
    assert bar(page).bounding_box()["y"] == 0
    assert bar(page).bounding_box()["height"] <= 56
    expect(bar(page).get_by_role("link", name="2 comments")).to_be_visible()
    expect(bar(page).get_by_role("link", name="Save")).to_be_visible()
    expect(bar(page).get_by_role("button", name="Share")).to_be_visible()

    scrolled(page, 0)

    expect(bar(page)).not_to_be_visible()


def test_progress_grows_with_the_text(page, story):
    page.goto(story.path)
    line = page.locator(".reading__line")

    lengths = [scrolled(page, y) and line.bounding_box()["width"] for y in (900, 1800, 9999)]

    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[1]
    assert lengths[2] == pytest.approx(page.viewport_size["width"], abs=20)


def test_on_a_phone_the_bar_stands_at_the_bottom(phone, story):
    phone.goto(story.path)

    scrolled(phone, 1500)

    box = bar(phone).bounding_box()
    assert box["height"] <= 56
    assert box["y"] + box["height"] == pytest.approx(844, abs=1)


def test_the_bar_works_without_script(window, story):
    page = window(java_script_enabled=False)
    page.goto(story.path)
    expect(bar(page)).not_to_be_visible()

    page.mouse.wheel(0, 1500)

    expect(bar(page)).to_be_visible()
    bar(page).get_by_role("button", name="Share").click()
    expect(page.get_by_role("link", name="WhatsApp")).to_be_visible()
    expect(page.get_by_role("button", name="Text size and theme")).to_have_count(0)


def test_the_title_is_heard_once(page, story):
    page.goto(story.path)

    scrolled(page, 1500)

    heard = page.get_by_role("complementary", name="Reading bar").aria_snapshot()
    assert "Rain over the hills" not in heard


def test_the_keyboard_brings_the_sections_back(page, story):
    page.goto(story.path)
    scrolled(page, 1500)
    bar(page).get_by_role("link").first.focus()

    page.keyboard.press("Shift+Tab")

    focused = page.locator(":focus")
    expect(page.get_by_role("banner").locator(":focus")).to_have_count(1)
    expect(focused).to_be_in_viewport()
    assert focused.evaluate(
        "(one) => { const { x, y, width, height } = one.getBoundingClientRect();"
        " return one.contains(document.elementFromPoint(x + width / 2, y + height / 2)); }"
    )


@pytest.mark.parametrize("width", [390, 1280])
def test_a_heading_one_jumps_to_stands_clear_of_the_bars(window, story, width):
    page = window(width, 844)

    page.goto(f"{story.path}#who-was-there")

    page.wait_for_timeout(300)
    top = page.locator("#who-was-there").bounding_box()["y"]
    assert 56 < top < 200


def test_the_contents_mark_the_part_being_read(window, story):
    page = window(1280, 900)
    page.goto(story.path)
    contents = page.get_by_role("navigation", name="Contents")
    expect(contents.get_by_role("link")).to_have_text([part.rstrip(":") for part in PARTS])
    expect(contents.locator("[aria-current]")).to_have_count(0)

    page.locator("#what-comes-next").evaluate("(h) => h.scrollIntoView()")
    expect(contents.locator("[aria-current]")).to_have_text("What comes next")

    page.locator("#what-comes-next").evaluate("(h) => scrollBy(0, -900)")
    expect(contents.locator("[aria-current]")).to_have_text("Who was there")


def test_the_end_of_long_contents_is_reached(window):
    parts = "".join(f"<h2>Part {n}</h2>{PARAGRAPH}" for n in range(30))
    page = window(1280, 600)
    page.goto(ArticleFactory(body=body.clean(parts), live=True).path)
    scrolled(page, 1500)
    last = page.get_by_role("navigation", name="Contents").get_by_role("link").last

    last.focus()

    expect(last).to_be_in_viewport(ratio=1)


def test_the_contents_are_folded_on_a_phone(phone, story):
    phone.goto(story.path)
    link = phone.get_by_role("link", name="Who was there")
    expect(link).not_to_be_visible()

    phone.get_by_text("Contents", exact=True).click()
    link.click()

    expect(phone.locator("#who-was-there")).to_be_in_viewport()


def test_text_size_and_theme_are_chosen_with_the_keyboard_and_kept(page, story):
    page.goto(story.path)
    text = page.locator(".story p").nth(1)
    size = "(p) => parseFloat(getComputedStyle(p).fontSize)"
    usual = text.evaluate(size)
    opener = page.locator(".side").get_by_role("button", name="Text size and theme")
    opener.focus()

    page.keyboard.press("Enter")
    menu = page.get_by_role("group", name="Text size and theme")
    menu.get_by_label("Normal").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    menu.get_by_label("Dark").check()
    page.keyboard.press("Escape")

    expect(menu).not_to_be_visible()
    expect(opener).to_be_focused()
    assert text.evaluate(size) == pytest.approx(usual * 1.3, rel=0.01)

    page.goto(story.section.get_absolute_url())
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.get_by_role("contentinfo").get_by_label("Dark")).to_be_checked()
    page.goto(story.path)
    assert text.evaluate(size) == pytest.approx(usual * 1.3, rel=0.01)


def test_the_kept_theme_is_there_before_the_first_paint(page, story):
    page.goto(story.path)
    page.evaluate("() => { localStorage.theme = 'dark'; localStorage.size = '2'; }")
    # Only what the head does by itself; the modules come later.
    page.route(
        "**/js/main*.js", lambda route: route.fulfill(body="", content_type="text/javascript")
    )

    page.goto(story.path)

    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "dark")
    expect(root).to_have_attribute("data-size", "2")


def test_nothing_moves_while_the_page_comes_alive(page, story):
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver((list) => list.getEntries().forEach("
        "(one) => { if (!one.hadRecentInput) window.moved += one.value; }))"
        ".observe({ type: 'layout-shift', buffered: true });"
    )

    page.goto(story.path, wait_until="networkidle")
    scrolled(page, 1500)

    assert page.evaluate("window.moved") < 0.01
