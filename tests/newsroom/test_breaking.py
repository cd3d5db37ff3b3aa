"""Breaking news: on every page, from its start to its end, the same for everyone."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles.actions import publishing
from newsroom.curation import actions, breaking
from newsroom.curation.models import BreakingBanner, Front
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
WORDS = "The bridge at Ronda is closed"


def raised(**about):
    front = Front.objects.first()
    banner = actions.raise_banner(WORDS, by=None, base=front.number if front else 0, **about)
    breaking.forget()
    return banner


@pytest.mark.parametrize("address", ["/", "/popular/", "/search/?q=bridge", "/nothing/here/"])
def test_breaking_news_stands_on_every_page(client, address):
    raised()

    assert WORDS in client.get(address).content.decode()


def test_it_begins_and_ends_by_the_clock_alone(client):
    now = timezone.now()
    raised(starts_at=now + HOUR, ends_at=now + 2 * HOUR)

    assert breaking.standing() is None
    assert breaking.standing(now + HOUR).text == WORDS
    assert breaking.standing(now + 2 * HOUR) is None

    BreakingBanner.objects.update(starts_at=now - 2 * HOUR, ends_at=now - HOUR)
    breaking.forget()

    assert WORDS not in client.get("/").content.decode()


def test_it_ends_after_two_hours_unless_told_otherwise():
    banner = raised()

    assert banner.ends_at - banner.starts_at == 2 * HOUR


def test_it_leads_to_its_story_for_as_long_as_readers_see_that(client, editor):
    story = ArticleFactory(live=True)
    raised(story=story)
    link = f'<a href="{story.path}">{WORDS}</a>'

    assert link in client.get("/").content.decode()

    publishing.withdraw(story, by=editor)
    breaking.forget()

    html = client.get("/").content.decode()
    assert link not in html
    assert f"<span>{WORDS}</span>" in html


def test_it_is_lowered_at_once_and_comes_back_by_going_back(client):
    raised()
    actions.lower_banner(by=None, base=1)
    breaking.forget()
    lowered = client.get("/").content.decode()

    actions.revert(1, by=None, base=2)
    breaking.forget()

    assert WORDS not in lowered
    assert WORDS in client.get("/").content.decode()


def test_another_takes_its_place():
    raised()

    actions.raise_banner("The bridge is open again", by=None, base=1)

    assert [banner.text for banner in BreakingBanner.objects.all()] == ["The bridge is open again"]


def test_a_sentence_without_words_or_of_too_many_is_refused():
    for text in ["", "word " * 40]:
        with pytest.raises(ValidationError):
            actions.raise_banner(text, by=None, base=0)

    assert not BreakingBanner.objects.exists()


def test_pages_within_two_seconds_ask_once(client, django_assert_num_queries):
    raised()

    with django_assert_num_queries(1):
        assert all(breaking.standing().text == WORDS for _ in range(3))
