"""The search page: filters, order, what it says when nothing is found or too much is asked."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.utils import timezone

from articles.models import HourlyViews
from articles.search import suggestions
from newsroom.site.chrome import chrome
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory

pytestmark = pytest.mark.django_db
# The package offers the view of this name, not the module.
view = import_module("articles.views.search")


def live(headline, **fields):
    return ArticleFactory(live=True, headline=headline, **fields)


def test_found_words_are_marked_and_the_order_is_a_link_away(client):
    live("Night train", body="<p>It leaves Málaga at ten.</p>")

    page = client.get("/search/", {"q": "malaga", "page": "1"})

    assert "<mark>Málaga</mark>" in page.text
    assert 'href="?q=malaga&amp;sort=newest"' in page.text
    assert 'content="noindex, follow"' in page.text


def test_the_order_stays_when_the_search_is_narrowed(client):
    live("Night train")

    page = client.get("/search/", {"q": "train", "sort": "newest"}).text

    assert '<input type="hidden" name="sort" value="newest">' in page


def test_what_is_found_and_popular_stands_there_once(client):
    story = live("Night train")
    HourlyViews.objects.create(article=story, hour=timezone.now(), count=9)

    assert client.get("/search/", {"q": "train"}).text.count(f'href="{story.path}"') == 1


def test_nothing_found_says_so_and_helps(client):
    news, story = SectionFactory(slug="news"), live("Rain")
    live("Other", section=news)

    page = client.get("/search/", {"q": "rain", "section": "news"})

    assert page.status_code == 200
    assert "Nothing found for “rain”" in page.text
    assert 'href="/search/?q=rain"' in page.text
    assert story in page.context["popular"]


def test_a_network_that_searches_without_end_is_asked_to_wait(client, monkeypatch):
    monkeypatch.setattr(view, "SEARCHES_A_MINUTE", 2)
    live("Night train")
    answers = [client.get("/search/", {"q": "train"}) for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    late = answers[-1]
    assert "Wait a minute and try again" in late.text
    assert 'value="train"' in late.text
    assert (late["Retry-After"], late["Cache-Control"]) == ("60", "no-store")
    other = client.get("/search/", {"q": "train"}, REMOTE_ADDR="203.0.113.9")
    assert other.status_code == 200


def test_looking_at_the_empty_form_costs_no_search(client, monkeypatch):
    monkeypatch.setattr(view, "SEARCHES_A_MINUTE", 0)

    assert client.get("/search/").status_code == 200
    assert client.get("/search/", {"q": ""}).status_code == 200


class TestSuggestions:
    def test_topics_and_authors_come_before_headlines(self, client):
        ana = AuthorFactory(name="Málaga Moreno", slug="malaga-moreno")
        live("Trains to Málaga", authors=[ana], tags=["Province of Málaga"])

        answer = client.get("/search/suggest/", {"q": "MALAG"})

        assert answer.json()["words"] == [
            "Province of Málaga", "Málaga Moreno", "Trains to Málaga",
        ]  # fmt: skip
        assert answer["Cache-Control"] == "public, max-age=0, must-revalidate"
        assert not answer.cookies

    def test_what_readers_cannot_see_is_in_none(self):
        for state in ({}, {"scheduled": True}, {"withdrawn": True}):
            ArticleFactory(
                headline="Trams", tags=["Trams"], authors=[AuthorFactory(name="Tramunt")], **state
            )

        assert suggestions("tram") == []

    @pytest.mark.parametrize("typed", ["", "a", "!!", "'", "the", "a & |", "\\", "x" * 300])
    def test_odd_words_never_fail(self, client, typed):
        live("The story")

        assert client.get("/search/suggest/", {"q": typed}).status_code == 200

    def test_who_asks_without_end_gets_none(self, client, monkeypatch):
        monkeypatch.setattr(view, "SUGGESTIONS_A_MINUTE", 0)

        answer = client.get("/search/suggest/", {"q": "tram"})

        assert (answer.status_code, answer["Cache-Control"]) == (429, "no-store")

    @pytest.mark.parametrize("count", [1, 3])
    def test_any_number_costs_three_queries(self, count, django_assert_num_queries):
        for _ in range(count):
            live("Tram story", tags=["Trams"])
        chrome()  # read once a while by every process: it says whether there is a wall

        with django_assert_num_queries(3):
            suggestions("tram")


def test_the_stories_of_some_days_are_found_without_a_word(client):
    older, newer, other = live("Rain"), live("Wind"), live("Snow")
    for story, day in ((older, 3), (newer, 30), (other, 31)):
        story.published_at = datetime(2024, 5, day, 12, tzinfo=UTC)
        story.save()

    page = client.get("/search/", {"since": "2024-05-01", "until": "2024-05-30"})

    assert page.context["page"].object_list == [newer, older]
    assert "2 stories found" in page.text
    assert "sort=newest" not in page.text


def test_days_without_a_story_say_so(client):
    page = client.get("/search/", {"since": "2024-05-01", "until": "2024-05-30"})

    assert "No story is from these days" in page.text
    assert "spelling" not in page.text


def test_a_question_with_neither_words_nor_days_is_asked_again(client):
    page = client.get("/search/", {"q": " ", "section": ""})

    assert "Write what you are looking for." in page.text
