"""A journalist at the writing page, with mouse and keyboard, in Chromium."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from PIL import Image as Pixels
from playwright.sync_api import expect

from articles import body
from articles.models import Article, Image
from tests.articles.writing_page import change, saved, written
from tests.e2e.writing import ADD, opened, save, text
from tests.factories import AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_BLOCK = (Path(__file__).parent / "story_of_every_block.html").read_text()


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


@pytest.fixture
def draft(editor):
    return saved(written(), editor, authors=[AuthorFactory(name="Ana Ruiz")])


def pixels(kind="JPEG", size=(1600, 900)) -> bytes:
    buffer = io.BytesIO()
    Pixels.new("RGB", size, "steelblue").save(buffer, kind)
    return buffer.getvalue()


# The text ---------------------------------------------------------------------------------------
def test_a_story_with_every_block_goes_through_the_editor_unchanged(desk, editor):
    one, two = ImageFactory(), ImageFactory()
    html = EVERY_BLOCK.replace("{one}", str(one.pk)).replace("{two}", str(two.pk))
    story = saved(written(body=html), editor)
    assert story.body == html == body.clean(html)

    opened(desk, change(story))
    sent = desk.locator("[data-story-body]").input_value()
    desk.get_by_label("Note", exact=True).fill("Nothing in the text")
    save(desk)

    story.refresh_from_db()
    assert sent != ""
    assert story.version == 2
    assert story.body == html


def test_a_story_is_written_saved_and_published(desk):
    SectionFactory(name="Health", slug="health")
    AuthorFactory(name="Łukasz Niño")
    AuthorFactory(name="Marta Iriarte")
    opened(desk, ADD)

    desk.get_by_role("textbox", name="Headline").fill("Harbour opens")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Boats leave on Monday.")
    text(desk).click()
    desk.keyboard.type("First words.")
    desk.keyboard.press("Enter")
    desk.get_by_label("Kind of paragraph").select_option("Heading")
    desk.keyboard.type("What comes")
    desk.keyboard.press("Enter")
    desk.keyboard.type("Later ")
    desk.keyboard.press("Control+b")
    desk.keyboard.type("bold")
    desk.get_by_label("Section", exact=True).select_option("Health")
    bylines = desk.get_by_role("combobox", name="Bylines")
    bylines.fill("nino")
    bylines.press("Enter")
    bylines.fill("mar")
    bylines.press("ArrowDown")
    bylines.press("Enter")
    desk.get_by_role("combobox", name="Tags").fill("Boats, ")
    expect(desk.locator("#w-address")).to_contain_text("/harbour-opens/")
    desk.get_by_role("button", name="Save draft").first.click()
    desk.wait_for_url("**/change/")
    desk.get_by_role("button", name="Publish", exact=True).click()
    expect(desk.locator(".dk-state")).to_contain_text("Live")

    story = Article.objects.get()
    assert story.body == (
        '<p>First words.</p><h2 id="what-comes">What comes</h2><p>Later <strong>bold</strong></p>'
    )
    assert [a.name for a in story.byline_authors] == ["Łukasz Niño", "Marta Iriarte"]
    assert list(story.tags.names()) == ["Boats"]
    desk.goto(story.path)
    expect(desk.get_by_role("heading", name="Harbour opens", level=1)).to_be_visible()


def test_an_entry_of_a_live_story_gets_its_time_by_itself(desk, draft):
    Article.objects.filter(pk=draft.pk).update(
        kind="live",
        body='<p>We know.</p><h2 id="a" data-time="2026-11-24T06:00Z">Rain</h2><p>It rains.</p>',
    )
    opened(desk, change(draft))
    text(desk).locator("p").first.click()

    desk.get_by_role("button", name="More", exact=True).click()
    desk.get_by_role("menuitem", name="Entry of now").click()
    desk.keyboard.type("The road is open")
    desk.keyboard.press("ArrowDown")
    desk.keyboard.type("Cars are back.")
    save(desk)

    draft.refresh_from_db()
    found = re.fullmatch(
        '<p>We know.</p><h2 id="the-road-is-open" data-time="(.+)">The road is open</h2>'
        '<p>Cars are back.</p><h2 id="a" data-time="2026-11-24T06:00Z">Rain</h2><p>It rains.</p>',
        draft.body,
    )
    assert found, draft.body
    written = datetime.fromisoformat(found[1])
    assert timedelta(0) <= timezone.now() - written < timedelta(minutes=5)


def test_the_time_of_an_entry_is_set_and_taken_away(desk, draft):
    Article.objects.filter(pk=draft.pk).update(
        kind="live", body='<h2 id="a" data-time="2026-11-24T06:00Z">Rain</h2><p>It rains.</p>'
    )
    opened(desk, change(draft))

    def ask():
        text(desk).get_by_role("heading", name="Rain").click()
        desk.get_by_role("button", name="More", exact=True).click()
        desk.get_by_role("menuitem", name="Time of the entry").click()

    ask()
    here = desk.evaluate("new Date('2026-11-23T21:15Z').toLocaleString('sv').replace(' ', 'T')")
    desk.get_by_label("When it was written").fill(here[:16])
    desk.get_by_role("button", name="Apply").click()
    save(desk)
    draft.refresh_from_db()
    assert draft.body.startswith('<h2 id="a" data-time="2026-11-23T21:15Z">Rain</h2>')

    ask()
    desk.get_by_role("button", name="No entry").click()
    save(desk)
    draft.refresh_from_db()
    assert draft.body == '<h2 id="a">Rain</h2><p>It rains.</p>'


PASTED = """<html><body><b style="font-weight:normal" id="docs-internal-guid-1">
<h1>Big title</h1><p dir="ltr"><span style="font-weight:700">Bold</span><span> words and
<a href="https://example.com/page">a link</a>.</span></p>
<ul><li><p>One</p></li><li><p>Two</p></li></ul><table><tr><td><p>A</p></td><td><p>B</p></td></tr><tr><td>1</td><td>2</td></tr></table>
<p>The end.</p></b></body></html>"""


def test_pasted_text_keeps_its_paragraphs_headings_lists_tables_and_links(desk, draft):
    opened(desk, change(draft))
    text(desk).click()
    desk.keyboard.press("Control+a")

    paste(desk, PASTED)

    expect(text(desk).locator("td")).to_have_count(4)
    save(desk)
    draft.refresh_from_db()
    assert draft.body == (
        '<h2 id="big-title">Big title</h2><p><strong>Bold</strong> words and '
        '<a href="https://example.com/page">a link</a>.</p><ul><li>One</li><li>Two</li></ul>'
        "<table><tbody><tr><td>A</td><td>B</td></tr><tr><td>1</td><td>2</td></tr></tbody></table>"
        "<p>The end.</p>"
    )


def test_an_address_pasted_on_a_line_of_its_own_becomes_an_embed(desk, draft):
    opened(desk, change(draft))
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.press("Enter")

    paste(desk, "", "https://youtu.be/dQw4w9WgXcQ")

    expect(text(desk).locator("figure.embed")).to_have_count(1)
    save(desk)
    draft.refresh_from_db()
    assert 'data-address="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in draft.body


def test_an_embed_is_asked_for_and_an_unknown_address_refused_in_words(desk, draft):
    opened(desk, change(draft))
    text(desk).click()
    desk.get_by_role("button", name="Film, post or map").click()
    field = desk.get_by_label("Address of the film, post or map")

    field.fill("https://example.com")
    desk.get_by_role("button", name="Insert").click()
    expect(desk.get_by_role("dialog")).to_contain_text("cannot be shown")
    field.fill("https://vimeo.com/76979871")
    desk.get_by_role("button", name="Insert").click()

    expect(text(desk).locator("figure.embed")).to_contain_text("vimeo")


def test_every_tool_has_a_name_and_arrows_move_among_them(desk, draft):
    opened(desk, change(draft))
    bar = desk.get_by_role("toolbar", name="Formatting")

    names = bar.get_by_role("button").evaluate_all(
        "all => all.map(b => b.getAttribute('aria-label'))"
    )
    bar.get_by_label("Kind of paragraph").focus()
    desk.keyboard.press("ArrowRight")

    assert len(names) == len(set(names)) >= 12
    assert all(names)
    expect(bar.get_by_role("button", name="Bold")).to_be_focused()


def paste(page, html, plain="text"):
    text(page).evaluate(
        """(place, [html, plain]) => {
          const data = new DataTransfer();
          if (html) data.setData("text/html", html);
          data.setData("text/plain", plain);
          const options = { clipboardData: data, bubbles: true, cancelable: true };
          place.dispatchEvent(new ClipboardEvent("paste", options));
        }""",
        [html, plain],
    )


def test_the_headline_is_seen_as_a_search_and_a_letter_cut_it(desk, draft):
    opened(desk, change(draft))
    search, subject = desk.locator(".p-search__title"), desk.locator(".p-mail__subject")
    is_cut = "shown => shown.scrollWidth > shown.clientWidth"

    desk.get_by_role("textbox", name="Headline").fill("A harbour is opened " * 6)
    expect(search).to_contain_text("A harbour is opened A harbour")
    assert search.evaluate(is_cut)
    assert subject.evaluate(is_cut)
    desk.get_by_label("Title for search").fill("Harbour opens")
    desk.get_by_label("Title when shared").fill("It is open")

    expect(search).to_have_text("Harbour opens | My newspaper")
    expect(subject).to_have_text("It is open")
    desk.get_by_label("Subject in email").fill("Open again")
    expect(subject).to_have_text("Open again")
    assert not search.evaluate(is_cut)
    assert not subject.evaluate(is_cut)


# Pictures ---------------------------------------------------------------------------------------
def test_a_picture_is_uploaded_described_and_chosen_and_nothing_typed_is_lost(desk, draft):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("Typed before")
    desk.locator("[data-lead-choose]").click()
    dialog = desk.get_by_role("dialog", name="Choose a picture")

    dialog.locator("input[type=file]").set_input_files(
        [
            {"name": "notes.txt", "mimeType": "text/plain", "buffer": b"no picture"},
            {"name": "boat.jpg", "mimeType": "image/jpeg", "buffer": pixels()},
        ]
    )
    expect(dialog).to_contain_text("notes.txt: This is not a")
    expect(dialog).to_contain_text("boat.jpg: taken in")
    dialog.get_by_label("Alternative text").fill("A boat in the harbour")
    dialog.locator("[data-focal-pic]").focus()
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("Shift+ArrowUp")
    dialog.get_by_role("button", name="Use this picture").click()

    expect(dialog).to_have_count(0)
    expect(desk.locator(".lead__pic img")).to_have_attribute("alt", "A boat in the harbour")
    save(desk)
    draft.refresh_from_db()
    picture = Image.objects.get()
    assert draft.headline == "Typed before"
    assert (draft.lead_image, picture.alt) == (picture, "A boat in the harbour")
    assert (picture.focal_x, picture.focal_y) == (51, 40)


def test_pictures_are_put_into_the_text_singly_and_as_a_gallery(desk, draft):
    one, two = ImageFactory(caption="One", ready=False), ImageFactory(caption="Two")
    opened(desk, change(draft))
    text(desk).click()

    desk.get_by_role("button", name="Picture", exact=True).click()
    dialog = desk.get_by_role("dialog")
    dialog.get_by_role("button", name="One").click()
    dialog.get_by_role("button", name="Use this picture").click()
    expect(text(desk).locator("figure.image img")).to_be_visible()
    desk.get_by_role("button", name="More", exact=True).last.click()
    desk.get_by_role("menuitem", name="Gallery").click()
    dialog.get_by_role("button", name="Two").click()
    dialog.get_by_role("button", name="One").click()
    dialog.get_by_role("button", name="Use 2 pictures").click()
    save(desk)

    draft.refresh_from_db()
    assert f'<figure class="image" data-image-id="{one.pk}"></figure>' in draft.body
    assert f'data-image-ids="{two.pk},{one.pk}"' in draft.body
    assert set(draft.body_images.all()) == {one, two}


# Bylines ----------------------------------------------------------------------------------------
def test_bylines_are_put_in_order_by_keyboard(desk, editor):
    names = ["Ana", "Bea", "Carla"]
    story = saved(written(), editor, authors=[AuthorFactory(name=name) for name in names])
    opened(desk, change(story))

    desk.get_by_role("button", name="Move Carla up").focus()
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    desk.get_by_role("button", name="Remove Ana").press("Enter")
    save(desk)

    story.refresh_from_db()
    assert [a.name for a in story.byline_authors] == ["Carla", "Bea"]
