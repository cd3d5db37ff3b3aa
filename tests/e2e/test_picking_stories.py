"""Choosing what stands under a story, by keyboard alone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from articles.related import picks
from tests.articles.writing_page import change, saved, written
from tests.e2e.writing import opened, save
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(editor):
    return saved(written(), editor, authors=[AuthorFactory(name="Ana Ruiz")])


@pytest.fixture
def others():
    return [ArticleFactory(live=True, headline=f"Night train {n}") for n in ("one", "two")]


def test_stories_are_searched_chosen_and_ordered_by_keyboard(page, sign_in, editor, story, others):
    one, two = others
    opened(sign_in(page, editor), change(story))
    field = page.get_by_role("combobox", name="Related stories")

    found = page.get_by_role("listbox", name="Related stories").get_by_role("option")

    field.fill("night tra")
    expect(found).to_have_count(2)  # the newest first
    field.press("ArrowDown")
    field.press("ArrowDown")
    field.press("Enter")
    field.fill("train two")
    expect(found).to_have_count(1)
    field.press("Enter")
    chosen = page.get_by_role("list", name="Related stories").get_by_role("listitem")
    expect(chosen).to_have_count(2)
    page.get_by_role("button", name=re.compile("Move Night train two.* up")).focus()
    page.keyboard.press("Enter")
    expect(chosen.first).to_contain_text("Night train two")
    page.get_by_role("textbox", name="Headline").focus()
    save(page)

    assert picks(story) == [two.pk, one.pk]
    opened(page, change(story))
    expect(chosen.first).to_contain_text("Night train two")
    page.get_by_role("button", name="Remove Night train two").click()
    save(page)
    assert picks(story) == [one.pk]


def test_without_script_the_addresses_are_written(window, sign_in, editor, story, others):
    page = sign_in(window(java_script_enabled=False), editor)
    page.goto(change(story))

    page.get_by_label("Related stories").fill(f"{others[1].path}\n{others[0].path}")
    page.get_by_role("button", name="Save draft").first.click()

    expect(page.get_by_label("Related stories")).to_have_value(
        f"{others[1].path}\n{others[0].path}"
    )
    assert picks(story) == [others[1].pk, others[0].pk]
