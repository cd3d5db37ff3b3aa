"""A story as it is read: its neighbours, its headings over time, its paper form, its languages."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles import body, embeds
from articles.actions import editing
from articles.models import Article
from articles.neighbours import neighbours
from tests.factories import ArticleFactory, CommentFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db


def ids(html):
    return re.findall(r'<h\d id="([^"]*)"', html)


def published(hours, **kwargs):
    return ArticleFactory(live=True, published_at=timezone.now() - timedelta(hours=hours), **kwargs)


def html_of(client, story, query=""):
    return client.get(f"{story.path}{query}").content.decode()


def test_a_heading_written_anew_is_known_by_its_words():
    before = body.clean("<h2>Where it was</h2><p>x</p><h2>Why</h2><p>x</p>")

    after = body.clean("<h2>Why</h2><p>x</p><h2>Where it really was</h2><p>x</p>", before)

    assert ids(after) == ["why", "where-it-was"]


def test_a_heading_put_between_the_same_two_takes_the_place_of_the_one_before():
    before = body.clean("<h2>One</h2><p>x</p><h2>Two</h2><p>x</p><h2>Three</h2><p>x</p>")

    after = body.clean(before.replace('<h2 id="two">Two', "<h2>Something else"), before)

    assert ids(after) == ["one", "two", "three"]


def test_an_added_heading_gets_an_id_of_its_own():
    before = body.clean("<h2>One</h2><p>x</p><h2>Two</h2><p>x</p>")

    after = body.clean(before + "<h2>Something new</h2><p>x</p>", before)

    assert ids(after) == ["one", "two", "something-new"]


def test_a_link_to_a_heading_survives_a_text_written_anew():
    story = ArticleFactory(body=body.clean("<h2>The first part</h2><p>x</p>"))
    story.body = "<h2>The very first part</h2><p>y</p>"

    editing.save(story, by=None, base=story.version)

    assert ids(Article.objects.get(pk=story.pk).body) == ["the-first-part"]


def test_the_contents_leave_out_the_colon_and_the_space_before_it():
    found = body.headings(body.clean("<h2>Cómo funciona :</h2><p>x</p>"))

    assert [heading.text for heading in found] == ["Cómo funciona"]


def test_a_story_leads_to_the_nearest_before_and_after_it_in_its_section(client):
    health = SectionFactory(name="Health")
    ArticleFactory.create_batch(5, live=True)  # newer: they fill the popular box
    oldest, older, story, newer, newest = [
        published(hours, section=health) for hours in (50, 40, 30, 20, 10)
    ]
    published(35)
    ArticleFactory(section=health, scheduled=True)
    ArticleFactory(section=health, withdrawn=True)

    html = html_of(client, story)

    assert neighbours(story, besides=set(), linked=set()) == (older, newer)
    assert neighbours(newest, besides=set(), linked=set()) == (newer, None)
    assert neighbours(story, besides={older.pk}, linked={newer.path}) == (oldest, newest)
    assert "Earlier in Health" in html
    assert "Later in Health" in html
    assert "Earlier in Health" not in html_of(client, oldest)


def test_two_stories_of_one_moment_have_an_order():
    health, now = SectionFactory(), timezone.now() - timedelta(hours=1)
    one, two = [ArticleFactory(section=health, live=True, published_at=now) for _ in "ab"]

    assert neighbours(one, besides=set(), linked=set()) == (None, two)
    assert neighbours(two, besides=set(), linked=set()) == (one, None)


def test_a_draft_before_its_day_has_no_neighbours():
    story = ArticleFactory()
    published(1, section=story.section)

    assert neighbours(story, besides=set(), linked=set()) == (None, None)


def test_a_story_costs_the_same_with_one_and_with_three_of_everything(client):
    asked = []
    for count in (1, 3):
        section = SectionFactory()
        pictures = [ImageFactory(ready=True) for _ in range(count)]
        text = "".join(
            f'<h2>Part {p.pk}</h2><figure class="image" data-image-id="{p.pk}"></figure>'
            "<p>https://youtu.be/aaaaaaaaaaa</p>"
            for p in pictures
        )
        ArticleFactory.create_batch(5, live=True)
        for hours in range(count):
            published(2 + hours, section=section)
            published(200 + hours, section=section)
        story = published(100, section=section, body=body.clean(text))
        CommentFactory.create_batch(count, article=story)
        html_of(client, story)  # what is kept between pages is read by now

        with CaptureQueriesContext(connection) as queries:
            html_of(client, story)
        asked.append(len(queries))

    assert asked[0] == asked[1]


def test_the_print_version_is_for_paper_alone(client):
    boat = ImageFactory(ready=True)
    text = (
        f'<p><a href="/news/">Inside</a></p><figure class="image" data-image-id="{boat.pk}">'
        "</figure><p>https://youtu.be/aaaaaaaaaaa</p>"
    )
    story = published(1, body=body.clean(text))
    published(2, section=story.section)

    html = html_of(client, story, "?print=1")

    assert '<meta name="robots" content="noindex' in html
    assert re.search(rf'rel="canonical" href="http[^"]*{story.path}"', html)
    assert re.search(r'href="http[^"]*/news/">Inside', html)
    assert "https://www.youtube.com/watch?v=aaaaaaaaaaa" in html
    assert "Printed on" in html
    for left_out in ('class="reading"', 'class="onward"', 'id="comments"', 'loading="lazy"'):
        assert left_out not in html


def test_only_the_words_of_a_story_are_in_its_language(client):
    story = published(1, headline="Vuelve el tren", language="es", body="<p>Hola.</p>")

    html = html_of(client, story)

    assert '<h1 lang="es">Vuelve el tren</h1>' in html
    assert '<div class="prose story" lang="es">' in html
    assert '<article class="art__in">' in html
    assert 'lang="en"' not in html_of(client, published(1, language="en")).split("<body")[1]


def test_only_the_lead_picture_is_asked_for_first(client):
    lead, other = ImageFactory(ready=True, alt="Lead"), ImageFactory(ready=True, alt="Other")
    text = f'<figure class="image" data-image-id="{other.pk}"></figure>'

    html = html_of(client, published(1, lead_image=lead, body=text))

    assert html.count('fetchpriority="high"') == 1
    assert re.search(r'<img [^>]*alt="Lead" fetchpriority="high"', html)
    images = re.findall(r"<img [^>]*>", html)
    assert all(' width="' in image and ' height="' in image for image in images)
    assert html.count('<source type="image/avif"') >= 2


def test_a_decorative_picture_is_passed_over(client):
    drawn = ImageFactory(ready=True, alt="A wave", decorative=True)

    html = html_of(client, published(1, lead_image=drawn))

    assert 'alt="A wave"' not in html
    assert re.search(r'<img [^>]*alt="" fetchpriority="high"', html)


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("https://youtu.be/aaaaaaaaaaa", "Show the film from YouTube"),
        ("https://x.com/paper/status/1234567890123", "Show the post from X"),
        ("https://open.spotify.com/track/4uLU6hMCjMI75M1A2tKUQC", "Play what is on Spotify"),
        ("https://www.google.com/maps?q=Mijas", "Show the map from Google Maps"),
    ],
)
def test_the_place_of_an_embed_says_what_comes_and_from_whom(address, says):
    shown = body.render(body.clean(f"<p>{address}</p>"), {})

    assert says in shown
    assert f'href="{embeds.find(address).address.replace("&", "&amp;")}"' in shown
    assert "<iframe" not in shown


def test_the_bar_leads_to_the_comments_with_their_number(client):
    story = published(1)
    CommentFactory.create_batch(2, article=story)
    CommentFactory(article=story, status="held")

    bar = html_of(client, story).split('class="reading"')[1].split("<main")[0]

    assert 'href="#comments" aria-label="2 comments"' in bar
