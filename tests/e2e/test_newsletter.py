"""Joining, choosing, leaving in a browser: by keyboard, without JavaScript, and when it fails."""

import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from newsletter.actions.subscribing import write_to_asker
from newsletter.models import Newsletter, Subscriber, Subscription
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)
FORM = ".nl__form"


@pytest.fixture
def story():
    Newsletter.objects.create(slug="morning", name="Morning", rhythm="daily")
    Newsletter.objects.create(slug="now", name="As it happens", rhythm="at_once", order=1)
    Newsletter.objects.create(slug="own", name="Yours", rhythm="daily", personal=True, order=2)
    return ArticleFactory(live=True, section=SectionFactory(name="Harbour"))


def letter(word: str) -> str:
    """The link in the letter the last sign-up asked for; the worker's part is done here."""
    reader = Subscriber.objects.get()
    write_to_asker(reader.pk, list(reader.subscriptions.values_list("newsletter", flat=True)))
    return re.search(rf"http://testserver(/newsletter/{word}/\S+)", mail.outbox[-1].body)[1]


def field(page):
    return page.get_by_label("Email address")


def test_a_reader_signs_up_under_a_story_with_the_keyboard_alone(page, story):
    page.goto(story.path)
    field(page).focus()
    page.keyboard.type("ana@example.com")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(page.get_by_role("checkbox", name="Morning")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    field(page).focus()

    page.keyboard.press("Enter")

    expect(page.get_by_text("Thank you for signing up!")).to_be_visible()
    expect(page.locator("[data-newsletter]")).to_be_focused()
    assert page.url.endswith(story.path)
    found = Subscription.objects.order_by("newsletter__order")
    assert [s.newsletter.slug for s in found] == ["morning", "now"]


def test_while_it_waits_it_says_so_posts_once_and_moves_nothing_when_done(page, story):
    posts, held = [], []
    page.route("**/newsletter/subscribe/", lambda route: (posts.append(1), held.append(route)))
    page.goto(story.path)
    before = page.locator(FORM).bounding_box()
    field(page).fill("ana@example.com")
    button = page.get_by_role("button", name="Sign up")
    button.click()

    waiting = page.get_by_role("button", name="Please wait…")
    expect(waiting).to_be_visible()
    expect(page.locator(FORM)).to_have_attribute("aria-busy", "true")
    expect(field(page)).to_have_js_property("readOnly", True)
    expect(page.locator(f"{FORM} [role=status]")).to_contain_text("Please wait…")
    expect(page.get_by_text("Adding your address to the list.")).to_be_visible()
    waiting.click(force=True)
    field(page).press("Enter")
    page.wait_for_timeout(200)
    assert len(posts) == 1

    held[0].continue_()

    expect(page.get_by_text("Thank you for signing up!")).to_be_visible()
    after = page.locator("[data-newsletter]").bounding_box()
    assert after["height"] == pytest.approx(before["height"], abs=1)


def test_without_an_answer_for_ten_seconds_the_address_stays_for_another_try(page, story):
    page.clock.install()
    held = []
    page.route("**/newsletter/subscribe/", lambda route: held.append(route))
    page.add_init_script(
        "AbortSignal.timeout = (ms) => { const c = new AbortController();"
        " setTimeout(() => c.abort(), ms); return c.signal; }"
    )
    page.goto(story.path)
    field(page).fill("ana@example.com")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("button", name="Please wait…")).to_be_visible()
    page.clock.run_for(9_000)
    expect(page.get_by_role("alert")).to_have_count(0)

    page.clock.run_for(1_500)

    expect(page.get_by_role("alert")).to_have_text(
        "No answer yet. Your address is still here: try again."
    )
    expect(field(page)).to_have_value("ana@example.com")
    expect(field(page)).to_have_attribute("aria-invalid", "true")
    page.unroute("**/newsletter/subscribe/")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_text("Thank you for signing up!")).to_be_visible()
    assert Subscription.objects.count() == 1


def test_a_mistake_is_said_under_the_field_which_has_the_focus(page, story):
    page.goto(story.path)
    field(page).fill("ana@example")
    page.get_by_role("button", name="Sign up").click()

    expect(page.get_by_role("alert")).to_contain_text("That address looks unfinished.")
    expect(field(page)).to_be_focused()
    expect(field(page)).to_have_value("ana@example")


def test_a_filled_trap_asks_for_one_press_more_and_loses_nobody(page, story):
    page.goto(story.path)
    page.evaluate("document.querySelector('[name=motto]').value = 'filled by a program'")
    field(page).fill("ana@example.com")
    page.get_by_role("button", name="Sign up").click()

    expect(page.get_by_role("button", name="Yes, send it")).to_be_focused()
    page.keyboard.press("Enter")

    expect(page.get_by_text("Thank you for signing up!")).to_be_visible()
    assert Subscriber.objects.get().email == "ana@example.com"


@pytest.mark.parametrize("width", [390, 1280])
def test_without_javascript_everything_from_joining_to_leaving_is_pages(window, story, width):
    page = window(width, 844, java_script_enabled=False)
    page.goto(story.path)
    field(page).fill("ana@example.com")
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_role("heading", name="Thank you for signing up!")).to_be_visible()

    page.goto(letter("confirm"))
    page.get_by_role("button", name="Yes, sign me up").click()
    expect(page.get_by_role("heading", name="You are on the list")).to_be_visible()

    page.get_by_role("link", name="Choose what comes").click()
    page.get_by_role("checkbox", name="Yours").check()
    page.get_by_label("How often").select_option("weekly")
    page.locator("form", has=page.get_by_label("How often")).get_by_role(
        "button", name="Save"
    ).click()
    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    expect(page.get_by_label("How often")).to_have_value("weekly")
    page.get_by_label("Harbour").check()
    page.locator("form", has=page.get_by_label("Harbour")).get_by_role(
        "button", name="Save"
    ).click()
    expect(page.get_by_label("Harbour")).to_be_checked()
    assert Subscription.objects.mailable().count() == 2

    page.goto(letter("leave"))
    page.get_by_role("button", name="Unsubscribe").click()
    expect(page.get_by_role("heading", name="Unsubscribed")).to_be_visible()
    assert not Subscription.objects.mailable()


def test_a_member_chooses_with_the_keyboard(page, story, sign_in, member):
    sign_in(page, member)
    page.goto("/accounts/")
    page.get_by_role("link", name="Choose newsletters").click()
    page.get_by_role("checkbox", name="Morning").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")

    expect(page.get_by_text(re.compile(r"Saved \d\d:\d\d"))).to_be_visible()
    assert Subscription.objects.mailable().get().newsletter.slug == "morning"
