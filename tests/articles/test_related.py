"""Stories that stand under another one."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.related import KEPT, SHOWN, relate, related_to
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def live(**fields):
    return ArticleFactory(live=True, **fields)


def under(story, *, besides=frozenset(), linked=frozenset()):
    relate(story.pk)
    return related_to(Article.objects.get(pk=story.pk), besides=besides, linked=linked)


def test_shared_tags_weigh_most_then_the_section_then_age():
    section = SectionFactory()
    week = timezone.now() - timedelta(days=7)
    story = live(section=section, tags=["Rain", "Port"])
    neither_old = live(published_at=week)
    neither = live()
    near = live(section=section, published_at=week)
    one_tag = live(tags=["Rain"], published_at=week)
    two_tags = live(tags=["Rain", "Port", "Other"], published_at=week)

    assert under(story) == [two_tags, one_tag, near, neither, neither_old]


def test_an_editors_picks_stand_first():
    story, best, pick = live(tags=["Rain"]), live(tags=["Rain"]), live()
    story.related_picks.add(pick)

    assert under(story) == [pick, best]


def test_nothing_stands_twice_on_the_page_nor_is_linked_in_the_text_already():
    story, shown, linked, free = live(), live(), live(), live()

    assert under(story, besides={shown.pk}, linked={linked.path}) == [free]


def test_what_readers_may_not_see_and_what_is_sensitive_stays_away():
    story = live(tags=["Rain"])
    hidden = [
        ArticleFactory(tags=["Rain"]),
        ArticleFactory(tags=["Rain"], scheduled=True),
        ArticleFactory(tags=["Rain"], withdrawn=True),
        live(tags=["Rain"], sensitive=True),
    ]
    story.related_picks.add(*hidden)

    assert under(story) == []


def test_a_story_withdrawn_since_it_was_computed_is_not_shown():
    story, other = live(), live()
    relate(story.pk)
    Article.objects.filter(pk=other.pk).update(status=Article.Status.WITHDRAWN)

    assert related_to(Article.objects.get(pk=story.pk), besides=set(), linked=set()) == []


def test_a_few_are_kept_and_fewer_shown():
    story = live()
    for _ in range(KEPT + 2):
        live()

    assert len(under(story)) == SHOWN
    assert len(Article.objects.get(pk=story.pk).related_ids) == KEPT


def test_a_story_deleted_meanwhile_is_no_failure_for_the_worker():
    relate(987_654)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_costs_the_same(count, django_assert_num_queries):
    story = live()
    for _ in range(count):
        live(tags=["x"])
    relate(story.pk)
    story.refresh_from_db()

    with django_assert_num_queries(4):
        found = related_to(story, besides=set(), linked=set())
        assert [other.section.name and other.byline_authors for other in found]

    assert len(found) == count
