"""Work that is shared, in the browser: notes on words, whose a story is, many pictures at once."""

import pytest
from playwright.sync_api import expect

from articles.actions import assigning
from articles.models import Article, Image, Note
from tests.articles.writing_page import change, saved, written
from tests.e2e.test_writing import pixels
from tests.e2e.writing import headline, opened, save, text
from tests.factories import ImageFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = "the harbour master"


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


@pytest.fixture
def draft(reporter):
    return saved(written(body=f"<p>Boats, said {WORDS}, leave.</p>"), reporter)


def ready(page, address):
    opened(page, address)
    page.wait_for_load_state("networkidle")  # the parts beside the text have scripts of their own
    return page


def choose_words(page, words):
    text(page).evaluate(
        """(place, words) => {
          const node = document.createTreeWalker(place, NodeFilter.SHOW_TEXT).nextNode();
          const from = node.data.indexOf(words);
          place.focus();
          getSelection().setBaseAndExtent(node, from, node, from + words.length);
        }""",
        words,
    )


def marked(page, name="note"):
    """The words the browser draws a mark over."""
    return page.evaluate("name => [...(CSS.highlights.get(name) ?? [])].map(String)", name)


def test_a_note_is_pinned_to_its_words_and_goes_where_they_go(desk, draft):
    ready(desk, change(draft))
    choose_words(desk, WORDS)
    desk.keyboard.press("Control+Alt+m")
    expect(desk.get_by_label("The words it is about")).to_have_value(WORDS)
    desk.keyboard.type("Which one?")
    desk.get_by_role("button", name="Write the note").press("Enter")
    expect(desk.locator(".notes")).to_contain_text("Which one?")
    desk.wait_for_function("() => CSS.highlights.get('note')?.size === 1")
    assert marked(desk) == [WORDS]

    text(desk).click()
    desk.keyboard.press("Control+Home")
    desk.keyboard.type("At noon. ")
    save(desk)
    ready(desk, change(draft))
    assert marked(desk) == [WORDS]
    desk.get_by_role("button", name=f"Show in the text: {WORDS}").press("Enter")

    assert desk.evaluate("String(getSelection())") == WORDS
    note = Note.objects.get()
    assert (note.text, note.quote, note.words_gone) == ("Which one?", WORDS, False)


def test_a_story_is_claimed_and_given_on_while_what_is_typed_stays(desk, draft, reporter, editor):
    assigning.let_go(Article.objects.get(), by=reporter)
    ready(desk, change(draft))
    headline(desk).fill("Typed and not saved")

    desk.get_by_role("button", name="Claim", exact=True).press("Enter")
    expect(desk.locator(".w-held")).to_contain_text("Eva Editor")
    expect(desk.locator(".w-panel__says")).to_contain_text("is yours")
    assert Article.objects.get().assignee == editor
    desk.get_by_text("Assign to…").press("Enter")
    desk.get_by_label("Assigned to").select_option("Rosa Reporter")
    desk.get_by_role("button", name="Assign", exact=True).press("Enter")

    expect(desk.locator(".w-held")).to_contain_text("Rosa Reporter")
    expect(headline(desk)).to_have_value("Typed and not saved")
    assert Article.objects.get().assignee == reporter


@pytest.mark.parametrize("place", ["the text", "a note"])
def test_who_goes_on_writing_while_an_answer_is_under_way_stays_where_they_are(
    desk, draft, reporter, place
):
    assigning.let_go(Article.objects.get(), by=reporter)
    ready(desk, change(draft))
    desk.get_by_text("Write a note").press("Enter")
    field = text(desk) if place == "the text" else desk.get_by_label("What to say")
    under_way = []
    desk.route("**/claim/", lambda asked: under_way.append(asked))

    with desk.expect_request("**/claim/"):
        desk.get_by_role("button", name="Claim", exact=True).press("Enter")
    field.click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type("At")
    under_way[0].continue_()
    expect(desk.locator(".w-held")).to_contain_text("Eva Editor")
    desk.keyboard.type(" noon.")

    written = field.evaluate("place => place.value ?? place.textContent")
    assert written.endswith("At noon.")


def test_a_phone_tells_whose_a_story_is(phone, sign_in, editor, draft):
    sign_in(phone, editor).goto("/admin/articles/article/")

    expect(phone.get_by_text("With Rosa Reporter", exact=True)).to_be_visible()


def test_many_pictures_come_in_each_with_a_line_that_says_how_it_goes(desk):
    ImageFactory()
    desk.goto("/admin/articles/image/add/")
    desk.wait_for_load_state("networkidle")
    # A slow line: what is on its way can be seen.
    wire = desk.context.new_cdp_session(desk)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 60_000}
    wire.send("Network.enable")
    wire.send("Network.emulateNetworkConditions", slow)
    large = pixels() + bytes(60_000)  # what follows the picture is not looked at
    desk.get_by_label("Pictures").set_input_files(
        [
            {"name": "one.jpg", "mimeType": "image/jpeg", "buffer": large},
            {"name": "two.jpg", "mimeType": "image/jpeg", "buffer": pixels(size=(1200, 900))},
            {"name": "words.jpg", "mimeType": "image/jpeg", "buffer": b"no picture"},
        ]
    )
    desk.locator("form[data-one]").get_by_role("button").last.press("Enter")
    lines = desk.locator("[data-lines] > li")
    expect(lines).to_have_count(3)
    expect(lines.filter(has_text="one.jpg").get_by_role("progressbar")).to_be_visible()
    desk.wait_for_function(
        "() => [...document.querySelectorAll('[data-lines] progress')]"
        ".some((bar) => bar.value > 0 && bar.value < 1)"
    )
    wire.send("Network.emulateNetworkConditions", {**slow, "uploadThroughput": -1})

    expect(desk.locator("[data-told]")).to_have_text("2 stored.")
    expect(lines.filter(has_text="words.jpg")).to_contain_text("is not a")
    expect(lines.get_by_role("progressbar")).to_have_count(0)
    expect(lines.get_by_role("link", name="Stored: say what is to be seen")).to_have_count(2)
    assert set(Image.objects.values_list("original_name", flat=True)) >= {"one.jpg", "two.jpg"}


def take_in(page, content):
    page.locator("[data-lead-choose]").click()
    dialog = page.get_by_role("dialog", name="Choose a picture")
    file = {"name": "boat.jpg", "mimeType": "image/jpeg", "buffer": content}
    dialog.locator("input[type=file]").set_input_files([file])
    expect(dialog).to_contain_text("taken in")
    return dialog


def test_a_picture_taken_in_twice_is_told_where_one_writes_and_the_first_is_used(desk, draft):
    opened(desk, change(draft))
    take_in(desk, pixels())
    desk.keyboard.press("Escape")
    first = Image.objects.get()
    dialog = take_in(desk, pixels())

    expect(dialog).to_contain_text("This picture is here already: boat.jpg")
    dialog.get_by_role("button", name="Use the one that is here").press("Enter")
    expect(dialog.locator(f'[data-id="{first.pk}"] button')).to_have_attribute(
        "aria-pressed", "true"
    )
    dialog.get_by_role("button", name="Use this picture").press("Enter")
    save(desk)

    assert Article.objects.get().lead_image == first
