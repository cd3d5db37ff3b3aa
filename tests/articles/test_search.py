"""Stories found by their words: weights, accents, phrases, filters, snippets."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.models import Article
from articles.search import Question, find, index, snippets
from newsroom.site import chrome
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory

pytestmark = pytest.mark.django_db


def headlines(words, **filters):
    return [story.headline for story in find(Question(words, **filters))]


def live(headline="Story", **fields):
    return ArticleFactory(live=True, headline=headline, **fields)


def test_a_word_weighs_most_in_the_headline_then_standfirst_then_names_then_body():
    filler = "<p>plain words that say nothing of it at all</p>"
    live("body", body=f"<p>lighthouse</p>{filler}")
    live("tag", tags=["Lighthouse"], body=filler)
    live("standfirst", standfirst="A lighthouse", body=filler)
    live("Lighthouse", body=filler)

    assert headlines("lighthouse") == ["Lighthouse", "standfirst", "tag", "body"]


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("El Niño returns", "nino"),
        ("Nino returns", "niño"),
        ("Trams in Łódź", "lodz"),
        ("Trams in Lodz", "ŁÓDŹ"),
        ("Straße closed", "strasse"),
        ("Málaga", "malaga"),
        ("Nin\u0303o", "NIÑO"),
        ("Running water", "run"),
        ("Ærø ferry", "aero"),
    ],
)
def test_accents_case_and_endings_do_not_matter(written, asked):
    live(written)
    live("Something else")

    assert headlines(asked) == [written]


def test_an_author_and_a_tag_are_found():
    live("By name", authors=[AuthorFactory(name="Inés Robledo")])
    live("By tag", tags=["Costa del Sol"])

    assert headlines("ines robledo") == ["By name"]
    assert headlines("costa del sol") == ["By tag"]


@pytest.mark.parametrize("phrase", ['"night train"', "“night train”", "«night train»"])
def test_a_phrase_is_found_as_it_stands(phrase):
    live("The night train is back")
    live("The train runs by night")

    assert headlines(phrase) == ["The night train is back"]


def test_a_word_can_be_left_out_and_either_of_two_found():
    live("Rain in spring")
    live("Rain in autumn")
    live("Snow")

    assert headlines("rain -autumn") == ["Rain in spring"]
    assert set(headlines("snow or autumn")) == {"Snow", "Rain in autumn"}


@pytest.mark.parametrize(
    "words",
    ["", "the", '"', "'", "()", "!!!", "a & | b:*", "\\", "%", "-", "–", "<b>", "🙂", "x" * 500],
)
def test_odd_words_find_something_or_nothing_but_never_fail(words):
    live("The story of a b")

    headlines(words)
    snippets(list(Article.objects.all()), words)


def test_only_what_readers_may_see_is_found():
    live("Seen lighthouse")
    ArticleFactory(headline="Draft lighthouse")
    ArticleFactory(headline="Scheduled lighthouse", scheduled=True)
    ArticleFactory(headline="Withdrawn lighthouse", withdrawn=True)

    assert headlines("lighthouse") == ["Seen lighthouse"]
    assert headlines("lighthouse", newest=True) == ["Seen lighthouse"]


def test_a_section_finds_its_own_stories_those_of_its_parts_and_further_ones():
    news = SectionFactory(slug="news")
    crime = SectionFactory(slug="crime", parent=news)
    newsy = SectionFactory(slug="newsy")
    live("Rain one", section=news)
    live("Rain two", section=crime)
    live("Rain three", section=newsy)
    live("Rain four", section=newsy, further_sections=[crime])

    assert set(headlines("rain", section="news")) == {"Rain one", "Rain two", "Rain four"}
    assert set(headlines("rain", section="news/crime")) == {"Rain two", "Rain four"}


@pytest.mark.parametrize("path", [".*", "n(ews", "[", "\\", "nowhere", "news/"])
def test_a_section_that_is_none_finds_nothing(path):
    live("Rain", section=SectionFactory(slug="news"))

    assert headlines("rain", section=path) == []


def test_an_author_and_days_narrow_the_search():
    ines = AuthorFactory(slug="ines")
    day = timezone.localtime().replace(hour=0, minute=5) - timedelta(days=10)
    live("Rain old", authors=[ines], published_at=day)
    live("Rain older", authors=[ines, AuthorFactory()], published_at=day - timedelta(days=1))
    live("Rain new")

    assert set(headlines("rain", author="ines")) == {"Rain old", "Rain older"}
    assert headlines("rain", since=day.date(), until=day.date()) == ["Rain old"]
    assert headlines("rain", since=day.date() + timedelta(days=1)) == ["Rain new"]
    assert headlines("rain", until=day.date() - timedelta(days=1)) == ["Rain older"]


def test_newest_first_is_another_order_than_the_best_match():
    live("Lighthouse", published_at=timezone.now() - timedelta(days=9))
    live("Other", body="<p>Words and a lighthouse</p>")

    assert headlines("lighthouse") == ["Lighthouse", "Other"]
    assert headlines("lighthouse", newest=True) == ["Other", "Lighthouse"]


def test_a_story_is_found_by_its_new_words_once_it_is_indexed_again():
    story = live("Rain")
    story.headline = "Snow"
    story.save()
    index(story)

    assert headlines("snow") == ["Snow"]
    assert headlines("rain") == []


def snippet(story, words):
    return snippets([story], words)[story.pk]


def test_a_snippet_marks_the_words_in_the_letters_of_the_text():
    story = live(standfirst="", body="<p>Trams of Łódź near the Straße, says El Niño.</p>")

    assert snippet(story, "lodz nino strasse") == (
        "Trams of <mark>Łódź</mark> near the <mark>Straße</mark>, says El <mark>Niño</mark>."
    )


def test_a_snippet_shows_the_place_of_the_words_and_not_the_whole_text():
    story = live(body="<p>" + "before " * 300 + "a <em>light</em>house stands " + "after " * 300)

    shown = snippet(story, "lighthouse")

    assert "<mark>lighthouse</mark>" in shown
    assert len(shown.split()) < 40


def test_a_snippet_is_escaped():
    story = live(
        standfirst='Says <script>alert("rain")</script> & more',
        body="<p>rain &lt;img src=x onerror=alert(1)&gt; \ue000rain\ue001</p>",
    )

    shown = snippet(story, "rain <b>")

    assert "&lt;script&gt;" in shown
    assert "<script" not in shown
    assert "<img" not in shown
    assert shown.count("<mark>") == shown.count("</mark>") == 3


def test_a_story_found_by_its_headline_shows_how_it_begins():
    story = live("Lighthouse", standfirst="It begins here.", body="<p>And goes on.</p>")

    assert snippet(story, "lighthouse") == "It begins here. And goes on."


@pytest.mark.parametrize("count", [0, 1, 3])
def test_snippets_of_any_number_of_stories_cost_one_query(count, django_assert_max_num_queries):
    stories = [live(f"Rain {n}") for n in range(count)]
    chrome.chrome()  # whether there is a wall is known to every page already

    with django_assert_max_num_queries(1):
        assert len(snippets(stories, "rain")) == count
