"""What surrounds a story: who wrote it, labels, dates, lists of authors, topics and what is new."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from articles.actions import editing, publishing
from articles.models import Article, AuthorLink, HourlyViews
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db


def page(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return lxml_html.fromstring(answer.text)


def text(tree, path):
    return " ".join(tree.xpath(f"string({path})").split())


class TestAnAuthor:
    def test_has_a_page_with_all_that_readers_may_know(self, client):
        news = SectionFactory(name="News", slug="news")
        hidden = SectionFactory(name="Secret", hidden=True)
        inside = SectionFactory(name="Inner", parent=hidden)
        ines = AuthorFactory(
            name="Inés Robledo", slug="ines", role="Reporter", bio="Writes.\n\nRuns.",
            email="ines@example.com", portrait=ImageFactory(ready=True),
        )  # fmt: skip
        ines.beats.set([news, hidden, inside])
        AuthorLink.objects.create(author=ines, label="Mastodon", url="https://example.org/@ines")
        story = ArticleFactory(live=True, authors=[ines])

        shown = page(client, "/author/ines/")

        assert text(shown, "//h1") == "Inés Robledo"
        assert shown.xpath("//div[@class='portrait']//img/@alt")
        assert len(shown.xpath("//div[@class='bio']/p")) == 2
        links = shown.xpath("//dl[@class='facts']//a/@href")
        assert links == [
            "/news/", "mailto:ines@example.com", "https://example.org/@ines", "/author/ines/feed/",
        ]  # fmt: skip
        assert shown.xpath(f"//section[@aria-labelledby='stories']//a[@href='{story.path}']")

    @pytest.mark.parametrize(
        ("kind", "words"), [("guest", "Guest author"), ("agency", "News agency")]
    )
    def test_without_an_account_is_a_guest_or_an_agency(self, client, kind, words):
        author = AuthorFactory(kind=kind)
        ArticleFactory(live=True, authors=[author])

        assert (
            text(page(client, author.get_absolute_url()), "//header[contains(@class,'shead')]//p")
            == words
        )

    def test_without_a_story_has_a_page_all_the_same(self, client):
        assert "No story yet." in client.get(AuthorFactory().get_absolute_url()).text


def test_labels_are_words_of_their_own_primary_section_first(client):
    health, news = SectionFactory(name="Health"), SectionFactory(name="News")
    story = ArticleFactory(live=True, section=health, further_sections=[news])

    shown = page(client, story.path)

    labels = shown.xpath("//header[@class='art__head']/ul[@class='kicker']")[0]
    assert labels.text_content().split() == ["Health", "News"]
    assert len(labels.findall("li")) == 2


def test_the_breadcrumb_names_the_primary_section_and_this_page_without_a_link(client):
    news = SectionFactory(name="News", slug="news")
    crime = SectionFactory(name="Crime", slug="crime", parent=news)
    story = ArticleFactory(live=True, headline="Rain", section=crime, further_sections=[news])
    path, published = story.path, story.published_at

    steps = page(client, story.path).xpath("//nav[@class='crumbs']//li")

    assert [step.text_content() for step in steps][1:] == ["News", "Crime", "Rain"]
    assert steps[-1].get("aria-current") == "page"
    assert steps[-1].find("a") is None
    story.section = news
    editing.save(story, by=None, base=0)
    story.refresh_from_db()
    assert (story.path, story.published_at) == (path, published)


class TestLastUpdated:
    def shown(self, client, story):
        terms = page(client, story.path).xpath("//dt[.='Last updated']/following-sibling::dd//time")
        return terms[0] if terms else None

    def test_moves_with_a_substantive_change_alone_and_has_its_zone(self, client):
        story = ArticleFactory(live=True)
        story.standfirst = "A typo less."
        editing.save(story, by=None, base=0, tags=["New"])
        assert self.shown(client, story) is None

        editing.save(story, by=None, base=1, substantive=True)

        time = self.shown(client, story)
        assert re.search(r" CES?T$", time.text)
        assert re.search(r"[+]0[12]:00$", time.get("datetime"))

    def test_is_not_said_of_a_story_nobody_has_seen(self):
        story = ArticleFactory(scheduled=True)

        editing.save(story, by=None, base=0, substantive=True)

        assert Article.objects.get(pk=story.pk).updated_at is None

    def test_is_forgotten_when_the_story_turns_out_to_be_younger(self):
        now = timezone.now()
        story = ArticleFactory(
            live=True,
            published_at=now - timedelta(days=9),
            updated_at=now - timedelta(days=8),
        )

        publishing.backdate(story, at=now - timedelta(days=2), reason="Wrong day", by=None)

        assert Article.objects.get(pk=story.pk).updated_at is None


def test_each_title_falls_back_to_the_headline():
    story = ArticleFactory(headline="Rain")
    titles = ("front", "for_search", "when_shared", "in_email")
    assert {getattr(story, f"title_{'on_' if t == 'front' else ''}{t}") for t in titles} == {"Rain"}

    story.social_title, story.email_title = "Shared", ""
    assert story.title_in_email == "Shared"
    story.email_title = "Mailed"
    assert story.title_in_email == "Mailed"


def test_the_list_of_what_is_new_goes_day_by_day_and_page_by_page(client):
    now = timezone.localtime().replace(hour=12, minute=0)
    section = SectionFactory()
    for number in range(31):
        ArticleFactory(
            live=True, section=section, headline=f"Story {number}",
            published_at=now - timedelta(days=1 + number // 20, minutes=number),
        )  # fmt: skip

    first, second = page(client, "/notifications/"), page(client, "/notifications/?page=2")

    assert [len(day.xpath(".//li")) for day in first.xpath("//section[@class='day']")] == [20, 10]
    assert len(second.xpath("//section[@class='day']//li")) == 1
    assert client.get("/notifications/?page=3").status_code == 404


@pytest.mark.parametrize("address", ["/author/ines/", "/tag/rain/", "/search/?q=rain"])
def test_what_is_listed_does_not_stand_in_popular_again(client, address):
    story = ArticleFactory(
        live=True, headline="Rain", tags=["Rain"], authors=[AuthorFactory(slug="ines")]
    )
    other = ArticleFactory(live=True)
    for one in (story, other):
        HourlyViews.objects.create(article=one, hour=timezone.now(), count=9)

    shown = client.get(address)

    assert shown.context["popular"] == [other]
