"""A journalist's morning, from signing in to taking back: two people, one story, one reader.

With SCREENSHOTS=1 every scene is also kept in var/screenshots/morning, at 390 and 1440 wide, light
and dark; without it the morning is only walked through.
"""

import io
import os
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image as Pixels
from playwright.sync_api import expect

from articles.models import Article, Image
from tests.e2e.people import write_password
from tests.e2e.writing import headline, save, text
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
ALBUM = Path(__file__).resolve().parents[2] / "var" / "screenshots" / "morning"
HEADLINE = "Ferry to the islands sails again"
WRONG, RIGHT = "The crossing takes four hours.", "The crossing takes three hours."


@pytest.fixture
def newsroom(reporter, editor):
    call_command("createcachetable")
    news = SectionFactory(name="News", slug="news")
    AuthorFactory(name="Rosa Reporter", account=reporter)
    ArticleFactory(live=True, section=news, headline="Harbour market opens at night")
    return reporter, editor


@pytest.fixture
def kept(request):
    """kept(page, "name"): the scene as people at a phone and at a desk see it, when asked for."""
    if not os.environ.get("SCREENSHOTS"):
        return lambda page, name: None
    ALBUM.mkdir(parents=True, exist_ok=True)

    def keep(page, name):
        before = page.viewport_size
        for width, height in [(390, 844), (1440, 900)]:
            for scheme in ["light", "dark"]:
                page.set_viewport_size({"width": width, "height": height})
                page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
                page.wait_for_timeout(100)
                page.screenshot(path=ALBUM / f"{name}-{width}-{scheme}.png")
        page.set_viewport_size(before)
        page.emulate_media(color_scheme="light", reduced_motion="no-preference")

    return keep


def photograph(colour: str) -> dict:
    buffer = io.BytesIO()
    Pixels.new("RGB", (1600, 900), colour).save(buffer, "JPEG")
    return {"name": f"{colour}.jpg", "mimeType": "image/jpeg", "buffer": buffer.getvalue()}


def ready(page):
    """Until the page's own script hears keys, and everything it asked for has come."""
    page.wait_for_selector("html[data-writing=ready]")
    page.wait_for_load_state("networkidle")


def at_the_desk(page, person):
    page.goto("/admin/")
    write_password(page, person)
    page.wait_for_url("**/admin/")
    page.wait_for_load_state("networkidle")
    return page


def press(page, name):
    """A button by the keyboard alone."""
    button = page.get_by_role("button", name=name, exact=True)
    button.focus()
    page.keyboard.press("Enter")


def state(page):
    return page.locator(".dk-state b")


def takes_effect(page, name, becomes):
    """A button that saves and sends the page away; the next one says what the story is."""
    with page.expect_navigation():
        press(page, name)
    ready(page)
    expect(state(page)).to_have_text(becomes)


# The writer -------------------------------------------------------------------------------------
def write(page, kept):
    kept(page, "01-my-day")
    page.get_by_role("link", name="New story").first.press("Enter")
    page.wait_for_url("**/add/")
    ready(page)
    headline(page).focus()
    page.keyboard.type(HEADLINE)
    page.keyboard.press("Enter")
    page.keyboard.type("The first boat leaves on Monday.")
    page.keyboard.press("Enter")
    expect(text(page)).to_be_focused()
    page.keyboard.type("The ferry is back.")
    page.keyboard.press("Enter")
    page.keyboard.type(WRONG)
    page.keyboard.press("Enter")
    page.get_by_label("Section", exact=True).select_option("News")


def take_picture(page, where, colour, alt):
    """Chosen, described and used, by the keyboard alone."""
    where.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Choose a picture")
    upload = dialog.get_by_role("button", name="Upload pictures")
    upload.focus()
    expect(upload).to_be_focused()
    with page.expect_file_chooser() as asked:
        page.keyboard.press("Enter")
    asked.value.set_files(photograph(colour))
    expect(dialog).to_contain_text("taken in")
    dialog.get_by_label("Alternative text").focus()
    page.keyboard.type(alt)
    dialog.get_by_label("Credit").focus()
    page.keyboard.type("Photo: Rosa Reporter")
    return dialog


def use(page, dialog):
    dialog.get_by_role("button", name="Use this picture").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def illustrate(page, kept):
    dialog = take_picture(page, page.locator("[data-lead-choose]"), "teal", "A ferry at the quay")
    kept(page, "03-pictures")
    use(page, dialog)
    text(page).focus()
    page.keyboard.press("Alt+F10")  # to the tools over the text
    tool = page.get_by_role("button", name="Picture", exact=True)
    dialog = take_picture(page, tool, "orange", "People wait at the quay")
    dialog.get_by_label("Licence").select_option("own")
    use(page, dialog)
    expect(text(page).locator("figure.image img")).to_be_visible()


# The second person ------------------------------------------------------------------------------
def take_it(page):
    """From the writer, who had it since they began it."""
    expect(page.locator(".w-held")).to_contain_text("Rosa Reporter")
    page.get_by_text("Assign to…").press("Enter")
    page.get_by_label("Assigned to").select_option("Eva Editor")
    press(page, "Assign")
    expect(page.locator(".w-held")).to_contain_text("Eva Editor")


def note(page, words, said):
    """On words of the text: chosen, then Ctrl+Alt+M."""
    place = text(page).get_by_text(words)
    place.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.wait_for_function("words => getSelection().toString().trim() === words", arg=words)
    page.keyboard.press("Control+Alt+m")
    expect(page.get_by_label("The words it is about")).to_have_value(words)
    expect(page.get_by_label("What to say")).to_be_focused()
    page.keyboard.type(said)
    press(page, "Write the note")
    expect(page.locator(".notes")).to_contain_text(said)


def licence_the_picture(page):
    page.locator("[data-lead-change]").focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Licence").select_option("own")
    dialog.get_by_role("button", name="Save").focus()
    page.keyboard.press("Enter")
    expect(dialog).to_have_count(0)


def schedule(page):
    tomorrow = timezone.localtime() + timedelta(days=1)
    goes_live = page.get_by_role("group", name="Goes live")
    goes_live.get_by_label("Day").fill(tomorrow.strftime("%Y-%m-%d"))
    goes_live.get_by_label("Time").fill("07:30")
    takes_effect(page, "Schedule", "Scheduled")


def correct(page):
    text(page).get_by_text(WRONG).click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.type(RIGHT)
    page.get_by_label("What this change is to readers").select_option("correct")
    page.get_by_label("Note to readers").fill("We gave the wrong time of the crossing.")


def readers_see(reader, story, words, note):
    reader.goto(story.path)
    expect(reader.get_by_role("heading", level=1)).to_have_text(HEADLINE)
    expect(reader.locator("main .prose")).to_contain_text(words)
    expect(reader.locator("main").get_by_text("wrong time of the crossing")).to_have_count(note)


def test_a_morning_at_the_desk(window, newsroom, kept):
    reporter, editor = newsroom
    writer = at_the_desk(window(), reporter)
    # Heard from the beginning: the first listener takes a moment, which a press would not wait for.
    writer.on("filechooser", lambda chooser: None)
    write(writer, kept)
    kept(writer, "02-writing")
    illustrate(writer, kept)
    takes_effect(writer, "Save draft", "Draft")
    takes_effect(writer, "Submit for review", "In review")
    story = Article.objects.get(headline=HEADLINE)
    assert story.byline_authors[0].name == "Rosa Reporter"
    assert Image.objects.filter(alt__contains="quay", licence="").get() == story.lead_image

    second = at_the_desk(window(), editor)
    kept(second, "04-waiting")
    waiting = second.get_by_role("region", name="Waiting for me")
    waiting.get_by_role("link", name=HEADLINE).press("Enter")
    ready(second)
    take_it(second)
    note(second, WRONG, "Four? The timetable says three.")
    kept(second, "05-note")

    with second.expect_navigation():
        press(second, "Publish")
    ready(second)
    expect(second.locator("#w-says")).to_contain_text("Licence")
    expect(state(second)).to_have_text("In review")
    kept(second, "06-refused")
    licence_the_picture(second)
    press(second, "Resolve")
    expect(second.get_by_role("button", name="Resolve", exact=True)).to_have_count(0)
    schedule(second)
    kept(second, "07-scheduled")
    reader = window()
    story.refresh_from_db()
    assert reader.request.get(story.path).status == 404
    takes_effect(second, "Publish now", "Live")
    kept(second, "08-live")
    story.refresh_from_db()
    readers_see(reader, story, WRONG, note=0)
    kept(reader, "09-readers")

    correct(second)
    save(second)
    expect(second.get_by_role("button", name="Take back")).to_be_visible()
    readers_see(reader, story, RIGHT, note=1)
    second.get_by_role("link", name="Versions").press("Enter")
    second.wait_for_load_state("networkidle")
    expect(second.locator("main ins").first).to_have_text(re.compile("three"))
    expect(second.locator("main del").first).to_have_text(re.compile("four"))
    kept(second, "10-comparison")
    second.get_by_role("link", name="Writing").press("Enter")
    ready(second)

    takes_effect(second, "Take back", "Live")
    expect(second.locator("#w-says")).to_contain_text("Taken back")
    kept(second, "11-taken-back")
    readers_see(reader, story, WRONG, note=0)
