"""Documents put into a story while it is written, and a recording played by a reader."""

import pytest
from playwright.sync_api import expect

from articles.actions.filing import store_document
from articles.models import Document
from newsroom.demo.documents import signal
from tests.articles.a_file import PDF, upload
from tests.articles.writing_page import change, saved, written
from tests.e2e.writing import opened, save, text
from tests.factories import ArticleFactory, AuthorFactory, DocumentFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def draft(editor):
    return saved(written(body="<p>The town</p>"), editor, authors=[AuthorFactory(name="Ana Ruiz")])


@pytest.fixture
def desk(page, sign_in, editor, draft):
    signed_in = sign_in(page, editor)
    opened(signed_in, change(draft))
    return signed_in


def test_a_document_is_uploaded_and_linked_where_the_cursor_is(desk, draft):
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" said so in ")

    desk.get_by_role("button", name="Document", exact=True).click()
    dialog = desk.get_by_role("dialog", name="Choose a document")
    dialog.locator("input[type=file]").set_input_files(
        [
            {"name": "page.html", "mimeType": "text/html", "buffer": b"<!doctype html>"},
            {"name": "Budget.pdf", "mimeType": "application/pdf", "buffer": PDF},
        ]
    )
    expect(dialog).to_contain_text("page.html: This is a web page")
    expect(dialog.get_by_role("button", name="Budget")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    desk.keyboard.type(" of June.")
    save(desk)

    draft.refresh_from_db()
    address = Document.objects.get().get_absolute_url()
    assert draft.body == f'<p>The town said so in <a href="{address}">Budget</a> of June.</p>'


def test_chosen_words_become_the_link_by_keyboard_alone(desk, draft):
    document = DocumentFactory(title="Minutes of June")
    DocumentFactory(title="Budget")
    text(desk).click()
    desk.keyboard.press("Control+A")

    desk.get_by_role("button", name="Document", exact=True).press("Enter")
    dialog = desk.get_by_role("dialog", name="Choose a document")
    expect(dialog.get_by_role("searchbox")).to_be_focused()
    expect(dialog.get_by_role("button", name="Budget")).to_be_visible()
    desk.keyboard.type("minut")
    expect(dialog.get_by_role("button", name="Budget")).to_have_count(0)
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")
    expect(dialog).to_have_count(0)
    save(desk)

    draft.refresh_from_db()
    assert draft.body == f'<p><a href="{document.get_absolute_url()}">The town</a></p>'


def test_closing_the_dialog_changes_nothing_and_leads_back_to_the_text(desk, draft):
    text(desk).click()

    desk.get_by_role("button", name="Document", exact=True).click()
    expect(desk.get_by_role("dialog").get_by_role("searchbox")).to_be_focused()
    desk.keyboard.press("Escape")

    expect(desk.get_by_role("dialog")).to_have_count(0)
    expect(text(desk)).to_be_focused()
    assert text(desk).inner_text().strip() == "The town"


def test_a_reader_plays_a_recording_from_the_middle(page, live_server, editor):
    document = store_document(upload(signal(), "bells.wav"), by=editor, title="The bells")
    address = document.get_absolute_url()
    story = ArticleFactory(live=True, body=f'<p><a href="{address}">Listen</a></p>')
    asked = []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(f"{live_server.url}{story.path}")
    sound = page.locator("audio")
    expect(sound).to_be_visible()
    assert not [url for url in asked if url.endswith(".wav")]
    played = sound.evaluate(
        """async (audio) => {
          audio.muted = true;
          await audio.play();
          audio.currentTime = 2;
          await new Promise((done) => audio.addEventListener("seeked", done, { once: true }));
          return [audio.duration, audio.currentTime >= 2];
        }"""
    )

    assert played == [3.0, True]
