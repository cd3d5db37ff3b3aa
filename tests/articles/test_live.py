"""Entries of a live story: a heading with a time, for readers and for machines."""

import json
from datetime import UTC, datetime

import pytest
from lxml import html as lxml_html

from articles import body, live
from tests.factories import ArticleFactory

ENTRIES = (
    "<p>What we know.</p>"
    '<h2 data-time="2026-11-24T15:49Z">The road is <em>open</em></h2><p>Police let cars back.</p>'
    "<ul><li>Drive slowly.</li></ul><h3>Detours</h3><p>None.</p>"
    '<h2 data-time="2026-07-01T22:30Z">Trams stop</h2><p>Buses run.</p>'
    "<h2>What to do</h2><p>Stay in.</p>"
)


def test_a_heading_keeps_the_time_of_its_entry_and_cleaning_again_changes_nothing():
    made = body.clean(ENTRIES)

    assert '<h2 id="trams-stop" data-time="2026-07-01T22:30Z">Trams stop</h2>' in made
    assert body.clean(made) == made


@pytest.mark.parametrize(
    "html",
    [
        '<h2 data-time="yesterday">A</h2>',
        '<h2 data-time="2026-11-24T15:49:00+01:00">A</h2>',
        '<h2 data-time="2026-11-24T25:49Z">A</h2>',
        '<h3 data-time="2026-11-24T15:49Z">A</h3>',
        '<p data-time="2026-11-24T15:49Z">A</p>',
        '<aside class="factbox"><h2 data-time="2026-11-24T15:49Z">A</h2><p>x</p></aside>',
    ],
)
def test_nothing_else_is_a_time(html):
    assert "data-time" not in body.clean(f"{html}<p>x</p>")


def test_readers_see_the_time_with_its_zone_before_the_headline():
    page = lxml_html.fromstring(f"<div>{body.render(body.clean(ENTRIES), {})}</div>")

    shown = [(t.get("datetime"), t.text, t.getparent().get("id")) for t in page.iter("time")]
    assert shown == [
        ("2026-11-24T16:49:00+01:00", "24 November, 16:49 CET", "the-road-is-open"),
        ("2026-07-02T00:30:00+02:00", "2 July, 00:30 CEST", "trams-stop"),
    ]
    assert page.get_element_by_id("trams-stop").text_content() == "2 July, 00:30 CEST Trams stop"
    assert not page.xpath("//*[@data-time]")


def test_a_day_that_does_not_exist_is_shown_as_no_time():
    shown = body.render('<h2 id="a" data-time="2026-02-31T10:00Z">A</h2><p>x</p>', {})

    assert shown == '<h2 id="a">A</h2><p>x</p>'


def test_an_entry_ends_where_the_next_large_heading_begins():
    assert live.entries(body.clean(ENTRIES)) == [
        live.Entry(
            "the-road-is-open",
            "The road is open",
            datetime(2026, 11, 24, 15, 49, tzinfo=UTC),
            "Police let cars back. Drive slowly. Detours None.",
        ),
        live.Entry(
            "trams-stop", "Trams stop", datetime(2026, 7, 1, 22, 30, tzinfo=UTC), "Buses run."
        ),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize(("kind", "updates"), [("live", 2), ("story", None)])
def test_machines_are_told_the_entries_the_page_shows(client, kind, updates):
    story = ArticleFactory(live=True, kind=kind, body=body.clean(ENTRIES))

    page = lxml_html.fromstring(client.get(story.path).content.decode())

    graph = json.loads(page.xpath("string(//script[@type='application/ld+json'])"))["@graph"]
    told = graph[0].get("liveBlogUpdate")
    assert (told and len(told)) == updates
    if told:
        assert told[0] == {
            "@type": "BlogPosting",
            "headline": "The road is open",
            "datePublished": page.xpath("string(//h2[@id='the-road-is-open']/time/@datetime)"),
            "articleBody": "Police let cars back. Drive slowly. Detours None.",
            "url": f"http://testserver{story.path}#the-road-is-open",
        }
