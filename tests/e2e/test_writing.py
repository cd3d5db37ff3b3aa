"""A journalist at the writing page, with mouse and keyboard, in Chromium."""

import io
from pathlib import Path

import pytest
from django.urls import reverse
from PIL import Image as Pixels
from playwright.sync_api import expect

from articles import body
from articles.actions import editing
from articles.models import Article, Image, Revision
from tests.articles.writing_page import change, published, saved, written
from tests.factories import AuthorFactory, ImageFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
EVERY_BLOCK = (Path(__file__).parent / "story_of_every_block.html").read_text()
ADD = "/admin/articles/article/add/"


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


@pytest.fixture
def draft(editor):
    return saved(written(), editor, authors=[AuthorFactory(name="Ana Ruiz")])


def opened(page, address):
    page.goto(address)
    page.wait_for_selector("html[data-writing=ready]")
    return page


def text(page):
    return page.get_by_role("textbox", name="Text")


def saved_line(page):
    return page.locator("#save-state")


def save(page):
    page.keyboard.press("Control+s")
    expect(saved_line(page)).to_have_attribute("data-state", "saved")
    expect(saved_line(page)).to_contain_text("Saved")


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
    desk.get_by_label("Note").fill("Nothing in the text")
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


# Saving and losing nothing ----------------------------------------------------------------------
def test_what_was_typed_and_not_saved_is_offered_back(desk, draft):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("Not saved")
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" More.")
    expect(saved_line(desk)).to_contain_text("kept in this browser")
    desk.on("dialog", lambda asked: asked.accept())
    opened(desk, change(draft))

    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("The harbour opens again")
    desk.get_by_role("button", name="Use it").click()

    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("Not saved")
    save(desk)
    draft.refresh_from_db()
    assert draft.headline == "Not saved"
    assert draft.body == "<p>The harbour opens. More.</p>"


def test_without_a_connection_the_text_is_kept_and_the_page_says_so(desk, draft):
    opened(desk, change(draft))
    desk.context.set_offline(True)
    desk.get_by_role("textbox", name="Headline").fill("Offline words")
    desk.keyboard.press("Control+s")

    expect(saved_line(desk)).to_contain_text("Offline since")
    desk.context.set_offline(False)
    expect(saved_line(desk)).to_have_attribute("data-state", "saved")
    draft.refresh_from_db()
    assert draft.headline == "Offline words"


def test_the_second_of_two_people_is_told_and_keeps_both_texts(desk, draft):
    opened(desk, change(draft))
    other = Article.objects.get(pk=draft.pk)
    other.headline = "Saved by another"
    editing.save(other, by=UserFactory(role="Editor"), base=1, authors=[AuthorFactory()])

    desk.get_by_role("textbox", name="Headline").fill("My own words")
    desk.keyboard.press("Control+s")
    desk.get_by_role("link", name="Compare both").click()
    expect(desk.locator(".cmp-old .cmp-h1")).to_have_text("Saved by another", use_inner_text=True)
    expect(desk.locator(".cmp-new .cmp-h1")).to_have_text("My own words", use_inner_text=True)
    desk.get_by_role("button", name="Save mine as a new version").click()
    desk.wait_for_url("**/change/")

    draft.refresh_from_db()
    assert (draft.headline, draft.version) == ("My own words", 3)
    assert draft.revisions.filter(kind=Revision.Kind.UNSAVED).count() == 1


def test_what_keeps_a_story_from_readers_is_said_at_the_top(desk, editor):
    story = saved(written(standfirst=""), editor)
    opened(desk, change(story))
    desk.get_by_role("textbox", name="Headline").fill("Kept words")

    desk.get_by_role("button", name="Publish", exact=True).click()

    expect(desk.get_by_role("alert").first).to_contain_text("Write a standfirst")
    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("Kept words")
    story.refresh_from_db()
    assert story.status == Article.Status.DRAFT


def test_the_unsaved_text_is_previewed_in_a_tab_of_its_own(desk, draft):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("Only in the preview")

    with desk.expect_popup() as shown:
        desk.keyboard.press("Control+Shift+p")

    expect(shown.value.locator("h1")).to_have_text("Only in the preview")
    draft.refresh_from_db()
    assert draft.version == 1


def test_withdrawing_asks_once_and_names_the_story(desk, editor):
    story = published(editor)
    opened(desk, change(story))

    desk.get_by_role("button", name="Withdraw", exact=True).click()
    asked = desk.get_by_role("alertdialog")
    expect(asked).to_contain_text("Withdraw “The harbour opens again”?")
    asked.get_by_role("button", name="Withdraw the story").click()

    expect(desk.locator(".dk-state")).to_contain_text("Withdrawn")
    assert desk.request.get(story.path).status == 410


# Small windows ----------------------------------------------------------------------------------
def test_a_story_is_written_on_a_phone_without_sideways_scroll(phone, sign_in, editor, draft):
    sign_in(phone, editor)
    opened(phone, change(draft))

    phone.get_by_role("textbox", name="Headline").fill("From the road")
    phone.locator(".dk-menu-b").click()
    phone.locator(".dk-actmenu").get_by_role("button", name="Save draft").click()

    expect(saved_line(phone)).to_contain_text("Saved")
    draft.refresh_from_db()
    assert draft.headline == "From the road"
    width = "document.documentElement.scrollWidth <= innerWidth"
    assert phone.evaluate(width)
    phone.goto(reverse("admin:articles_article_versions", args=[draft.pk]))
    assert phone.evaluate(width)


def test_what_a_button_has_saved_is_not_offered_again(desk, editor):
    SectionFactory(name="Health", slug="health")
    opened(desk, ADD)
    desk.get_by_role("textbox", name="Headline").fill("Sent on")
    desk.get_by_label("Section", exact=True).select_option("Health")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.locator(".dk-state")).to_contain_text("In review")
    expect(desk.locator("#w-note")).to_be_hidden()

    opened(desk, ADD)

    expect(desk.locator("#w-note")).to_be_hidden()


def test_a_refused_form_still_counts_as_not_saved(desk, draft):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.get_by_role("alert").first).to_contain_text("Headline: This field is required.")
    asked = []
    desk.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    desk.get_by_role("textbox", name="Standfirst").fill("More words.")

    desk.reload()

    assert asked == ["beforeunload"]


def test_saving_goes_on_after_signing_in_again_in_another_window(desk, draft, editor, sign_in):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("Written while signed out")
    desk.context.clear_cookies()
    desk.keyboard.press("Control+s")
    expect(desk.locator("#w-note")).to_contain_text("You were signed out")
    sign_in(desk, editor)

    save(desk)

    draft.refresh_from_db()
    assert draft.headline == "Written while signed out"
