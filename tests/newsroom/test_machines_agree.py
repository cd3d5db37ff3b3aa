"""Page, cards, JSON-LD, feeds and sitemaps say the same of a story."""

import json
from datetime import datetime, timedelta

import feedparser
import pytest
from django.utils import timezone
from lxml import etree
from lxml import html as lxml_html

from articles.models import Author
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def story():
    news = SectionFactory(name="News", slug="news")
    published = timezone.now() - timedelta(hours=5)
    return ArticleFactory(
        live=True,
        published_at=published,
        updated_at=published + timedelta(hours=2),
        section=SectionFactory(name="Costa", slug="costa", parent=news),
        authors=[
            AuthorFactory(name="Zoe", slug="zoe"),
            AuthorFactory(name="Agencia Sur", slug="sur", kind=Author.Kind.AGENCY),
        ],
        tags=["Rain"],
        lead_image=ImageFactory(ready=True),
    )


def page_of(client, address):
    return lxml_html.fromstring(client.get(address).content.decode())


def told(page):
    scripts = page.xpath("//script[@type='application/ld+json']/text()")
    assert len(scripts) == 1
    return {thing["@type"]: thing for thing in json.loads(scripts[0])["@graph"]}


def named(page, name):
    return page.xpath(f"//meta[@property='{name}' or @name='{name}']/@content")


def test_all_agree_on_dates_authors_and_address(client, story):
    page = page_of(client, story.path)
    said = told(page)["NewsArticle"]
    month = f"/sitemap-{timezone.localtime(story.published_at):%Y-%m}.xml"
    in_month = etree.fromstring(client.get(month).content)[0]
    rss, atom = (
        feedparser.parse(client.get(f).content).entries[0] for f in ("/feed/", "/feed/atom/")
    )

    address = f"http://testserver{story.path}"
    assert page.xpath("string(//link[@rel='canonical']/@href)") == address
    assert named(page, "og:url") == [address]
    assert said["url"] == rss.link == atom.link == in_month.findtext(f"{S}loc") == address

    first, changed = said["datePublished"], said["dateModified"]
    assert page.xpath("//article//time/@datetime")[:2] == [first, changed]
    assert named(page, "article:published_time") == [first]
    assert named(page, "article:modified_time") == [changed]
    assert in_month.findtext(f"{S}lastmod") == changed == atom.updated == rss.updated
    assert atom.published == first
    assert datetime.fromisoformat(first).tzinfo

    assert [(a["@type"], a["name"]) for a in said["author"]] == [
        ("Person", "Zoe"), ("Organization", "Agencia Sur"),
    ]  # fmt: skip
    for entry in (rss, atom):
        assert [a.name for a in entry.authors if a.get("name")] == ["Zoe", "Agencia Sur"]
    addresses = [a["url"] for a in said["author"]]
    assert named(page, "article:author") == addresses
    assert [a.href for a in atom.authors] == addresses


def test_the_card_shows_the_crop_for_shares_and_describes_it(client, story):
    page = page_of(client, story.path)

    assert named(page, "og:image")[0].endswith("-share-1200.jpeg")
    assert named(page, "og:image:width") == ["1200"]
    assert named(page, "og:image:height") == ["630"]
    assert named(page, "og:image:alt") == ["A boat in the harbour"]
    assert named(page, "twitter:card") == ["summary_large_image"]
    assert named(page, "article:tag") == ["Rain"]
    assert named(page, "robots") == ["max-image-preview:large"]


def test_without_a_picture_the_card_shows_the_papers_sign(client):
    page = page_of(client, ArticleFactory(live=True).path)

    assert client.get(named(page, "og:image")[0]).status_code == 200
    assert named(page, "twitter:card") == ["summary"]


@pytest.mark.parametrize("ask", ["?print=1"])
def test_what_is_there_twice_is_indexed_once(client, story, ask):
    page = page_of(client, story.path + ask)

    assert named(page, "robots") == ["noindex"]
    assert page.xpath("string(//link[@rel='canonical']/@href)").endswith(story.path)


def test_each_page_of_a_list_is_known_by_its_own_address(client, story):
    for _ in range(33):
        ArticleFactory(live=True, section=story.section)

    first, second = (page_of(client, f"/news/costa/{end}") for end in ("", "?page=2"))

    for page, own in [(first, "/news/costa/"), (second, "/news/costa/?page=2")]:
        assert page.xpath("//link[@rel='canonical']/@href") == [f"http://testserver{own}"]
        assert named(page, "og:url") == [f"http://testserver{own}"]
    assert second.xpath("//link[@rel='prev']/@href") == ["/news/costa/"]
    assert second.xpath("//link[@rel='next']/@href") == ["/news/costa/?page=3"]
    assert first.xpath("//link[@rel='prev']") == []


def test_pages_name_their_feeds(client, story):
    for address in ["/", "/news/costa/", "/author/zoe/", "/tag/rain/", story.path]:
        feeds = page_of(client, address).xpath("//link[@type='application/rss+xml']/@href")
        assert "/feed/" in feeds, address
        assert len(feeds) == len(set(feeds)) == (1 if address == "/" else 2), address
        for feed in feeds:
            assert client.get(feed).status_code == 200


def test_home_tells_of_the_paper_and_lists_of_what_they_list(client, story):
    home = told(page_of(client, "/"))
    assert home["WebSite"]["potentialAction"]["@type"] == "SearchAction"
    assert client.get(home["NewsMediaOrganization"]["logo"]["url"]).status_code == 200
    section = told(page_of(client, "/news/costa/"))
    assert section["CollectionPage"]["url"] == "http://testserver/news/costa/"
    steps = [step["name"] for step in section["BreadcrumbList"]["itemListElement"]]
    assert steps[1:] == ["News", "Costa"]
    author = told(page_of(client, "/author/zoe/"))["ProfilePage"]["mainEntity"]
    assert (author["@type"], author["name"]) == ("Person", "Zoe")


@pytest.mark.parametrize(
    ("kind", "type_"),
    [("opinion", "OpinionNewsArticle"), ("explainer", "BackgroundNewsArticle"),
     ("live", "LiveBlogPosting")],
)  # fmt: skip
def test_each_kind_is_told_as_what_it_is(client, kind, type_):
    story = ArticleFactory(live=True, kind=kind)

    said = told(page_of(client, story.path))[type_]

    assert said["headline"] == story.headline
    assert ("coverageStartTime" in said) == (kind == "live")
