"""Feeds: whole, valid, the same story under the same name for ever, and cheap to ask again."""

from datetime import UTC, datetime, timedelta

import feedparser
import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from lxml import etree

from articles.actions.taxonomy import rename_tag
from articles.models import Article, Author, AuthorFormerSlug, Image, Section
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db

NASTY = [
    "Costs & benefits <b>of</b> rain",
    "]]> ends nothing, nor does <![CDATA[ begin",
    "A bell \x07 and a null-like \x0b in a title",
    "🌊🇪🇸 Playa de la Malagueta, “abierta”",
    "Nuestra Señora de los Dolores " + "Fernández-Villaverde " * 7,
    "&amp; &lt;script&gt;alert(1)&lt;/script&gt; \u2028 \ufffe",
]
ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture
def story():
    news = SectionFactory(name="News", slug="news")
    part = SectionFactory(name="Costa del Sol", slug="costa-del-sol", parent=news)
    image = ImageFactory(ready=True)
    for made in image.renditions.all():
        made.file.save(f"{made.pk}.jpeg", ContentFile(b"x" * 1234))
    return ArticleFactory(
        live=True,
        headline="Rain & sun",
        slug="rain-and-sun",
        section=part,
        authors=[AuthorFactory(name="Inés Robledo", slug="ines"), AuthorFactory(name="Zoe")],
        tags=["Rain"],
        lead_image=image,
        updated_at=timezone.now() - timedelta(minutes=5),
    )


def read(client, address):
    response = client.get(address)
    assert response.status_code == 200, address
    headers = {"content-type": response["Content-Type"]}
    found = feedparser.parse(response.content, response_headers=headers)
    assert not found.bozo, (address, found.get("bozo_exception"))
    return found


PLACES = ["/", "/news/", "/news/costa-del-sol/", "/author/ines/", "/tag/rain/"]


@pytest.mark.parametrize("end", ["feed/", "feed/atom/"])
@pytest.mark.parametrize("place", PLACES)
def test_every_place_has_both_feeds_and_they_name_themselves(client, story, place, end):
    found = read(client, place + end)

    assert found.version == ("atom10" if "atom" in end else "rss20")
    links = {link["rel"]: link["href"] for link in found.feed.links}
    assert links["self"] == f"http://testserver{place}{end}"
    assert links["alternate"] == f"http://testserver{place}"
    assert [entry.link for entry in found.entries] == [f"http://testserver{story.path}"]


@pytest.mark.parametrize("end", ["feed/", "feed/atom/"])
def test_a_story_comes_with_all_that_is_known_of_it(client, story, end):
    entry = read(client, f"/{end}").entries[0]

    assert entry.title == "Rain & sun"
    assert entry.summary == story.standfirst
    assert entry.content[0].value == "<p>The first paragraph.</p>"
    assert [tag.get("label") or tag.term for tag in entry.tags] == ["Costa del Sol", "Rain"]
    assert [a.name for a in entry.authors if a.get("name")] == ["Inés Robledo", "Zoe"]
    assert datetime(*entry.published_parsed[:6]) == _utc(story.published_at)
    assert datetime(*entry.updated_parsed[:6]) == _utc(story.updated_at)
    picture = entry.media_content[0]
    assert picture["url"].startswith("http://testserver/media/pictures/")
    assert (picture["width"], picture["height"]) == ("1600", "900")
    enclosure = entry.enclosures[0]
    assert enclosure.href == picture["url"]
    assert (enclosure.type, enclosure.length) == ("image/jpeg", "1234")


def _utc(moment):
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None)


@pytest.mark.parametrize("words", NASTY)
@pytest.mark.parametrize("end", ["feed/", "feed/atom/"])
def test_no_words_break_a_feed(client, words, end):
    section = SectionFactory(name=words[:60], slug="nasty", description=words)
    author = AuthorFactory(name=words[:120], slug="nasty")
    ArticleFactory(
        live=True, headline=words, standfirst=words, section=section, authors=[author], tags=["<&>"]
    )

    for place in ["/", "/nasty/", "/author/nasty/"]:
        tree = etree.fromstring(client.get(place + end).content)
        titles = [t.text for t in tree.iter("title", f"{ATOM}title")]
        allowed = words.translate(dict.fromkeys([0x07, 0x0B, 0xFFFE]))
        assert titles[-1] == allowed
        read(client, place + end)


def test_the_name_of_a_story_stays_when_its_address_changes(client, story):
    before = read(client, "/feed/").entries[0].id
    Article.objects.filter(pk=story.pk).update(path="/2025/01/02/another/", slug="another")

    rss, atom = (read(client, f).entries[0] for f in ("/feed/", "/feed/atom/"))

    assert rss.link == "http://testserver/2025/01/02/another/"
    assert rss.id == atom.id == before
    assert before.endswith(f"story/{story.pk}")


def test_the_text_is_whole_and_reads_without_our_site(client):
    image = ImageFactory(ready=True, caption="The bay", credit="Photo: Zoe")
    ArticleFactory(
        live=True,
        slug="whole",
        body=(
            '<h2 id="why">Why</h2><p><a href="/news/">Ours</a>, <a href="#why">above</a>, '
            '<a href="https://example.com/">theirs</a></p>'
            f'<figure class="image" data-image-id="{image.pk}"><figcaption>By <em>day</em>'
            "</figcaption></figure>"
            f'<figure class="gallery" data-image-ids="{image.pk}"></figure>'
            '<figure class="embed" data-provider="youtube" '
            'data-address="https://www.youtube.com/watch?v=dQw4w9WgXcQ">'
            "<figcaption>A film</figcaption></figure>"
            '<figure class="image" data-image-id="999999"></figure><p>End.</p>'
        ),
    )

    tree = etree.fromstring(client.get("/feed/").content)
    text = tree.findtext(f".//{CONTENT}")

    assert "data-" not in text
    assert "iframe" not in text
    assert 'href="http://testserver/news/"' in text
    assert "/whole/#why" in text
    assert 'href="https://example.com/"' in text
    assert text.count('<img src="http://testserver/media/') == 2
    assert "<figcaption>By <em>day</em> Photo: Zoe</figcaption>" in text
    assert "<figcaption>The bay Photo: Zoe</figcaption>" in text
    assert 'href="https://www.youtube.com/watch?v=dQw4w9WgXcQ"' in text
    assert text.endswith("<p>End.</p>")


def test_an_unchanged_feed_is_not_written_again(client, story):
    first = client.get("/feed/")

    by_mark = client.get("/feed/", headers={"If-None-Match": first["ETag"]})
    by_time = client.get("/feed/", headers={"If-Modified-Since": first["Last-Modified"]})
    with CaptureQueriesContext(connection) as asked:
        client.get("/feed/", headers={"If-None-Match": first["ETag"]})

    assert by_mark.status_code == by_time.status_code == 304
    assert not by_mark.content
    texts = [q["sql"] for q in asked if '"articles_article"."body"' in q["sql"]]
    assert all("LIKE '%data-story-id%'" in sql for sql in texts)  # those with a card alone
    assert len(texts) == 1


@pytest.mark.parametrize("change", ["withdrawn", "author", "section", "picture"])
def test_whoever_asks_by_time_alone_learns_of_changes_that_leave_nothing_newer(
    client, story, change, time_machine
):
    ArticleFactory(live=True, section=story.section)
    time_machine.move_to("2025-05-05 10:00", tick=False)
    Article.objects.update(published_at="2025-05-01T10:00:00Z", updated_at=None)
    first = client.get("/feed/")
    time_machine.move_to("2025-05-05 11:00", tick=False)
    if change == "withdrawn":
        Article.objects.filter(pk=story.pk).update(status="withdrawn")
    elif change == "author":
        Author.objects.filter(slug="ines").update(name="Inés R.")
    elif change == "section":
        Section.objects.filter(pk=story.section_id).update(name="Costa")
    else:
        Image.objects.update(alt="Another boat")

    again = client.get("/feed/", headers={"If-Modified-Since": first["Last-Modified"]})

    assert again.status_code == 200
    assert again["ETag"] != first["ETag"]


def test_the_questions_to_the_database_do_not_grow_with_the_stories(client, story):
    def asked(address):
        client.get(address)
        Article.objects.update(version=1)
        with CaptureQueriesContext(connection) as captured:
            client.get(address, headers={"If-None-Match": '"other"'})
        return len([q for q in captured if "django_cache" not in q["sql"]])

    few = asked("/feed/")
    for _ in range(20):
        ArticleFactory(
            live=True, lead_image=ImageFactory(ready=True), tags=["Rain", "Sun"],
            body=f'<figure class="image" data-image-id="{ImageFactory(ready=True).pk}"></figure>',
        )  # fmt: skip
    assert asked("/feed/") <= few + 1


def test_a_feed_holds_the_newest_fifty(client):
    section = SectionFactory()
    for _ in range(52):
        ArticleFactory(live=True, section=section, authors=[])

    entries = read(client, "/feed/").entries

    assert len(entries) == 50
    assert [e.published_parsed for e in entries] == sorted(
        (e.published_parsed for e in entries), reverse=True
    )


def test_a_story_in_another_language_says_so(client):
    ArticleFactory(live=True, language="es")

    rss = etree.fromstring(client.get("/feed/").content)
    atom = etree.fromstring(client.get("/feed/atom/").content)

    assert rss.findtext(".//item/{http://purl.org/dc/elements/1.1/}language") == "es"
    entry = atom.find(f"{ATOM}entry")
    assert entry.get("{http://www.w3.org/XML/1998/namespace}lang") == "es"
    assert atom.get("{http://www.w3.org/XML/1998/namespace}lang") == "en-gb"


def test_a_former_address_leads_to_the_feed_of_the_present_one(client, story):
    section = Section.objects.get(slug="costa-del-sol")
    section.slug = "costa"
    section.save()
    rename_tag(story.tags.get(), name="Storms")
    AuthorFormerSlug.objects.create(slug="i-robledo", author=Author.objects.get(slug="ines"))

    for former, present in [
        ("/news/costa-del-sol/feed/", "/news/costa/feed/"),
        ("/news/costa-del-sol/feed/atom/", "/news/costa/feed/atom/"),
        ("/tag/rain/feed/", "/tag/storms/feed/"),
        ("/author/i-robledo/feed/atom/", "/author/ines/feed/atom/"),
    ]:
        response = client.get(former)
        assert response.status_code == 301, former
        assert response["Location"].removeprefix("http://testserver") == present
        read(client, present)


def test_a_hidden_section_has_no_feed_nor_have_pages_and_what_is_nowhere(client, story):
    Section.objects.get(slug="news").children.update(hidden=True)
    for section in Section.objects.all():
        section.save()

    for address in [
        "/news/costa-del-sol/feed/", "/nowhere/feed/", "/author/nobody/feed/", "/tag/none/feed/",
    ]:  # fmt: skip
        assert client.get(address).status_code == 404, address


def test_a_story_of_a_section_not_shown_does_not_name_it(client, story):
    Section.objects.filter(slug="costa-del-sol").update(hidden=True)

    assert [tag.term for tag in read(client, "/feed/").entries[0].tags] == ["Rain"]


def test_no_part_of_a_section_takes_the_address_of_its_feed(client, story):
    part = Section(name="Feed", slug="feed", parent=Section.objects.get(slug="news"))

    with pytest.raises(ValidationError, match="the site itself uses"):
        part.full_clean()
