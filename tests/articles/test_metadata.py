"""What machines are told agrees with what readers see, and cannot break out of its element."""

import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from lxml import html as lxml_html

from articles import metadata
from articles.models import Article
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db


def told(story):
    shown = metadata.story(
        Article.objects.for_cards().get(pk=story.pk), SiteSettings(pk=1, name="The Paper")
    )
    return json.loads(shown)["@graph"]


def test_the_story_is_told_as_the_page_tells_it(client):
    news = SectionFactory(name="News", slug="news")
    story = ArticleFactory(
        live=True,
        headline="“Rain” & <sun>",
        standfirst="It rained.",
        section=SectionFactory(name="Costa", slug="costa", parent=news),
        authors=[AuthorFactory(name="Inés Robledo", slug="ines")],
        lead_image=ImageFactory(ready=True),
        updated_at=timezone.now() - timedelta(minutes=5),
    )

    page = lxml_html.fromstring(client.get(story.path).content.decode())

    graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    said, trail, paper = graph
    assert said["@type"] == "NewsArticle"
    assert said["headline"] == page.xpath("string(//h1)") == story.headline
    assert said["description"] == page.xpath("string(//meta[@name='description']/@content)")
    assert said["url"] == page.xpath("string(//link[@rel='canonical']/@href)")
    assert said["mainEntityOfPage"] == said["url"] == f"http://testserver{story.path}"
    times = page.xpath("//article//header/..//time/@datetime")
    assert _moment(said["datePublished"]) == _moment(times[0])
    assert _moment(said["dateModified"]) == _moment(times[1])
    assert said["author"][0]["name"] == "Inés Robledo"
    assert said["author"][0]["url"].endswith("/author/ines/")
    assert page.xpath("//a[@href='/author/ines/']")
    assert said["image"][0].startswith("http://testserver/media/")
    assert said["image"][0].removeprefix("http://testserver") in page.xpath("string(//img/@srcset)")
    assert [name.split("-")[1] for name in said["image"]] == ["16x9", "4x3", "1x1"]
    assert said["isAccessibleForFree"] is True
    assert paper["logo"]["url"].endswith("-512.png")
    shown = [link.text_content() for link in page.xpath("//nav[contains(@class,'crumbs')]//li")]
    assert [step["name"] for step in trail["itemListElement"]] == shown
    assert [step["position"] for step in trail["itemListElement"]] == [1, 2, 3, 4]
    assert said["publisher"]["@id"] == paper["@id"]


def _moment(text):
    return timezone.datetime.fromisoformat(text).replace(microsecond=0)


@pytest.mark.parametrize(
    "words",
    ["</script><script>alert(1)</script>", "<!--<script>", "]]>", "&lt;/script&gt;", "\u2028"],
)
def test_no_words_end_the_script_they_stand_in(client, words):
    story = ArticleFactory(
        live=True, headline=words, standfirst=words, authors=[AuthorFactory(name=words)]
    )

    answer = client.get(story.path).content.decode()

    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', answer, re.DOTALL)
    assert json.loads(found[1])["@graph"][0]["headline"] == words
    assert not re.search("[<>&]", found[1])
    assert "<script>alert" not in answer


def test_an_opinion_is_told_as_one():
    story = ArticleFactory(live=True, kind=Article.Kind.OPINION)

    assert told(story)[0]["@type"] == "OpinionNewsArticle"


def test_without_a_later_change_both_dates_are_the_first_and_without_a_picture_there_is_none():
    said = told(ArticleFactory(live=True))[0]

    assert said["dateModified"] == said["datePublished"]
    assert "image" not in said


def test_the_title_for_search_is_not_the_headline_told():
    said = told(ArticleFactory(live=True, headline="Headline", seo_title="For search"))[0]

    assert said["headline"] == "Headline"


def test_two_authors_stand_in_their_order():
    authors = [AuthorFactory(name="Zoe"), AuthorFactory(name="Ana")]

    said = told(ArticleFactory(live=True, authors=authors))[0]

    assert [author["name"] for author in said["author"]] == ["Zoe", "Ana"]
