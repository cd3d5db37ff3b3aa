"""Advertising in a browser: nothing moves, what was seen is counted once, a click arrives."""

from urllib.parse import quote

import pytest

from newsroom.ads import choosing
from newsroom.ads.models import HourlyCount
from tests.ads.making import BookingFactory, HouseFactory
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)
BODY = "".join(f"<p>{'Many words are said in paragraph. ' * 8}{n}.</p>" for n in range(1, 25))
SHIFT = """
new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) sum += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 600);
})
"""
# A message sent on leaving is seen by no listener outside the page.
NOTE = """
const send = navigator.sendBeacon.bind(navigator);
navigator.sendBeacon = (address, words) => {
  localStorage.setItem("told", (localStorage.getItem("told") ?? "") + words + ";");
  return send(address, words);
};
"""
TOLD = "localStorage.getItem('told')"


@pytest.fixture
def booked(monkeypatch):
    # Messages sent on leaving carry the browser's own name, and that says it is a robot.
    monkeypatch.setattr("newsroom.ads.counting.is_robot", lambda name: False)
    choosing.forget()
    popular = HouseFactory(link="/popular/", headline="What others read")
    bookings = [
        BookingFactory(at="story-text"),
        BookingFactory(at="story-rail", creative=popular),
    ]
    yield bookings
    choosing.forget()


def counts(booking) -> tuple[int, int]:
    row = HourlyCount.objects.filter(booking=booking).first()
    return (row.impressions, row.clicks) if row else (0, 0)


@pytest.mark.parametrize("width", [390, 768, 1280])
def test_a_slot_moves_nothing_and_runs_over_nothing(window, booked, width):
    story = ArticleFactory(live=True, body=BODY)
    page = window(width, 800)

    page.goto(story.path)

    assert page.locator(".promo").count() == 2
    for slot in page.locator(".promo a").all():
        slot.scroll_into_view_if_needed()
        inside = slot.evaluate("a => a.scrollHeight <= a.clientHeight + 1")
        assert inside, "the words run over the slot"
    assert page.evaluate(SHIFT) < 0.01
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_what_was_seen_for_a_second_is_told_once_when_the_reader_leaves(window, booked):
    text, rail = booked
    story = ArticleFactory(live=True, body=BODY)
    page = window(390, 800)
    page.add_init_script(NOTE)

    page.goto(story.path)
    page.locator(".promo--text a").scroll_into_view_if_needed()
    page.wait_for_timeout(1400)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(300)
    page.locator(".promo--text a").scroll_into_view_if_needed()
    page.wait_for_timeout(1400)
    assert page.evaluate(TOLD) is None
    page.goto("/popular/")
    page.wait_for_timeout(500)

    words = page.evaluate(TOLD)
    assert words == f"bookings={text.pk}&path={quote(story.path, safe='')};"
    assert counts(text) == (1, 0)
    assert counts(rail) == (0, 0)


def test_what_passes_by_is_not_told(window, booked):
    story = ArticleFactory(live=True, body=BODY)
    page = window(390, 800)

    page.goto(story.path)
    page.locator(".promo--text a").scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    page.evaluate("scrollTo(0, 0)")
    page.wait_for_timeout(1200)
    page.goto("/popular/")
    page.wait_for_timeout(500)

    assert not HourlyCount.objects.exists()


def test_a_click_arrives_with_the_keyboard_and_is_counted(window, booked):
    _text, rail = booked
    story = ArticleFactory(live=True, body=BODY)
    page = window(1280, 800)

    page.goto(story.path)
    page.get_by_role("link", name="What others read").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/popular/")

    assert counts(rail)[1] == 1


def test_slots_and_their_links_are_there_without_scripts(window, booked):
    story = ArticleFactory(live=True, body=BODY)
    page = window(1280, 800, java_script_enabled=False)

    page.goto(story.path)
    page.get_by_role("link", name="What others read").click()
    page.wait_for_url("**/popular/")
