"""A story of ours as a card within another: of today, and nothing before or after its time."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html as lxml_html

from articles import body, gate
from articles.actions import publishing
from articles.models import Article
from newsroom.kit import brief
from tests.factories import ArticleFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db
CARDS = "admin:articles_article_cards"


def card_of(*stories) -> str:
    return "".join(
        f'<figure class="story" data-story-id="{story.pk}"></figure>' for story in stories
    )


def telling(*stories, **fields) -> Article:
    text = f"<p>Before.</p>{card_of(*stories)}<p>After.</p>"
    return ArticleFactory(live=True, body=text, **fields)


def cards_on(client, story):
    page = lxml_html.fromstring(client.get(story.path).content)
    return page.find_class("prose")[0].find_class("story-card")


def test_readers_see_the_headline_and_address_of_today(client, editor):
    ferry = ArticleFactory(live=True, headline="A ferry", lead_image=ImageFactory(ready=True))
    story = telling(ferry)
    ferry.refresh_from_db()
    publishing.change_address(ferry, slug="a-new-ferry", by=editor)
    Article.objects.filter(pk=ferry.pk).update(headline="A new ferry <1> & more")
    ferry.refresh_from_db()

    (card,) = cards_on(client, story)

    assert card.find("a").get("href") == ferry.path
    assert "a-new-ferry" in ferry.path
    assert card.find(".//b").text == "A new ferry <1> & more"
    assert card.find(".//img").get("alt") == ""


def test_a_card_without_a_picture_is_words_alone(client):
    (card,) = cards_on(client, telling(ArticleFactory(live=True)))

    assert card.find(".//img") is None


@pytest.mark.parametrize("state", [{}, {"scheduled": True}, {"withdrawn": True}])
def test_what_readers_may_not_see_leaves_nothing_behind(client, state):
    secret = ArticleFactory(headline="Under embargo", **state)
    story = telling(secret)

    page = client.get(story.path).content.decode()

    assert "Under embargo" not in page
    assert "story-card" not in page
    assert "data-story-id" not in page
    assert "<p>Before.</p><p>After.</p>" in page


def test_a_story_that_is_not_there_and_the_story_itself_leave_nothing_behind(client):
    story = telling(Article(pk=987654321))
    Article.objects.filter(pk=story.pk).update(body=story.body + card_of(story))

    assert cards_on(client, story) == []


def test_a_story_in_a_card_does_not_stand_beside_and_below_as_well(client):
    section = SectionFactory()
    ferry = ArticleFactory(live=True, section=section)
    story = telling(ferry, section=section)
    Article.objects.filter(pk=story.pk).update(related_ids=[ferry.pk])

    page = lxml_html.fromstring(client.get(story.path).content)

    links = page.xpath(f'//main//a[@href="{ferry.path}"]')
    assert [link.getparent().get("class") for link in links] == ["story-card"]


def test_any_number_of_cards_needs_no_more_queries(client):
    few = telling(*ArticleFactory.create_batch(1, live=True, lead_image=ImageFactory(ready=True)))
    many = telling(*ArticleFactory.create_batch(5, live=True, lead_image=ImageFactory(ready=True)))
    ArticleFactory.create_batch(5, live=True)  # newer: they fill the popular box
    asked = []

    for story, shown in [(few, 1), (many, 5)]:
        brief.forget_all()
        with CaptureQueriesContext(connection) as queries:
            assert len(cards_on(client, story)) == shown
        asked.append(len(queries))

    assert asked[0] == asked[1]


# Elsewhere ----------------------------------------------------------------------------------------
@pytest.mark.parametrize("end", ["feed/", "feed/atom/"])
def test_a_feed_has_a_link_and_is_another_when_the_story_is_withdrawn(client, editor, end):
    ferry = ArticleFactory(live=True, headline="A ferry & a boat")
    story = telling(ferry, section=SectionFactory(slug="news"))
    before = client.get(f"/news/{end}")
    assert f'href="http://testserver{ferry.path}"' in _unescaped(before)
    assert "A ferry &amp; a boat</a>" in _unescaped(before)

    publishing.withdraw(Article.objects.get(pk=ferry.pk), by=editor)
    after = client.get(f"/news/{end}", headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert story.path in after.content.decode()
    assert ferry.path not in after.content.decode()


def _unescaped(response) -> str:
    return (
        response.content.decode()
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;amp;", "&amp;")
    )


@pytest.mark.parametrize("count", [1, 4])
def test_a_feed_costs_the_same_with_any_number_of_cards(client, count):
    section = SectionFactory(slug="news")
    for _ in range(count):
        telling(*ArticleFactory.create_batch(count, live=True), section=section)
    client.get("/news/feed/")
    brief.forget_all()

    with CaptureQueriesContext(connection) as queries:
        client.get("/news/feed/")

    assert sum("data-story-id" in q["sql"] for q in queries) == 1
    assert len(queries) == QUERIES_OF_A_FEED


QUERIES_OF_A_FEED = 15


@pytest.mark.django_db(transaction=True)
def test_wordpress_gets_a_link(tmp_path):
    ferry, secret = ArticleFactory(live=True, headline="A ferry"), ArticleFactory(headline="Secret")
    telling(ferry, secret)

    call_command("export", tmp_path / "out", "--wordpress", verbosity=0)

    text = (tmp_path / "out" / "wordpress.xml").read_text()
    address = f"http://testserver{ferry.path}"
    assert f'<p>Before.</p><p><a href="{address}">A ferry</a></p><p>After.</p>' in text


def test_the_gate_tells_of_a_card_readers_would_not_see(editor):
    shown, secret = ArticleFactory(live=True), ArticleFactory(headline="Not yet out")
    story = ArticleFactory(body=card_of(shown, secret))

    found = [f for f in gate.judge(gate.stored(story)).findings if f.rule == "links"]

    assert [f.sentence for f in found] == [
        "Links inside the paper: readers do not see the card of “Not yet out”. "
        "Publish that story, or take the card away."
    ]
    assert not found[0].blocks


def test_cards_are_no_words_and_no_pictures():
    html = "<p>One.</p>" + card_of(Article(pk=7), Article(pk=3), Article(pk=7))

    assert body.story_ids(html) == [7, 3]
    assert body.image_ids(html) == []
    assert body.plain_text(html) == "One."
    assert body.story_ids('<p>data-story-id="9"</p>') == []


# At the desk --------------------------------------------------------------------------------------
def test_a_writer_finds_a_story_by_its_words_with_its_state(client, reporter):
    client.force_login(reporter)
    live = ArticleFactory(live=True, headline="The ferry sails")
    draft = ArticleFactory(headline="The ferry rests")
    ArticleFactory(live=True, headline="Something else")

    found = client.get(reverse(CARDS), {"q": "ferry"}).json()["cards"]

    assert {(c["id"], c["headline"], c["seen"]) for c in found} == {
        (live.pk, "The ferry sails", True),
        (draft.pk, "The ferry rests", False),
    }
    assert [c["says"] for c in found if not c["seen"]] == ["Draft: readers see no card yet"]


def test_by_its_number_or_its_address(client, reporter):
    client.force_login(reporter)
    story = ArticleFactory(live=True)

    for asked in [{"ids": f"{story.pk},x,0"}, {"address": f"http://testserver{story.path}#part"}]:
        assert [c["id"] for c in client.get(reverse(CARDS), asked).json()["cards"]] == [story.pk]
    unknown = client.get(reverse(CARDS), {"address": "/nowhere/"})
    assert unknown.status_code == 422
    assert unknown.json()["errors"] == ["No story has the address “/nowhere/”."]


def test_members_find_nothing(client, member):
    member.is_staff = True
    member.save()
    client.force_login(member)

    assert client.get(reverse(CARDS), {"q": "ferry"}).status_code == 403


def test_the_writing_page_knows_the_cards_of_its_text_in_one_go(client, editor):
    client.force_login(editor)
    stories = ArticleFactory.create_batch(2, live=True)
    story = ArticleFactory(body=card_of(*stories))

    page = client.get(reverse("admin:articles_article_change", args=[story.pk]))

    assert list(page.context["desk"]["cards"]) == [s.pk for s in stories]
