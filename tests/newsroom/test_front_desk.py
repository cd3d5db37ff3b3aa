"""The front page in the desk: what editors see there, change there and preview there."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from articles.actions import publishing
from newsroom.curation import actions
from newsroom.curation.front import compose
from newsroom.curation.models import BreakingBanner, EditionChange, Pin
from newsroom.curation.slots import Place, Slot
from newsroom.site import chrome
from tests.factories import ArticleFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db

DESK = "/admin/curation/front/"
CHANGE = f"{DESK}change/"
HOUR = timedelta(hours=1)


@pytest.fixture
def section():
    return SectionFactory(name="News", slug="news")


@pytest.fixture
def stories(section):
    return [
        ArticleFactory(section=section, live=True, lead_image=ImageFactory()) for _ in range(18)
    ]


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def typed(when) -> str:
    return f"{timezone.localtime(when):%Y-%m-%dT%H:%M}"


def main(html: str) -> str:
    return html.partition("<main")[2].partition("</main>")[0]


def test_an_editor_puts_a_story_in_a_place_and_readers_have_it(desk, stories):
    until = timezone.now() + 3 * HOUR

    response = desk.post(
        CHANGE,
        {
            "act": "place",
            "base": 0,
            "story": stories[0].pk,
            "to": "secondary:2",
            "ends_at": typed(until),
        },
        follow=True,
    )

    assert compose().secondary[1] == stories[0]
    html = response.content.decode()
    assert f"“{stories[0].headline}” in Below the lead, place 2 until" in html
    assert "Pinned until" in html
    assert "Undo last change" in html


def test_the_desk_shows_what_the_rule_chose_and_what_is_pinned(desk, stories):
    actions.place(stories[0], Place(Slot.LEAD), by=None, base=0)

    html = desk.get(DESK).content.decode()

    lead = html.partition('id="place-lead-1"')[2].partition("</li>")[0]
    second = html.partition('id="place-secondary-1"')[2].partition("</li>")[0]
    assert stories[0].headline in lead
    assert "Pinned until" in lead
    assert stories[-1].headline in second
    assert "By rule" in second


def test_a_second_editor_is_told_what_changed_and_keeps_what_they_meant(desk, stories):
    actions.place(stories[0], Place(Slot.LEAD), by=None, base=0)
    late = {"act": "place", "base": 0, "story": stories[1].pk, "to": "lead:1"}

    response = desk.post(CHANGE, late)

    html = response.content.decode()
    assert response.status_code == 409
    assert f"“{stories[0].headline}” in Lead until" in html
    assert f"“{stories[1].headline}” in Lead</b>" in html
    assert compose().lead == stories[0]

    assert desk.post(CHANGE, {**late, "base": 1}).status_code == 302
    assert compose().lead == stories[1]


def test_changes_are_taken_back_from_the_list(desk, stories):
    for number, story in enumerate(stories[:2]):
        actions.place(story, Place(Slot.LEAD), by=None, base=number)

    desk.post(CHANGE, {"act": "revert", "base": 2, "number": 1})

    assert compose().lead == stories[0]
    assert EditionChange.objects.count() == 3


def test_pins_are_moved_taken_off_and_given_another_end(desk, stories):
    pin = actions.place(stories[0], Place(Slot.SECONDARY, 1), by=None, base=0)

    desk.post(CHANGE, {"act": "move", "base": 1, "pin": pin.pk, "to": "secondary:3"})
    assert compose().secondary[2] == stories[0]

    until = timezone.now().replace(second=0, microsecond=0) + 5 * HOUR
    again = {"act": "place", "base": 2, "story": stories[0].pk, "to": "secondary:3"}
    desk.post(CHANGE, {**again, "ends_at": typed(until)})
    pin = Pin.objects.get()
    assert pin.ends_at == until

    desk.post(CHANGE, {"act": "clear", "base": 3, "pin": pin.pk})
    assert not Pin.objects.exists()


def test_what_cannot_be_is_refused_in_words(desk, section, stories):
    draft = ArticleFactory(section=section)
    posts = [
        {"act": "place", "story": draft.pk, "to": "lead:1"},
        {"act": "place", "story": stories[0].pk, "to": "lead:2"},
        {"act": "place", "story": stories[0].pk, "to": "block-999:1"},
        {"act": "place", "story": stories[0].pk, "to": "lead:1", "ends_at": "2020-01-01T08:00"},
        {"act": "place", "story": stories[0].pk, "to": "lead:1", "ends_at": "9999-12-31T23:59"},
        {"act": "place", "story": "000999999999", "to": "lead:1"},
        {"act": "clear", "pin": 99},
        {"act": "raise", "text": "", "banner_until": typed(timezone.now() + HOUR)},
        {"act": "raise", "text": "\u202e\u200b", "banner_until": typed(timezone.now() + HOUR)},
        {"act": "revert", "number": 77},
    ]
    for post in posts:
        response = desk.post(CHANGE, {**post, "base": 0})

        assert response.status_code == 422, post
        assert 'class="err"' in response.content.decode()

    assert desk.post(CHANGE, {"act": "nothing"}).status_code == 404
    assert EditionChange.objects.count() == 0


def test_a_pin_that_cannot_stand_is_named(desk, stories, editor):
    actions.place(stories[0], Place(Slot.LEAD), by=editor, base=0)
    publishing.withdraw(stories[0], by=editor)

    html = desk.get(DESK).content.decode()

    assert f"“{stories[0].headline}” is pinned to Lead and does not stand there." in html
    assert "Readers cannot see this story" in html


def test_planned_pins_are_listed_with_their_times(desk, stories):
    start = timezone.now() + HOUR
    actions.place(stories[0], Place(Slot.LEAD), by=None, base=0, starts_at=start)

    html = desk.get(DESK).content.decode()

    planned = html.partition('id="h-planned"')[2].partition("</section>")[0]
    assert stories[0].headline in planned
    assert date_format(timezone.localtime(start), "j M H:i") in planned


def test_stories_are_found_by_words_and_drafts_are_not_among_them(desk, section, stories):
    found = ArticleFactory(section=section, live=True, headline="Rain over Ronda")
    ArticleFactory(section=section, headline="Rain over Cádiz")

    html = desk.get(DESK, {"q": "rain"}).content.decode()

    lines = html.partition('class="front__list"')[2].partition("</ul>")[0]
    assert found.headline in lines
    assert "Cádiz" not in lines
    assert stories[0].headline not in lines


def test_the_list_of_stories_leads_to_the_front_page_with_the_chosen_at_hand(desk, stories):
    chosen = [stories[2].pk, stories[1].pk]
    response = desk.post(
        reverse("admin:articles_article_changelist"),
        {"action": "put_on_front", "_selected_action": chosen},
    )

    html = desk.get(response.url.partition("#")[0]).content.decode()

    assert html.count('class="is-wanted"') == 2


def test_the_preview_of_now_is_the_page_readers_have(desk, client, stories):
    actions.place(stories[0], Place(Slot.SECONDARY, 1), by=None, base=0)

    preview = desk.get(f"{DESK}preview/", {"at": typed(timezone.now())})

    assert main(preview.content.decode()) == main(client.get("/").content.decode())
    assert "no-store" in preview["Cache-Control"]
    assert "noindex" in preview.content.decode()


def test_the_preview_shows_scheduled_stories_pins_and_breaking_news_of_its_time(
    desk, section, stories
):
    later = ArticleFactory(section=section, scheduled=True, lead_image=ImageFactory())
    soon = timezone.now() + 2 * HOUR
    actions.place(stories[0], Place(Slot.SECONDARY, 1), by=None, base=0, starts_at=soon - HOUR / 2)
    actions.raise_banner("The bridge closes", by=None, base=1, starts_at=soon - HOUR / 2)

    now = desk.get(f"{DESK}preview/").content.decode()
    then = desk.get(f"{DESK}preview/", {"at": typed(soon)}).content.decode()

    assert later.headline not in now
    assert "The bridge closes" not in now
    assert "The bridge closes" in then
    assert then.index(later.headline) < then.index(stories[0].headline)
    assert "as readers will get it on" in then


@pytest.mark.parametrize(
    "at", ["", "yesterday", "1999-01-01T08:00", "9999-12-31T23:59", "x" * 5000]
)
def test_any_other_time_is_now(desk, stories, at):
    response = desk.get(f"{DESK}preview/", {"at": at})

    assert response.status_code == 200
    assert stories[-1].headline in response.content.decode()


def test_breaking_news_is_raised_and_lowered_from_the_desk(desk, client, stories):
    until = timezone.now() + HOUR
    sentence = {"text": "The bridge is closed", "banner_until": typed(until)}

    desk.post(CHANGE, {"act": "raise", "base": 0, **sentence, "banner_story": stories[0].pk})

    assert "The bridge is closed" in client.get("/").content.decode()
    assert "Lower now" in desk.get(DESK).content.decode()

    desk.post(CHANGE, {"act": "lower", "base": 1})

    assert not BreakingBanner.objects.exists()
    assert "The bridge is closed" not in client.get("/").content.decode()


def test_blocks_are_chosen_and_given_back_to_the_navigation(desk, section, stories):
    food = SectionFactory(name="Food", slug="food")
    ArticleFactory.create_batch(14, section=food, live=True)

    desk.post(CHANGE, {"act": "blocks", "base": 0, f"order-{food.pk}": "1"})
    chosen = [block.section for block in compose().blocks]
    desk.post(CHANGE, {"act": "blocks", "base": 1, "by_rule": "1"})

    assert chosen == [food]
    assert {block.section for block in compose().blocks} == {food, section}


def test_reporters_see_the_page_and_change_nothing(client, reporter, stories):
    client.force_login(reporter)

    html = client.get(DESK).content.decode()
    refused = client.post(
        CHANGE, {"act": "place", "base": 0, "story": stories[0].pk, "to": "lead:1"}
    )

    assert stories[-1].headline in html
    assert "Take off" not in html
    assert 'name="act"' not in html
    assert refused.status_code == 403
    assert not Pin.objects.exists()


def test_members_and_strangers_do_not_see_it(client, member):
    assert client.get(DESK).status_code == 302
    client.force_login(member)
    assert client.get(DESK).status_code == 302
    assert client.get(f"{DESK}preview/").status_code == 302


def test_the_desk_costs_the_same_for_any_number_of_pins(
    desk, django_assert_max_num_queries, stories
):
    costs = []
    for number in range(3):
        actions.place(stories[number], Place(Slot.SECONDARY, number + 1), by=None, base=number)
        chrome.forget()
        with django_assert_max_num_queries(80) as asked:
            desk.get(DESK)
        costs.append(len(asked))

    assert costs[0] == costs[1] == costs[2]
