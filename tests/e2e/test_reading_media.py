"""Sharing, pictures, embeds, paper and reading without script, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from articles import body
from tests.factories import ArticleFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)

FILM = "<p>https://youtu.be/aaaaaaaaaaa</p>"
LONG = "<p>Words of the story.</p>" * 40


@pytest.fixture
def elsewhere(live_server):
    """elsewhere(page): what the page asks of other hosts, as it asks; each gets an empty page."""

    def watch(page):
        asked = []

        def answer(route):
            asked.append(route.request.url)
            route.fulfill(body="<title>Elsewhere</title>", content_type="text/html")

        page.context.route(lambda url: not url.startswith(live_server.url), answer)
        return asked

    return watch


def until(page, true):
    """Playwright's own waiting needs eval, which the pages forbid."""
    for _ in range(80):
        if true():
            return
        page.wait_for_timeout(100)
    raise AssertionError("It did not come about.")


def published(text, **kwargs):
    return ArticleFactory(body=body.clean(text), live=True, **kwargs)


def gallery_story(count=3):
    pictures = [ImageFactory(ready=True, alt=f"Picture {n}") for n in range(1, count + 1)]
    ids = ",".join(str(picture.pk) for picture in pictures)
    return published(f'<p>a</p><figure class="gallery" data-image-ids="{ids}"></figure>{LONG}')


@pytest.fixture
def pictures(page):
    """The files of the pictures do not exist here: each is an empty one."""
    dot = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="96" height="54"><path d="M9 9h9v9z"/></svg>'
    )
    page.route("**/pictures/**", lambda r: r.fulfill(body=dot, content_type="image/svg+xml"))


def test_the_browsers_own_sheet_shares_the_canonical_address(page, story_and_share):
    story, shared = story_and_share

    page.locator(".reading").get_by_role("button", name="Share").click()

    until(page, lambda: page.evaluate("window.shared"))
    assert page.evaluate("window.shared") == {"title": story.headline, "url": shared}
    expect(page.get_by_role("link", name="WhatsApp")).not_to_be_visible()


@pytest.fixture
def story_and_share(page, settings):
    story = published(LONG)
    page.add_init_script("navigator.share = async (what) => { window.shared = what; };")
    page.goto(f"{story.path}?utm_source=letter")
    page.mouse.wheel(0, 1200)
    return story, f"{settings.SITE_URL}{story.path}"


def test_without_a_sheet_the_list_of_ways_opens(page, settings):
    story = published(LONG)
    page.add_init_script("delete Navigator.prototype.share;")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{story.path}?utm_source=letter")
    page.mouse.wheel(0, 1200)

    page.locator(".reading").get_by_role("button", name="Share").click()

    ways = page.get_by_role("group", name="Share this article")
    for name in ("Facebook", "X", "WhatsApp", "Email", "Print"):
        expect(ways.get_by_role("link", name=name, exact=True)).to_be_visible()
    ways.get_by_role("button", name="Copy link").click()
    expect(ways.get_by_role("button", name="Link copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{settings.SITE_URL}{story.path}"


def test_a_gallery_is_turned_with_the_keyboard(page, pictures):
    page.goto(gallery_story().path)
    row = page.get_by_role("list", name="Pictures")
    counter = page.locator(".gallery [role=status]")
    expect(counter).to_have_text("1 of 3")
    row.focus()

    page.keyboard.press("ArrowRight")
    expect(counter).to_have_text("2 of 3")
    page.keyboard.press("End")
    expect(counter).to_have_text("3 of 3")
    expect(page.get_by_role("img", name="Picture 3")).to_be_in_viewport(ratio=0.9)
    page.wait_for_timeout(800)  # the row comes to rest
    page.keyboard.press("ArrowLeft")
    expect(counter).to_have_text("2 of 3")
    page.keyboard.press("Home")
    expect(counter).to_have_text("1 of 3")


def test_a_gallery_fills_the_screen_and_gives_the_focus_back(page, pictures):
    page.goto(gallery_story().path)
    opener = page.get_by_role("button", name="Whole screen")

    opener.press("Enter")
    dialog = page.get_by_role("dialog", name="Pictures")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_role("list", name="Pictures")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(dialog.get_by_role("status")).to_have_text("2 of 3")
    page.keyboard.press("Escape")

    expect(dialog).not_to_be_visible()
    expect(opener).to_be_focused()
    expect(page.locator(".gallery [role=status]")).to_have_text("2 of 3")


def test_a_swipe_is_counted(page, pictures):
    page.goto(gallery_story().path)
    row = page.get_by_role("list", name="Pictures")

    row.evaluate("(list) => list.scrollBy({ left: list.clientWidth })")

    expect(page.locator(".gallery [role=status]")).to_have_text("2 of 3")


def test_an_embed_asks_nothing_of_anybody_before_the_press(page, elsewhere):
    asked = elsewhere(page)
    page.goto(published(f"<p>a</p>{FILM}").path, wait_until="networkidle")
    place = page.get_by_role("link", name=re.compile("film from YouTube"))
    place.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    room = place.bounding_box()
    assert asked == []

    place.click()

    expect(page.locator("iframe")).to_be_focused()
    until(page, lambda: asked)
    assert asked == ["https://www.youtube-nocookie.com/embed/aaaaaaaaaaa"]
    frame = page.locator("iframe").bounding_box()
    assert (frame["width"], frame["height"]) == (room["width"], room["height"])


def test_whoever_agreed_to_embeds_gets_them_as_they_come_near(page, elsewhere):
    asked = elsewhere(page)
    page.goto(published(LONG * 3 + FILM).path, wait_until="networkidle")
    say = (
        "(embeds) => document.dispatchEvent("
        "new CustomEvent('newsroom:consent', { detail: { embeds } }))"
    )
    page.evaluate(say, True)
    page.wait_for_timeout(200)
    assert asked == []  # still far below

    page.locator(".embed").scroll_into_view_if_needed()

    expect(page.locator("iframe")).to_be_attached()
    until(page, lambda: asked)
    assert asked == ["https://www.youtube-nocookie.com/embed/aaaaaaaaaaa"]


@pytest.mark.parametrize("purposes", ["statistics", "statistics embeds"])
def test_what_was_agreed_to_before_is_read_from_the_page(page, elsewhere, purposes):
    asked = elsewhere(page)
    page.add_init_script(
        "new MutationObserver(() => { if (document.documentElement)"
        f" document.documentElement.dataset.consent ??= '{purposes}'; }})"
        ".observe(document, { childList: true });"
    )
    page.goto(published(f"<p>a</p>{FILM}").path, wait_until="networkidle")

    page.locator(".embed").scroll_into_view_if_needed()
    page.wait_for_timeout(500)

    assert len(asked) == ("embeds" in purposes)


def test_a_wide_table_scrolls_in_its_own_region(phone):
    cells = "".join(f"<th>Column {n}</th>" for n in range(9))
    rows = "".join(f"<td>Rather wide {n}</td>" for n in range(9))
    word = "Donaudampfschifffahrtsgesellschaftskapitän" * 3
    text = f"<table><caption>Rain</caption><tr>{cells}</tr><tr>{rows}</tr></table><p>{word}</p>"
    phone.goto(published(text, headline=word[:120]).path)

    region = phone.get_by_role("group", name="Rain")

    assert region.evaluate("(r) => r.scrollWidth > r.clientWidth")
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    region.focus()
    phone.keyboard.press("ArrowRight")
    until(phone, lambda: region.evaluate("(r) => r.scrollLeft > 0"))


def test_everything_is_read_without_script(window):
    page = window(390, 844, java_script_enabled=False)
    section = SectionFactory(name="Health")
    before = published("<p>a</p>", section=section)
    published("<p>a</p>", section=SectionFactory())
    text = "".join(f"<h2>Part {n}</h2>{LONG[:200]}" for n in range(3))
    story = published(text + FILM, section=section)
    page.goto(story.path)

    page.get_by_text("Contents", exact=True).click()

    expect(page.get_by_role("link", name="Part 2")).to_be_visible()
    film = page.get_by_role("link", name=re.compile("film from YouTube"))
    expect(film).to_have_attribute("href", "https://www.youtube.com/watch?v=aaaaaaaaaaa")
    expect(page.get_by_role("button", name="Copy link")).to_have_count(0)
    expect(page.locator("a", has_text=before.headline).first).to_be_attached()
    page.get_by_role("link", name="Print", exact=True).first.click()
    expect(page).to_have_url(re.compile(r"\?print=1$"))


def test_paper_shows_the_story_and_no_more(page):
    story = published(f'<p><a href="https://example.com/a">A source</a></p>{FILM}')
    page.goto(story.path)

    page.emulate_media(media="print")

    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_text(story.path)).to_be_visible()
    for left_out in (".reading", ".nav", ".comments", ".rail", ".onward", ".end", ".nl"):
        expect(page.locator(left_out).first).not_to_be_visible()
    after = "(link) => getComputedStyle(link, '::after').content"
    source = page.get_by_role("link", name="A source").evaluate(after)
    film = page.locator(".embed__open").evaluate(after)
    assert "https://example.com/a" in source
    assert "https://www.youtube.com/watch?v=aaaaaaaaaaa" in film


def test_an_opened_film_is_an_address_on_paper(page, elsewhere):
    elsewhere(page)
    page.goto(published(f"<p>a</p>{FILM}").path, wait_until="networkidle")
    page.get_by_role("link", name=re.compile("film from YouTube")).click()
    expect(page.locator("iframe")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator("iframe")).not_to_be_visible()
    expect(page.locator(".embed__open")).to_be_visible()


def test_the_print_version_says_where_it_is_from_and_leads_back(page, settings):
    story = published(LONG)
    page.goto(f"{story.path}?print=1")

    expect(page.get_by_text(f"{settings.SITE_URL}{story.path}")).to_be_visible()
    expect(page.get_by_text("Printed on")).to_be_visible()
    expect(page.get_by_role("navigation", name="Sections")).not_to_be_visible()
    page.get_by_role("link", name="Back to the story").click()
    expect(page).to_have_url(re.compile(f"{story.path}$"))
