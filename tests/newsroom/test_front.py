"""The front page: what is pinned, what the rule fills in, and the clock."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from articles.actions import publishing
from articles.models import Article
from newsroom.curation import actions, pins
from newsroom.curation.front import compose
from newsroom.curation.models import EditionChange, Front, Pin
from newsroom.curation.slots import Place, Slot
from tests.factories import ArticleFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db

LEAD = Place(Slot.LEAD)
HOUR = timedelta(hours=1)


@pytest.fixture
def section():
    return SectionFactory(name="News", slug="news")


@pytest.fixture
def stories(section):
    """Twenty, newest last, each with a picture."""
    return [
        ArticleFactory(section=section, live=True, lead_image=ImageFactory()) for _ in range(20)
    ]


def number() -> int:
    front = Front.objects.first()
    return front.number if front else 0


def pin(story, where=LEAD, by=None, **times):
    return actions.place(story, where, by=by, base=number(), **times)


def everywhere(front) -> list[int]:
    placed = [front.lead, *front.secondary, *front.latest, *front.opinion, *front.events]
    placed += [front.long_read, front.event_lead]
    placed += [story for block in front.blocks for story in block.stories]
    return [story.pk for story in placed if story]


def test_without_pins_the_newest_story_with_a_picture_leads(section, stories):
    ArticleFactory(section=section, live=True)

    assert compose().lead == stories[-1]


def test_a_pinned_story_stands_in_its_place_and_the_rule_fills_the_others(stories):
    old, older = stories[1], stories[0]

    pin(old, Place(Slot.SECONDARY, 3))
    pin(older, LEAD)

    front = compose()
    assert front.lead == older
    assert front.secondary == [stories[-1], stories[-2], old, stories[-3]]


def test_no_story_stands_twice_whatever_is_pinned(section, stories):
    health = SectionFactory(name="Health", slug="health")
    ArticleFactory.create_batch(20, section=health, live=True, lead_image=ImageFactory())
    pin(stories[-1], Place(Slot.OPINION, 2))
    pin(stories[3], Place(Slot.BLOCK, 1, health.pk))
    pin(stories[4], Place(Slot.LONG_READ))

    front = compose()

    ids = everywhere(front)
    assert len(ids) == len(set(ids))
    assert front.opinion == [stories[-1]]
    assert front.long_read == stories[4]
    block = next(b for b in front.blocks if b.section == health)
    assert block.stories[0] == stories[3]
    assert all(story.section == health for story in block.stories[1:])


def test_a_story_pinned_anew_leaves_its_former_place(stories):
    pin(stories[0], LEAD)

    pin(stories[0], Place(Slot.SECONDARY, 1))

    assert Pin.objects.count() == 1
    assert compose().lead == stories[-1]


def test_a_pin_begins_and_ends_by_the_clock_alone(stories):
    now = timezone.now()
    pin(stories[0], LEAD, starts_at=now + HOUR, ends_at=now + 3 * HOUR)

    assert compose().lead == stories[-1]
    assert compose(at=now + 2 * HOUR).lead == stories[0]
    assert compose(at=now + 3 * HOUR).lead == stories[-1]

    Pin.objects.update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)

    assert compose().lead == stories[-1]
    assert compose().idle == []


def test_a_planned_pin_takes_over_from_the_one_that_stands(stories):
    now = timezone.now()
    pin(stories[0], LEAD, starts_at=now + HOUR, ends_at=now + 2 * HOUR)
    pin(stories[1], LEAD, ends_at=now + 3 * HOUR)

    assert compose().lead == stories[1]
    assert compose(at=now + 90 * timedelta(minutes=1)).lead == stories[0]
    assert compose(at=now + 2 * HOUR).lead == stories[1]


def test_a_pinned_story_that_is_withdrawn_makes_way_and_the_desk_is_told(stories, editor):
    pin(stories[0], LEAD)
    publishing.withdraw(stories[0], by=editor)

    front = compose()

    assert front.lead == stories[-1]
    assert [(idle.pin.story_id, idle.reason) for idle in front.idle] == [
        (stories[0].pk, pins.NOT_PUBLIC)
    ]


def test_a_story_pinned_in_a_block_that_is_not_there_stands_where_the_rule_puts_it(stories):
    small = SectionFactory(name="Small", slug="small", in_navigation=False)
    pin(stories[-1], Place(Slot.BLOCK, 1, small.pk))

    front = compose()

    assert front.lead == stories[-1]
    assert [idle.reason for idle in front.idle] == [pins.NO_BLOCK]


def test_a_scheduled_story_stands_on_the_page_of_its_time_only(section, stories):
    later = ArticleFactory(section=section, scheduled=True, lead_image=ImageFactory())

    assert compose().lead == stories[-1]
    assert compose(at=later.published_at).lead == later
    assert compose(at=later.published_at - timedelta(seconds=1)).lead == stories[-1]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_pins(
    django_assert_num_queries, section, stories, count
):
    for position in range(1, count + 1):
        pin(stories[position], Place(Slot.SECONDARY, position))

    with django_assert_num_queries(20):
        compose()


def test_drafts_and_ends_that_are_over_are_refused(section, stories):
    now = timezone.now()

    with pytest.raises(ValidationError):
        pin(ArticleFactory(section=section))
    with pytest.raises(ValidationError):
        pin(stories[0], ends_at=now - HOUR)
    with pytest.raises(ValidationError):
        pin(stories[0], starts_at=now + 2 * HOUR, ends_at=now + HOUR)
    with pytest.raises(ValidationError):
        pin(stories[0], Place(Slot.SECONDARY, 5))
    late = ArticleFactory(section=section, scheduled=True)
    with pytest.raises(ValidationError):  # live only after the pin has ended
        pin(late, ends_at=now + HOUR / 2)

    assert EditionChange.objects.count() == 0


def test_a_pin_ends_with_the_day_and_not_before_six_hours():
    zone = timezone.get_current_timezone()
    morning = timezone.datetime(2026, 5, 5, 9, 30, tzinfo=zone)
    night = timezone.datetime(2026, 5, 5, 22, 15, tzinfo=zone)

    assert actions.end_of_day(morning) == timezone.datetime(2026, 5, 6, tzinfo=zone)
    assert actions.end_of_day(night) == timezone.datetime(2026, 5, 6, 4, 15, tzinfo=zone)


def test_moving_onto_a_pinned_place_changes_the_two_over(stories):
    first = pin(stories[0], Place(Slot.SECONDARY, 1))
    pin(stories[1], Place(Slot.SECONDARY, 2))

    actions.move(first, Place(Slot.SECONDARY, 2), by=None, base=number())

    assert compose().secondary[:2] == [stories[1], stories[0]]


def test_every_change_can_be_taken_back(stories, editor):
    pin(stories[0], LEAD, by=editor)
    second = pin(stories[1], Place(Slot.SECONDARY, 1), by=editor)
    actions.move(second, Place(Slot.SECONDARY, 4), by=editor, base=2)
    actions.clear(Pin.objects.get(slot="lead"), by=editor, base=3)
    actions.raise_banner("The bridge is closed.", by=editor, base=4)
    fallen = compose()

    actions.revert(2, by=editor, base=5)

    front = compose()
    assert fallen.lead == stories[-1]
    assert front.lead == stories[0]
    assert front.secondary[0] == stories[1]
    last = EditionChange.objects.first()
    assert (last.number, last.act, last.person) == (6, "revert", editor)
    assert last.after == EditionChange.objects.get(number=2).after

    actions.revert(5, by=editor, base=6)

    assert last.before == EditionChange.objects.first().after
    actions.revert(0, by=editor, base=7)
    assert Pin.objects.count() == 0


def test_going_back_leaves_out_what_is_over_and_what_is_gone(stories):
    pin(stories[0], LEAD)
    pin(stories[1], Place(Slot.SECONDARY, 1))
    actions.revert(0, by=None, base=2)
    change = EditionChange.objects.get(number=2)
    change.after["pins"][0]["ends_at"] = (timezone.now() - HOUR).isoformat()
    with connection.cursor() as cursor:  # time passes only so in a log that is only added to
        cursor.execute("SET LOCAL newsroom.dating_the_demo = 'on'")
    change.save()
    Article.objects.filter(pk=stories[1].pk).delete()

    actions.revert(2, by=None, base=3)

    assert Pin.objects.count() == 0


def test_who_saw_an_older_page_is_told_what_changed_and_changes_nothing(stories, editor):
    pin(stories[0], LEAD, by=editor)

    with pytest.raises(actions.ChangedMeanwhile) as told:
        actions.place(stories[1], LEAD, by=None, base=0)

    assert [change.about["story"] for change in told.value.changes] == [stories[0].headline]
    assert compose().lead == stories[0]


def test_the_blocks_are_those_chosen_in_their_order(section, stories):
    others = [SectionFactory(name=name, slug=name.lower()) for name in ["Food", "Sport"]]
    for other in others:
        ArticleFactory.create_batch(5, section=other, live=True)
    ArticleFactory.create_batch(14, section=section, live=True, lead_image=ImageFactory())
    usual = [block.section for block in compose().blocks]

    actions.choose_blocks([others[1], section], by=None, base=number())

    assert len(usual) == 3
    assert [block.section for block in compose().blocks] == [others[1], section]


def test_a_page_with_one_story_or_none_is_whole(client, section):
    assert "The first story is being written" in client.get("/").content.decode()

    story = ArticleFactory(section=section, live=True, kind="opinion", front_title="In short")

    html = client.get("/").content.decode()
    assert "In short" in html
    assert story.headline not in html
    assert "The first story is being written" not in html
