"""What is typed is not lost: saving, two people, no connection, refusals, small windows."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from articles.actions import editing
from articles.models import Article, Revision
from tests.articles.writing_page import change, published, saved, written
from tests.e2e.writing import ADD, opened, save, saved_line, settle, text
from tests.factories import AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


@pytest.fixture
def draft(editor):
    return saved(written(), editor, authors=[AuthorFactory(name="Ana Ruiz")])


# Saving and losing nothing ----------------------------------------------------------------------
def test_what_was_typed_and_not_saved_is_offered_back(desk, draft):
    opened(desk, change(draft))
    desk.get_by_role("textbox", name="Headline").fill("Not saved")
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" More.")
    expect(saved_line(desk)).to_contain_text("Changed, kept")
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


def test_what_two_people_changed_in_two_places_is_in_the_story_and_on_the_page(desk, draft):
    opened(desk, change(draft))
    other = Article.objects.get(pk=draft.pk)
    other.standfirst = "Saved by another."
    editing.save(other, by=UserFactory(role="Editor", display_name="Marta"), base=1)

    desk.get_by_role("textbox", name="Headline").fill("My own words")
    desk.keyboard.press("Control+s")

    expect(desk.get_by_role("alert").first).to_contain_text("Marta saved this story")
    expect(desk.get_by_role("textbox", name="Standfirst")).to_have_value("Saved by another.")
    expect(desk.get_by_role("textbox", name="Headline")).to_have_value("My own words")
    expect(desk.locator("#w-offer")).to_be_hidden()  # nothing is left to be offered


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


def test_what_a_button_has_saved_is_not_offered_again(desk, editor):
    SectionFactory(name="Health", slug="health")
    opened(desk, ADD)
    desk.get_by_role("textbox", name="Headline").fill("Sent on")
    desk.get_by_label("Section", exact=True).select_option("Health")
    desk.get_by_role("button", name="Submit for review").click()
    expect(desk.locator(".dk-state")).to_contain_text("In review")
    expect(desk.locator("#w-offer")).to_be_hidden()

    opened(desk, ADD)
    settle(desk)

    expect(desk.locator("#w-offer")).to_be_hidden()


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
