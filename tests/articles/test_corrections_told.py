"""Corrections in their list and feeds, and to those who kept the story."""

from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import etree

from articles.actions import publishing
from articles.models import ReaderNote
from newsroom.notifications.models import Kind, Notification
from newsroom.reading.actions import save_story, tell_savers
from tests.articles.test_corrections import changed, corrected, live
from tests.factories import ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db


# The list -----------------------------------------------------------------------------------------
def test_corrections_are_listed_newest_first_and_updates_are_not(client, editor):
    one, two = live(editor, headline="One"), live(editor, headline="Two")
    corrected(one, editor, text="First wrong.")
    changed(one, editor, "<p>x</p>", substantive=True, told="Only news.")
    corrected(two, editor, text="Second wrong.")

    text = client.get("/corrections/").text

    assert text.index("Second wrong.") < text.index("First wrong.")
    assert "Only news." not in text


@pytest.mark.parametrize("path", ["/corrections/", "/corrections/feed/", "/corrections/feed/atom/"])
def test_a_correction_of_a_withdrawn_story_is_nowhere(client, editor, path):
    story = corrected(live(editor), editor, text="We were wrong.")
    assert "We were wrong." in client.get(path).text

    publishing.withdraw(story, by=editor)

    assert "We were wrong." not in client.get(path).text


@pytest.mark.parametrize("kind", ["", "atom/"])
def test_the_feed_is_not_sent_again_when_nothing_changed(client, editor, kind):
    story = corrected(live(editor), editor)
    first = client.get(f"/corrections/feed/{kind}")
    etree.fromstring(first.content)

    again = client.get(f"/corrections/feed/{kind}", headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304

    corrected(story, editor, body="<p>x</p>", text="Wrong again.")
    assert client.get(
        f"/corrections/feed/{kind}", headers={"If-None-Match": first["ETag"]}
    ).status_code == (200)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(
    client, editor, count, django_assert_max_num_queries
):
    for _ in range(count):
        corrected(live(editor), editor)
    client.get("/corrections/")

    with django_assert_max_num_queries(3):
        client.get("/corrections/")


def test_a_page_of_corrections_that_is_not_there_is_none(client):
    assert client.get("/corrections/").status_code == 200
    assert client.get("/corrections/?page=2").status_code == 404


def a_moment_ago() -> None:
    """A test is one transaction, and the job looks at what was there when its own began."""
    ReaderNote.objects.update(at=timezone.now() - timedelta(seconds=30))


# Those who kept the story -------------------------------------------------------------------------
def test_those_who_saved_the_story_are_told_once(editor, member):
    story, other = live(editor), UserFactory()
    save_story(member, story)
    save_story(other, ArticleFactory(live=True))
    corrected(story, editor)
    changed(story, editor, "<p>x</p>", substantive=True, told="Only news.")
    a_moment_ago()

    tell_savers()
    tell_savers()

    told = Notification.objects.get()
    assert (told.recipient, told.kind) == (member, Kind.CORRECTION)
    assert str(told) == f"A story you saved was corrected: “{story.headline}”."


def test_the_news_of_a_correction_goes_with_the_story(editor, member):
    story = live(editor)
    save_story(member, story)
    corrected(story, editor)
    a_moment_ago()
    tell_savers()
    assert Notification.objects.exists()

    publishing.withdraw(story, by=editor)

    assert not Notification.objects.exists()
