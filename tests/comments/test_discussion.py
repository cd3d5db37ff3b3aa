"""Whether a story takes comments: its own choice, its section's, the paper's, and time."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from comments.discussion import discussion_of
from comments.models import CommentSettings, StoryComments
from tests.factories import ArticleFactory, CommentFactory, SectionFactory


def rule(state="open", days=None, section=None):
    CommentSettings.objects.create(section=section, state=state, close_after_days=days)


def state(story) -> str:
    return discussion_of(Article.objects.get(pk=story.pk)).state


@pytest.fixture
def story(db):
    parent = SectionFactory(name="News")
    part = SectionFactory(name="Costa", parent=parent)
    published = timezone.now() - timedelta(days=10)
    return ArticleFactory(section=part, live=True, published_at=published)


def test_without_any_rule_it_is_open(story):
    assert state(story) == "open"


def test_the_nearest_rule_counts(story):
    rule("closed")
    assert state(story) == "closed"
    rule("premoderated", section=story.section.parent)
    assert state(story) == "premoderated"
    rule("off", section=story.section)
    assert state(story) == "off"
    rule("closed", section=SectionFactory())
    assert state(story) == "off"


def test_the_storys_own_word_counts_before_the_section_and_a_moderators_before_that(story):
    rule("open")
    Article.objects.filter(pk=story.pk).update(comments="premoderated")
    assert state(story) == "premoderated"
    StoryComments.objects.create(article=story, state="open")
    assert state(story) == "open"


@pytest.mark.parametrize(("days", "expected"), [(9, "closed"), (11, "open"), (None, "open")])
def test_it_closes_by_itself_some_days_after_publication(story, days, expected):
    rule(days=days)

    assert state(story) == expected


def test_a_section_closes_at_its_own_time_and_a_moderator_keeps_open(story):
    rule(days=30)
    rule("premoderated", days=2, section=story.section)
    assert state(story) == "closed"
    StoryComments.objects.create(article=story, keep_open=True)
    assert state(story) == "premoderated"


def test_what_is_off_does_not_become_closed_by_time(story):
    rule("off", days=1)

    assert state(story) == "off"


def test_asking_costs_two_queries_once(story, django_assert_num_queries):
    rule("closed")
    story = Article.objects.get(pk=story.pk)

    with django_assert_num_queries(2):
        discussion_of(story)
        discussion_of(story)


@pytest.mark.parametrize("page", ["", "recommend/", "report/"])
def test_where_the_discussion_is_off_no_address_shows_a_comment(story, client, member, page):
    comment = CommentFactory(article=story)
    client.force_login(member)
    assert client.get(f"/comments/c/{comment.pk}/{page}").status_code < 400

    rule("off")

    assert client.get(f"/comments/c/{comment.pk}/{page}").status_code == 404
