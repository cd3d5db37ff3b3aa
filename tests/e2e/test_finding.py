"""Find and replace, the sheet of keys and links to the paper's own stories, by keyboard alone."""

import pytest
from playwright.sync_api import expect

from articles.models import Article
from tests.articles.writing_page import change, saved, written
from tests.e2e.writing import opened, save, text
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db(transaction=True)
WORDS = (
    "<p>The <strong>Málaga</strong> road: malaga roads, MALAGA.</p>"
    "<h2>Malagan wine</h2><ul><li><p>In Ma<em>laga</em>.</p></li></ul><p>The end.</p>"
)


@pytest.fixture
def writing(page, sign_in, editor):
    story = saved(written(body=WORDS), editor, authors=[AuthorFactory(name="Ana Ruiz")])
    opened(sign_in(page, editor), change(story))
    text(page).focus()
    page.story = story
    return page


def find(page, words):
    page.keyboard.press("Control+f")
    expect(page.get_by_label("Find", exact=True)).to_be_focused()
    page.keyboard.type(words)


def says(page):
    return page.locator(".w-find__says")


def written_now(page) -> str:
    return text(page).inner_text()


def test_it_finds_across_accents_and_marks_and_goes_from_place_to_place(writing):
    find(writing, "malaga")

    expect(says(writing)).to_have_text("1 of 5")
    writing.keyboard.press("Enter")
    expect(says(writing)).to_have_text("2 of 5")
    writing.keyboard.press("Shift+Enter")
    writing.keyboard.press("Shift+Enter")
    expect(says(writing)).to_have_text("5 of 5")
    # The last stands half in italics: two pieces, one place.
    assert "".join(writing.locator(".w-hit--now").all_inner_texts()) == "Malaga"


def test_whole_words_and_capitals_narrow_it(writing):
    find(writing, "Malaga")
    writing.get_by_label("Whole words").press("Space")
    expect(says(writing)).to_have_text("1 of 4")

    writing.get_by_label("Capitals matter").press("Space")

    expect(says(writing)).to_have_text("1 of 2")


def test_what_is_not_there_is_said(writing):
    find(writing, "harbour")

    expect(says(writing)).to_have_text("Nothing found")


def test_one_is_replaced_and_keeps_its_marks(writing):
    find(writing, "malaga")
    writing.get_by_label("Replace with").focus()
    writing.keyboard.type("Ronda")

    writing.keyboard.press("Enter")

    expect(says(writing)).to_have_text("1 replaced. 1 of 4")
    expect(text(writing).locator("strong")).to_have_text("Ronda")


def test_all_are_replaced_counted_and_undone_in_one_step(writing):
    before = written_now(writing)
    find(writing, "malaga")
    writing.get_by_label("Whole words").press("Space")
    writing.get_by_label("Replace with").focus()
    writing.keyboard.type("Ronda")

    writing.get_by_role("button", name="Replace all").press("Enter")

    expect(says(writing)).to_contain_text("4 replaced.")
    assert written_now(writing).count("Ronda") == 4
    writing.keyboard.press("Escape")
    expect(text(writing)).to_be_focused()
    writing.keyboard.press("Control+z")
    assert written_now(writing) == before


def test_what_was_replaced_is_saved_and_the_search_is_not(writing):
    find(writing, "wine")
    writing.get_by_label("Replace with").focus()
    writing.keyboard.type("oil")
    writing.keyboard.press("Enter")
    writing.keyboard.press("Escape")

    save(writing)

    body = Article.objects.get(pk=writing.story.pk).body
    assert "Malagan oil" in body
    assert "w-hit" not in body


def test_typing_what_to_find_is_no_change_of_the_story(writing):
    find(writing, "malaga")

    expect(writing.locator("#save-state")).not_to_contain_text("Changed")
    writing.keyboard.press("Escape")
    expect(writing.locator(".w-find")).to_be_hidden()
    assert writing.locator(".w-hit").count() == 0


def test_the_keys_are_told_by_a_button_and_by_a_question_mark_outside_of_fields(writing):
    writing.keyboard.type("?")
    assert writing.get_by_role("dialog").count() == 0
    writing.get_by_role("button", name="More", exact=True).focus()

    writing.keyboard.press("?")

    sheet = writing.get_by_role("dialog", name="Keyboard shortcuts")
    expect(sheet).to_contain_text("Find and replace")
    writing.keyboard.press("Escape")
    expect(sheet).to_have_count(0)
    writing.get_by_role("button", name="More", exact=True).press("Enter")
    writing.get_by_role("menuitem", name="Keyboard shortcuts").press("Enter")
    expect(sheet).to_be_visible()


@pytest.mark.parametrize(
    ("keys", "made"),
    [("Control+Alt+2", "h2"), ("Control+Shift+8", "ul"), ("Control+Shift+7", "ol")],
)
def test_the_keys_on_the_sheet_do_what_it_says(writing, keys, made):
    writing.keyboard.press("Control+Home")

    writing.keyboard.press(keys)

    expect(text(writing).locator(made).first).to_contain_text("road")


def test_a_story_of_ours_is_linked_by_words_of_its_headline(writing, db):
    other = ArticleFactory(live=True, headline="Ferries to Tangier return")
    writing.keyboard.press("Control+Home")
    writing.keyboard.press("Control+Shift+ArrowRight")
    # The editor hears of a selection a moment after the browser made it.
    writing.wait_for_function("!getSelection().isCollapsed")
    writing.wait_for_timeout(200)
    writing.keyboard.press("Control+k")
    expect(writing.get_by_label("Address, or words of a story of ours")).to_be_focused()
    writing.keyboard.type("tangier")
    writing.get_by_role("button", name="Ferries to Tangier").wait_for()

    writing.keyboard.press("ArrowDown")
    writing.keyboard.press("Enter")
    save(writing)

    assert f'<a href="{other.path}">The' in Article.objects.get(pk=writing.story.pk).body
