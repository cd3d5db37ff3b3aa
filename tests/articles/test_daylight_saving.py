"""The two nights on which the clocks change: an hour that is not, and one that is twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from articles.actions import publishing
from articles.models import Article, PlannedChange
from tests.articles.test_corrections import live
from tests.articles.writing_page import change, typed

pytestmark = pytest.mark.django_db
# In Madrid: from 2 to 3 there is nothing on the first, from 2 to 3 is twice on the second.
NIGHTS = ["2027-03-28", "2027-10-31"]
NEW = "<p>The harbour opens on Monday.</p>"


@pytest.fixture(autouse=True)
def madrid(settings):
    settings.TIME_ZONE = "Europe/Madrid"


def at(name, day, clock) -> dict:
    return {f"{name}_0": day, f"{name}_1": clock}


@pytest.mark.parametrize("day", NIGHTS)
@pytest.mark.parametrize("name", ["publish_at", "embargo_until"])
def test_an_hour_that_is_not_or_is_twice_is_refused_in_words(desk, draft, name, day):
    page = desk.post(change(draft), typed(draft, _schedule="", **at(name, day, "02:30")))

    draft.refresh_from_db()
    assert (draft.status, draft.embargo_until, draft.version) == ("draft", None, 1)
    assert "it may be ambiguous or it may not exist" in page.text
    assert 'value="02:30"' in page.text


@pytest.mark.parametrize("day", NIGHTS)
def test_so_is_one_of_a_planned_change(desk, editor, day):
    story = live(editor, body="<p>The harbour opens on Friday.</p>")

    page = desk.post(
        change(story), typed(story, body=NEW, _plan="", **at("change_at", day, "02:30"))
    )

    assert not PlannedChange.objects.exists()
    assert "it may be ambiguous or it may not exist" in page.text
    assert "opens on Monday" in page.text


@pytest.mark.parametrize(
    ("day", "clock", "moment"),
    [
        ("2027-03-28", "01:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        ("2027-03-28", "03:00", datetime(2027, 3, 28, 1, 0, tzinfo=UTC)),
        ("2027-10-31", "01:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        ("2027-10-31", "03:00", datetime(2027, 10, 31, 2, 0, tzinfo=UTC)),
        ("2027-10-31", "00:10", datetime(2027, 10, 30, 22, 10, tzinfo=UTC)),
    ],
)
def test_around_them_a_story_appears_at_that_very_moment_and_on_that_day(
    desk, client, draft, day, clock, moment
):
    desk.post(change(draft), typed(draft, _schedule="", **at("publish_at", day, clock)))

    draft.refresh_from_db()
    second = timedelta(seconds=1)
    assert draft.published_at == moment
    assert draft.path == f"/{day.replace('-', '/')}/{draft.slug}/"
    assert not Article.objects.published(moment - second).exists()
    assert Article.objects.published(moment).exists()
    page = desk.get(change(draft)).text
    assert f'value="{clock}"' in page
    assert "Europe/Madrid" in page


def test_a_change_planned_before_such_a_night_for_after_it_keeps_its_hour(desk, editor):
    story = live(editor, body="<p>The harbour opens on Friday.</p>")

    desk.post(
        change(story), typed(story, body=NEW, _plan="", **at("change_at", "2027-10-31", "07:00"))
    )

    planned = PlannedChange.objects.get()
    assert planned.due_at == datetime(2027, 10, 31, 6, 0, tzinfo=UTC)
    week = desk.get(reverse("admin:week"), {"from": "2027-10-31"}).text
    assert "07:00" in week


def test_a_first_publication_can_be_given_another_time_in_the_hour_that_is_twice(editor, draft):
    """By an action, which takes moments and no clock's words: both hours are there."""
    first = datetime(2027, 10, 31, 0, 30, tzinfo=UTC)
    second = first + timedelta(hours=1)

    publishing.publish(draft, by=editor, at=first)
    story = publishing.publish(draft, by=editor, at=second)

    assert story.published_at == second
    assert not Article.objects.published(second - timedelta(seconds=1)).exists()
