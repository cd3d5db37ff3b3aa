"""What is typed is on the server soon after and comes back; who else is there is told."""

import pytest
from playwright.sync_api import expect

from articles.actions import editing
from articles.models import Article, OpenPage
from tests.articles.writing_page import change, saved, written
from tests.e2e.writing import (
    ADD,
    headline,
    kept,
    offer,
    opened,
    save,
    saved_line,
    settle,
    text,
)
from tests.factories import AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
# What the page asks every ten seconds it asks every half one.
HURRIED = "const ask = setInterval; setInterval = (what, ms) => ask(what, ms === 10_000 ? 500 : ms)"


@pytest.fixture
def desk(page, sign_in, editor):
    return sign_in(page, editor)


@pytest.fixture
def draft(editor):
    return saved(written(), editor, authors=[AuthorFactory(name="Ana Ruiz")])


def elsewhere(window, sign_in, person, address):
    """The same page on another computer, which remembers nothing."""
    page = sign_in(window(), person)
    opened(page, address)
    settle(page)
    return page


def test_what_was_typed_is_offered_on_another_computer_and_saved_there(
    desk, draft, window, sign_in, editor
):
    opened(desk, change(draft))
    headline(desk).fill("Typed on the train")
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" More.")
    kept(desk)
    assert Article.objects.get().version == 1
    desk.context.close()

    other = elsewhere(window, sign_in, editor, change(draft))
    expect(offer(other)).to_contain_text("was not saved")
    expect(headline(other)).to_have_value("The harbour opens again")
    offer(other).get_by_role("button", name="Use it").click()
    expect(headline(other)).to_have_value("Typed on the train")
    save(other)

    draft.refresh_from_db()
    assert (draft.headline, draft.version) == ("Typed on the train", 2)
    assert draft.body == "<p>The harbour opens. More.</p>"
    assert not OpenPage.objects.unsaved().exists()


def test_a_story_not_saved_yet_is_offered_where_the_next_is_begun(desk, window, sign_in, editor):
    opened(desk, ADD)
    headline(desk).fill("Never saved")
    kept(desk)
    desk.context.close()

    other = elsewhere(window, sign_in, editor, ADD)
    offer(other).get_by_role("button", name="Use it").click()

    expect(headline(other)).to_have_value("Never saved")


def test_what_differs_is_shown_in_a_window_of_its_own(desk, draft, window, sign_in, editor):
    opened(desk, change(draft))
    headline(desk).fill("The harbour opens at last")
    kept(desk)
    desk.context.close()
    other = elsewhere(window, sign_in, editor, change(draft))

    with other.expect_popup() as shown:
        offer(other).get_by_role("button", name="See what differs").click()

    expect(shown.value.locator(".cmp-new ins").first).to_have_text("at last")
    expect(shown.value.locator(".cmp-old del").first).to_have_text("again")
    expect(headline(other)).to_have_value("The harbour opens again")


def test_a_wrong_press_loses_nothing(desk, draft, window, sign_in, editor):
    opened(desk, change(draft))
    headline(desk).fill("Wanted after all")
    kept(desk)
    desk.context.close()
    other = elsewhere(window, sign_in, editor, change(draft))
    headline(other).fill("Typed before looking down")

    offer(other).get_by_role("button", name="Discard it").click()
    offer(other).get_by_role("button", name="Bring it back").click()
    expect(headline(other)).to_have_value("Wanted after all")
    offer(other).get_by_role("button", name="Put back what was here").click()

    expect(headline(other)).to_have_value("Typed before looking down")
    expect(offer(other).get_by_role("button", name="Use it")).to_be_visible()


def test_an_offer_nobody_answered_is_made_again(desk, draft, window, sign_in, editor):
    opened(desk, change(draft))
    headline(desk).fill("Not yet answered")
    kept(desk)
    desk.context.close()
    other = elsewhere(window, sign_in, editor, change(draft))
    expect(offer(other)).to_be_visible()
    headline(other).fill("Something else")
    save(other)

    opened(other, change(draft))

    expect(offer(other)).to_be_visible()
    offer(other).get_by_role("button", name="Use it").click()
    expect(headline(other)).to_have_value("Not yet answered")


def test_the_browser_puts_no_old_text_of_its_own_under_a_newer_version(desk, draft, editor):
    opened(desk, change(draft))
    headline(desk).fill("Typed and left")
    kept(desk)
    desk.on("dialog", lambda asked: asked.accept())
    desk.goto("/admin/articles/article/")
    other = Article.objects.get()
    other.standfirst = "Saved meanwhile."
    editing.save(other, by=editor, base=1)

    desk.go_back()
    settle(desk)

    expect(headline(desk)).to_have_value("The harbour opens again")
    expect(offer(desk)).to_be_visible()
    expect(desk.locator("#id_base")).to_have_value("2")


def test_two_windows_of_one_person_do_not_offer_each_others_text(desk, draft):
    opened(desk, change(draft))
    headline(desk).fill("In the first window")
    kept(desk)

    second = desk.context.new_page()
    opened(second, change(draft))
    settle(second)

    expect(offer(second)).to_be_hidden()
    second.close()
    assert OpenPage.objects.unsaved().count() == 1


def test_the_session_ends_while_somebody_types_and_nothing_typed_is_lost(
    desk, draft, editor, sign_in
):
    opened(desk, change(draft))
    text(desk).click()
    desk.keyboard.press("Control+End")
    desk.keyboard.type(" Before.")
    kept(desk)
    desk.context.clear_cookies()
    desk.keyboard.type(" Signed out.")
    expect(desk.locator("#w-note")).to_contain_text("You were signed out")
    desk.keyboard.type(" Still typing.")
    sign_in(desk, editor)

    expect(desk.locator("#w-note")).to_be_hidden()
    kept(desk)

    typed = dict(OpenPage.objects.unsaved().get().typed)
    assert typed["body"] == "<p>The harbour opens. Before. Signed out. Still typing.</p>"


def test_somebody_else_signing_in_gets_nothing_of_it(desk, draft, sign_in):
    opened(desk, change(draft))
    sign_in(desk, UserFactory(display_name="Marta Ruiz", role="Editor"))
    headline(desk).fill("Mine, not hers")

    expect(desk.locator("#w-note")).to_contain_text("You are signed in as Marta Ruiz")
    expect(saved_line(desk)).to_have_text("Kept in this browser only")
    assert not OpenPage.objects.unsaved().exists()


def test_each_is_told_of_the_other_and_who_takes_over(desk, draft, window, sign_in):
    desk.add_init_script(HURRIED)
    opened(desk, change(draft))
    headline(desk).fill("Mine")
    kept(desk)
    marta = UserFactory(display_name="Marta Ruiz", role="Editor")
    other = elsewhere(window, sign_in, marta, change(draft))
    expect(other.locator("#w-here")).to_contain_text("Eva Editor is writing")
    expect(desk.locator("#w-here")).to_contain_text("Marta Ruiz has it open")

    other.get_by_role("button", name="Eva Editor is writing").click()
    expect(other.locator("#w-here-more")).to_contain_text("Eva Editor is writing here, last change")
    other.get_by_role("button", name="Take over").click()

    expect(desk.locator("#w-taken")).to_contain_text("Marta Ruiz took over this story at")
    expect(headline(desk)).to_have_value("Mine")
    save(desk)
    assert Article.objects.get().headline == "Mine"
    other.close()
    expect(desk.locator("#w-here")).to_be_hidden()
