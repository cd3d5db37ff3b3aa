"""The front page in a browser: pins by mouse, by keyboard and without script; time; breaking."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from newsroom.curation import actions, breaking, desk
from newsroom.curation.front import compose
from newsroom.curation.models import Pin
from newsroom.curation.slots import Place, Slot
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db(transaction=True)

DESK = "/admin/curation/front/"


@pytest.fixture
def stories(db):
    section = SectionFactory(name="News", slug="news")
    return [
        ArticleFactory(section=section, live=True, headline=f"Number {n} of the stories")
        for n in range(18)
    ]


@pytest.fixture
def front(window, sign_in, editor, stories):
    """A window so high that nothing has to be scrolled to."""
    page = sign_in(window(1440, 2600), editor)
    page.goto(DESK)
    page.wait_for_selector(".can-drag")
    return page


def spot(page, words):
    return page.locator(f'[data-words="{words}"]')


def drag(page, source, target):
    source.scroll_into_view_if_needed()
    start = source.bounding_box()
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(start["x"] + 30, start["y"] + 30, steps=3)
    end = target.bounding_box()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + 20, steps=6)
    expect(target).to_have_class("spot spot--rule is-over")
    page.mouse.up()


def test_a_story_is_dragged_from_the_list_to_its_place_and_on(front, stories):
    line = front.locator(".front__list li", has_text="Number 2 of")
    drag(front, line, spot(front, "Opinion, place 2"))

    expect(front.get_by_text("“Number 2 of the stories” in Opinion, place 2")).to_have_count(2)
    assert compose().opinion == [stories[2]]

    drag(front, spot(front, "Opinion, place 2"), spot(front, "Lead"))

    expect(front.locator(".messagelist")).to_contain_text("moved from Opinion, place 2 to Lead")
    assert compose().lead == stories[2]

    front.get_by_role("button", name="Undo last change").click()

    expect(front.locator(".messagelist")).to_contain_text("Back to the page as it was after")
    assert Pin.objects.get().slot == Slot.OPINION


def test_escape_lets_a_story_fall_and_a_press_still_opens_it(front):
    line = front.locator(".front__list li", has_text="Number 2 of")
    box = line.bounding_box()
    front.mouse.move(box["x"] + 30, box["y"] + 10)
    front.mouse.down()
    front.mouse.move(box["x"] - 200, box["y"] + 10, steps=4)
    expect(front.locator(".front__carried")).to_have_text("Number 2 of the stories")

    front.keyboard.press("Escape")
    front.mouse.up()

    expect(front.locator(".front__carried")).to_have_count(0)
    assert not Pin.objects.exists()
    spot(front, "Lead").get_by_role("link", name="Number 17 of the stories").click()
    expect(front.get_by_role("heading", level=1)).to_have_text("Number 17 of the stories")


def test_the_keyboard_alone_places_moves_and_takes_off(front, stories):
    front.get_by_label("Search the stories").focus()
    front.keyboard.type("Number 3 of")
    front.keyboard.press("Enter")
    front.get_by_label("Place", exact=True).select_option("Below the lead, place 2")
    front.get_by_role("button", name="Put there: “Number 3 of the stories”").focus()
    front.keyboard.press("Enter")
    expect(front.locator(".messagelist")).to_contain_text("in Below the lead, place 2 until")

    pin = Pin.objects.get()
    assert (pin.place, pin.story) == (Place(Slot.SECONDARY, 2), stories[3])

    front.get_by_role("button", name="Move up “Number 3 of the stories”").focus()
    front.keyboard.press("Enter")
    expect(front.locator(".messagelist")).to_contain_text("moved from")
    assert Pin.objects.get().position == 1

    front.get_by_role("button", name="Take off “Number 3 of the stories”").focus()
    front.keyboard.press("Enter")
    expect(front.locator(".messagelist")).to_contain_text("taken off Below the lead, place 1")
    assert not Pin.objects.exists()


def test_without_script_a_place_is_chosen_and_filled(window, sign_in, editor, stories):
    page = sign_in(window(390, 844, java_script_enabled=False), editor)
    page.goto(DESK)

    page.get_by_role("link", name="Choose a story for Lead").click()
    page.get_by_role("button", name="Put there: “Number 5 of the stories”").click()

    assert compose().lead == stories[5]
    expect(page.locator("#place-lead-1")).to_contain_text("Pinned until")


def test_a_finger_carries_a_story_by_its_handle(window, sign_in, editor, stories):
    phone = sign_in(window(390, 2600, has_touch=True, is_mobile=True), editor)
    phone.goto(DESK)
    touch = phone.context.new_cdp_session(phone)
    grip = spot(phone, "News, place 1").locator(".spot__grip")
    start, end = grip.bounding_box(), spot(phone, "Lead").bounding_box()
    x, y = start["x"] + 20, start["y"] + 20

    def send(kind, *points):
        told = {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]}
        touch.send("Input.dispatchTouchEvent", told)

    send("touchStart", (x, y))
    send("touchMove", (x - 10, y - 20))
    send("touchMove", (x - 40, end["y"] + 30))
    expect(spot(phone, "Lead")).to_have_class("spot spot--rule is-over")
    send("touchEnd")

    expect(phone.locator(".messagelist")).to_contain_text("in Lead until")
    assert Pin.objects.get().slot == Slot.LEAD


def test_the_second_of_two_editors_is_asked(front, stories):
    actions.place(stories[1], Place(Slot.LEAD), by=None, base=0)

    drag(front, front.locator(".front__list li", has_text="Number 9 of"), spot(front, "Lead"))

    alert = front.get_by_role("alert")
    expect(alert).to_contain_text("“Number 1 of the stories” in Lead")
    expect(alert).to_contain_text("You wanted: “Number 9 of the stories” in Lead")
    assert compose().lead == stories[1]

    alert.get_by_role("button", name="Do it all the same").click()

    expect(front.locator("#place-lead-1")).to_contain_text("Number 9 of the stories")
    assert compose().lead == stories[9]


def test_the_page_of_a_time_to_come_is_shown_with_its_time(front, stories):
    start = timezone.now() + timedelta(hours=3)
    actions.place(stories[0], Place(Slot.LEAD), by=None, base=0, starts_at=start)
    later = timezone.localtime(start + timedelta(minutes=30))

    front.get_by_label("Time", exact=True).fill(f"{later:%Y-%m-%dT%H:%M}")
    with front.expect_popup() as opened:
        front.get_by_role("button", name="Preview").click()
    preview = opened.value

    expect(preview.locator(".notice")).to_contain_text(f"{later:%H:%M}")
    expect(preview.locator(".card--lead")).to_contain_text("Number 0 of the stories")
    front.goto("/")
    expect(front.locator(".card--lead")).to_contain_text("Number 17 of the stories")


def test_breaking_news_is_raised_read_and_lowered(front, window, stories):
    front.get_by_text("Raise breaking news").click()
    front.get_by_label("Sentence").fill("The bridge at Ronda is closed")
    expect(front.locator("#raise-preview")).to_have_text(
        "Breaking news The bridge at Ronda is closed"
    )
    front.get_by_label("Story it leads to").select_option("Number 4 of the stories")
    front.get_by_role("button", name="Put it on every page").click()
    expect(front.get_by_role("button", name="Lower now")).to_be_visible()

    reader = window()
    reader.goto("/popular/")
    region = reader.get_by_role("region", name="Breaking news")
    expect(region).to_be_visible()
    region.get_by_role("link", name="The bridge at Ronda is closed").click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Number 4 of the stories")
    expect(region).to_be_visible()
    reader.emulate_media(media="print")
    expect(region).to_be_hidden()

    front.get_by_role("button", name="Lower now").click()
    expect(front.locator(".messagelist")).to_contain_text("Breaking news lowered")
    reader.goto("/popular/")
    expect(region).to_have_count(0)


def test_breaking_news_that_is_over_is_gone_without_anyone_doing_anything(page, stories):
    end = timezone.now() + timedelta(seconds=3)
    actions.raise_banner("For a moment", by=None, base=desk.number(), ends_at=end)
    breaking.forget()
    page.goto("/")
    expect(page.get_by_text("For a moment")).to_be_visible()

    page.wait_for_timeout(3_500)
    page.reload()

    expect(page.get_by_text("For a moment")).to_have_count(0)
