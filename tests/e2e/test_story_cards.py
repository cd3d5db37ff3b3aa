"""A writer puts a card of another story into the text, with the keyboard; a reader follows it."""

import pytest
from playwright.sync_api import expect

from articles.actions import publishing
from articles.models import Article
from tests.articles.writing_page import change, published, saved, written
from tests.e2e.writing import opened, save, text
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


def ask_for_a_card(page):
    page.keyboard.press("Alt+F10")
    page.get_by_role("button", name="More", exact=True).last.press("Enter")
    page.get_by_role("menuitem", name="Story of ours").press("Enter")
    return page.get_by_role("dialog", name="Story of ours")


def test_a_card_is_found_by_words_and_put_in_by_keyboard_and_readers_follow_it(
    desk, editor, window
):
    ferry = ArticleFactory(live=True, headline="The ferry sails again")
    story = saved(written(), editor)
    opened(desk, change(story))
    text(desk).click()
    desk.keyboard.press("Control+End")

    dialog = ask_for_a_card(desk)
    expect(dialog.get_by_label("Words of the story, or its address")).to_be_focused()
    desk.keyboard.type("ferry")
    expect(dialog.get_by_role("button", name="The ferry sails again")).to_be_visible()
    desk.keyboard.press("ArrowDown")
    desk.keyboard.press("Enter")

    expect(dialog).to_have_count(0)
    expect(text(desk).locator(".story-card")).to_contain_text("The ferry sails again")
    save(desk)
    story.refresh_from_db()
    assert story.body == (
        f'<p>The harbour opens.</p><figure class="story" data-story-id="{ferry.pk}"></figure>'
    )
    story = publishing.publish(story, by=editor)
    reader = window(390, 844)
    reader.goto(story.path)
    reader.get_by_role("main").get_by_role("link", name="Read also The ferry sails again").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("The ferry sails again")


def test_a_card_stays_through_the_editor_says_why_it_is_unseen_and_is_taken_away(desk, editor):
    secret = ArticleFactory(headline="Not yet out")
    card = f'<figure class="story" data-story-id="{secret.pk}"></figure>'
    story = saved(written(body=f"<p>One.</p>{card}<p>Two.</p>"), editor)
    opened(desk, change(story))
    shown = text(desk).locator("figure.w-fig--story")

    expect(shown).to_contain_text("Not yet out")
    expect(shown).to_contain_text("Draft: readers see no card yet")
    desk.get_by_label("Note", exact=True).fill("Nothing in the text")
    save(desk)
    story.refresh_from_db()
    assert (story.version, story.body) == (2, f"<p>One.</p>{card}<p>Two.</p>")

    shown.hover()
    shown.get_by_role("button", name="Remove").click()
    save(desk)
    story.refresh_from_db()
    assert story.body == "<p>One.</p><p>Two.</p>"


def test_an_address_makes_a_card_and_an_unknown_one_is_refused_in_words(desk, editor):
    ferry = published(editor, headline="The ferry sails again")
    story = saved(written(), editor)
    opened(desk, change(story))
    text(desk).click()

    dialog = ask_for_a_card(desk)
    field = dialog.get_by_label("Words of the story, or its address")
    field.fill("/2026/01/01/nowhere/")
    field.press("Enter")
    expect(dialog).to_contain_text("No story has the address")
    field.fill(ferry.path)
    field.press("Enter")

    expect(text(desk).locator(".story-card")).to_contain_text("The ferry sails again")
    save(desk)
    assert f'data-story-id="{ferry.pk}"' in Article.objects.get(pk=story.pk).body
