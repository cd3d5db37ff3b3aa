"""Choosing the stories under a story, at the writing page: by search, or one address a line."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Redirect
from articles.related import picks
from tests.articles.writing_page import change, typed
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(draft):
    return draft


def asked(client, **query):
    return client.get(reverse("admin:articles_article_stories"), query).json()["stories"]


def save(client, story, *lines):
    return client.post(change(story), typed(story, related_picks="\n".join(lines)))


def test_stories_are_kept_in_the_order_of_their_lines(desk, story, settings):
    one, two, draft = ArticleFactory(live=True), ArticleFactory(live=True), ArticleFactory()

    save(desk, story, two.path, "", f" {settings.SITE_URL}{one.path}#part ", str(draft.pk))

    assert picks(story) == [two.pk, one.pk, draft.pk]
    page = desk.get(change(story)).text
    assert f"{two.path}\n{one.path}\n{draft.pk}</textarea>" in page


def test_a_former_address_is_as_good(desk, story):
    moved = ArticleFactory(live=True)
    Redirect.objects.create(old_path="/2019/01/02/old/", article=moved)

    save(desk, story, "/2019/01/02/old/", moved.path)

    assert picks(story) == [moved.pk]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("/2020/01/01/nothing/", "No story has the address “/2020/01/01/nothing/”."),
        ("99999", "No story has the address “99999”."),
        ("<b>", "No story has the address “&lt;b&gt;”."),
        ("{itself}", "A story does not stand under itself."),
        ("{many}", "Choose at most 12 stories."),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_kept_as_typed(desk, story, line, words):
    many = "\n".join(f"/2020/01/01/{number}/" for number in range(13))
    line = line.format(itself=story.pk, many=many)

    page = save(desk, story, line)

    assert page.status_code == 200
    assert words in page.text
    assert picks(story) == []


def test_the_choice_is_kept_in_versions_compared_and_restored(desk, story):
    pick = ArticleFactory(live=True, headline="Trams return")
    save(desk, story, pick.path)
    story.refresh_from_db()
    save(desk, story)

    compared = desk.get(reverse("admin:articles_article_versions", args=[story.pk]))
    story.refresh_from_db()
    desk.post(
        reverse("admin:articles_article_versions", args=[story.pk]),
        {"number": 2, "base": story.version},
    )

    assert "Related stories" in compared.text
    assert "Trams return" in compared.text
    assert picks(story) == [pick.pk]


def test_words_still_being_typed_find_stories_the_newest_first(desk, story):
    old = ArticleFactory(
        live=True, headline="Łódź trams", published_at=timezone.now() - timedelta(days=9)
    )
    new = ArticleFactory(live=True, headline="Trams of Lodz")
    ArticleFactory(live=True, headline="Buses")

    found = asked(desk, q="lodz tra")

    assert [one["line"] for one in found] == [new.path, old.path]
    assert found[0]["name"].startswith("Trams of Lodz, ")


def test_the_name_says_what_keeps_a_story_from_readers(desk, story):
    ArticleFactory(headline="Tram draft")
    ArticleFactory(headline="Tram later", scheduled=True)
    ArticleFactory(headline="Tram accident", live=True, sensitive=True)

    names = {one["name"] for one in asked(desk, q="tram")}

    assert names == {
        "Tram draft (Draft)", "Tram later (Scheduled)", "Tram accident (sensitive, not shown)",
    }  # fmt: skip


@pytest.mark.parametrize("words", ["", "!!", "the", "'", "a & | b:*", "\\", "🙂", "x" * 500])
def test_odd_words_find_something_or_nothing_and_never_fail(desk, words):
    ArticleFactory(live=True)

    assert len(asked(desk, q=words)) <= 1


def test_the_story_itself_is_not_offered(desk):
    story = ArticleFactory(live=True)

    assert asked(desk, besides=story.pk) == []


@pytest.mark.parametrize("count", [1, 3])
def test_a_search_costs_the_same_for_any_number(desk, count, django_assert_num_queries):
    ArticleFactory.create_batch(count, live=True, headline="Tram")

    with django_assert_num_queries(5):  # session, person, rights twice, stories
        assert len(asked(desk, q="tram")) == count


def test_only_the_desk_may_ask(client, member):
    client.force_login(member)

    assert client.get(reverse("admin:articles_article_stories")).status_code in (302, 403)
