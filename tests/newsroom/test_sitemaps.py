"""Sitemaps by the rules of sitemaps.org and of Google News, and true to what readers find."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles import sitemaps
from newsroom.site.models import Page, SiteSettings
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
N = "{http://www.google.com/schemas/sitemap-news/0.9}"
I = "{http://www.google.com/schemas/sitemap-image/1.1}"  # noqa: E741
W3C_WITH_ZONE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([+-]\d\d:\d\d|Z)\Z")
HOST = "http://testserver/"


def read(client, address):
    """The tree, checked: elements known and in their order, dates with zones, our own addresses."""
    response = client.get(address)
    assert response.status_code == 200, address
    assert response["Content-Type"].startswith("application/xml")
    assert len(response.content) < 50 * 1024 * 1024
    assert response.content.startswith(b"<?xml version='1.0' encoding='utf-8'?>")
    tree = etree.fromstring(response.content)
    item = {f"{S}sitemapindex": f"{S}sitemap", f"{S}urlset": f"{S}url"}[tree.tag]
    assert 0 < len(tree) <= 50_000
    addresses = tree.findall(f"{item}/{S}loc")
    assert len(addresses) == len(tree) == len({loc.text for loc in addresses})
    for entry in tree:
        check_entry(entry, item)
    return tree


def check_entry(entry, item):
    assert entry.tag == item
    names = [child.tag for child in entry]
    assert names[0] == f"{S}loc"
    assert set(names[1:]) <= {f"{S}lastmod", f"{N}news", f"{I}image"}
    assert names.count(f"{S}lastmod") <= 1
    assert names.count(f"{N}news") <= 1
    assert len(entry.findtext(f"{S}loc")) < 2048
    for loc in entry.iter(f"{S}loc", f"{I}loc"):
        assert loc.text.startswith(HOST)
    for date in entry.iter(f"{S}lastmod", f"{N}publication_date"):
        assert W3C_WITH_ZONE.match(date.text)
        assert datetime.fromisoformat(date.text) <= datetime.now(UTC)
    for news in entry.iter(f"{N}news"):
        assert [c.tag for c in news] == [f"{N}publication", f"{N}publication_date", f"{N}title"]
        assert [c.tag for c in news[0]] == [f"{N}name", f"{N}language"]
        assert re.fullmatch(r"[a-z]{2}", news[0][1].text)


def addresses(tree):
    return [loc.text.removeprefix("http://testserver") for loc in tree.iter(f"{S}loc")]


def at(*moment):
    return datetime(*moment, tzinfo=timezone.get_default_timezone())


def test_the_index_names_a_file_for_each_month_and_when_it_last_changed(client):
    ArticleFactory(live=True, published_at=at(2025, 4, 3))
    changed = ArticleFactory(live=True, published_at=at(2025, 4, 2), updated_at=at(2025, 6, 1, 9))
    ArticleFactory(live=True, published_at=at(2024, 12, 31, 23, 59, 59))
    ArticleFactory(scheduled=True)

    index = read(client, "/sitemap.xml")

    files = addresses(index)
    assert files == ["/sitemap-pages.xml", "/sitemap-2025-04.xml", "/sitemap-2024-12.xml"]
    told = index.xpath("//*[contains(., '2025-04')]/*[local-name()='lastmod']/text()")
    assert told == ["2025-06-01T09:00:00+02:00"]
    april = read(client, files[1])
    assert len(april) == 2
    entry = next(e for e in april if e[0].text.endswith(changed.path))
    assert entry.findtext(f"{S}lastmod") == told[0]
    assert len(read(client, files[2])) == 1


def test_a_month_begins_and_ends_by_the_papers_own_clock(client):
    inside = ArticleFactory(live=True, published_at=at(2025, 3, 1, 0, 0, 0))
    last = ArticleFactory(live=True, published_at=at(2025, 3, 31, 23, 59, 59))
    ArticleFactory(live=True, published_at=at(2025, 4, 1))

    assert addresses(read(client, "/sitemap-2025-03.xml")) == [inside.path, last.path]


def test_a_month_with_too_many_stories_takes_two_files(client, monkeypatch):
    monkeypatch.setattr(sitemaps, "LARGEST", 2)
    stories = [ArticleFactory(live=True, published_at=at(2025, 3, day)) for day in (1, 2, 3)]

    files = addresses(read(client, "/sitemap.xml"))[1:]

    assert files == ["/sitemap-2025-03.xml", "/sitemap-2025-03-2.xml"]
    listed = [address for file in files for address in addresses(read(client, file))]
    assert listed == [story.path for story in stories]


@pytest.mark.parametrize("name", ["2025-03", "2025-13", "0000-01", "2025-3", "2025-03-99", "x"])
def test_a_month_without_stories_has_no_file(client, name):
    assert client.get(f"/sitemap-{name}.xml", follow=True).status_code == 404


def test_pictures_stand_beside_their_stories(client):
    story = ArticleFactory(live=True, lead_image=ImageFactory(ready=True))

    tree = read(client, f"/sitemap-{timezone.localtime(story.published_at):%Y-%m}.xml")

    picture = tree.findtext(f"{S}url/{I}image/{I}loc")
    assert picture == f"http://testserver/media/pictures/{story.lead_image_id}-16x9-1600.jpeg"


def test_a_month_costs_one_question_however_many_stories_it_has(client):
    for day in range(1, 20):
        image = ImageFactory(ready=True)
        ArticleFactory(live=True, published_at=at(2025, 3, day), lead_image=image)

    with CaptureQueriesContext(connection) as asked:
        client.get("/sitemap-2025-03.xml")

    assert len([q for q in asked if "articles_" in q["sql"]]) == 1


def test_what_is_not_a_story_has_a_file_too(client):
    news = SectionFactory(slug="news")
    part = SectionFactory(slug="costa", parent=news)
    SectionFactory(slug="empty")
    ArticleFactory(live=True, section=part, authors=[AuthorFactory(slug="ines")], tags=["Rain"])
    ArticleFactory(scheduled=True, authors=[AuthorFactory(slug="later")], tags=["Later"])
    Page.objects.create(title="About", slug="about")

    listed = addresses(read(client, "/sitemap-pages.xml"))

    assert set(listed) >= {
        "/",
        "/popular/",
        "/news/costa/",
        "/author/ines/",
        "/tag/rain/",
        "/about/",
    }
    assert not {"/empty/", "/author/later/", "/tag/later/"} & set(listed)
    for address in listed:
        assert client.get(address).status_code == 200, address


def test_news_are_those_of_two_days_with_what_google_news_asks_for(client):
    SiteSettings.objects.create(pk=1, name="The Spanish Eye")
    now = timezone.now()
    fresh = ArticleFactory(live=True, headline="Rain & sun", published_at=now - timedelta(hours=47))
    ArticleFactory(live=True, published_at=now - timedelta(hours=49))
    spanish = ArticleFactory(live=True, language="es")

    tree = read(client, "/news-sitemap.xml")

    assert addresses(tree) == [spanish.path, fresh.path]
    first, second = tree
    assert second.findtext(f"{N}news/{N}title") == "Rain & sun"
    assert second.findtext(f"{N}news/{N}publication/{N}name") == "The Spanish Eye"
    languages = [e.findtext(f"{N}news/{N}publication/{N}language") for e in (first, second)]
    assert languages == ["es", "en"]
    told = second.findtext(f"{N}news/{N}publication_date")
    assert datetime.fromisoformat(told) == fresh.published_at.replace(microsecond=0)


def test_news_are_a_thousand_at_most(client, monkeypatch):
    assert sitemaps.MOST_NEWS == 1000
    monkeypatch.setattr(sitemaps, "MOST_NEWS", 3)
    section = SectionFactory()
    for _ in range(5):
        ArticleFactory(live=True, section=section)

    assert len(read(client, "/news-sitemap.xml")) == 3


def test_an_unchanged_sitemap_is_not_sent_again(client):
    ArticleFactory(live=True)
    for address in ["/sitemap.xml", "/news-sitemap.xml", "/sitemap-pages.xml"]:
        mark = client.get(address)["ETag"]
        assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
