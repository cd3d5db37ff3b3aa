"""A site moves in: everything of it is here, or the receipt says why not."""

import json
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.core.management import call_command

from articles.models import Article, Author, Section, Tag
from articles.search import Question, find
from comments.models import Comment
from newsroom.moving.models import Move, Origin
from newsroom.moving.receipt import adds_up
from newsroom.site.models import Page
from tests.moving.an_export import (
    SITE,
    author,
    category,
    comment,
    item,
    meta,
    term,
    written,
)
from tests.moving.killing import everything

pytestmark = pytest.mark.django_db
FILES = f"{SITE}/wp-content/uploads"


def test_a_story_comes_over_whole(take, client):
    report = take(
        author("rosa", "Rosa Marín"),
        category("town", "Town"),
        category("port", "Port", "town"),
        item(
            12, "The pier &amp; the <em>sea</em>", "First words.\n\nThe herons came back.",
            slug="pier", excerpt="A <b>short</b> sentence.",
            inside=term("port", "Port") + term("town", "Town") + term("boats", "Boats", "post_tag")
            + term("spring", "Spring", "season")
            + meta("_yoast_wpseo_title", "%%title%% for readers %%sep%% %%sitename%%")
            + meta("_yoast_wpseo_metadesc", "What it says."),
        ),
    )  # fmt: skip

    story = Article.objects.get()
    assert story.headline == "The pier & the sea"
    assert story.standfirst == "A short sentence."
    assert story.body == "<p>First words.</p><p>The herons came back.</p>"
    assert (story.status, story.path) == ("published", "/2016/03/05/pier/")
    assert story.published_at == datetime(2016, 3, 5, 9, 30, tzinfo=UTC)
    assert story.section.path == "town/port"
    assert [section.path for section in story.further_sections.all()] == ["town"]
    assert [str(who) for who in story.byline_authors] == ["Rosa Marín"]
    assert sorted(story.tags.names()) == ["Boats", "Spring"]
    assert story.seo_title == "The pier & the sea for readers"
    assert story.seo_description == "What it says."
    assert list(find(Question("herons rosa boats"))) == [story]
    assert story.revisions.get().snapshot["tags"] == ["Boats", "Spring"]
    assert [entry.event for entry in story.log.order_by("pk")] == ["create", "publish"]
    assert client.get(story.path).status_code == 200
    assert (report["items"]["in_file"], report["items"]["imported"]) == (1, 1)
    assert adds_up(report)
    assert len(mail.outbox) == 0


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": "draft", "gmt": "0000-00-00 00:00:00"}, "draft"),
        ({"status": "private"}, "draft"),
        ({"status": "pending"}, "review"),
        ({"status": "future", "at": "2031-01-01 00:00:00"}, "draft"),
        ({"status": "publish", "at": "2031-01-01 00:00:00"}, "draft"),
        ({"status": "publish", "password": "secret"}, "draft"),
        ({"status": "publish", "at": "0000-00-00 00:00:00"}, "draft"),
        ({"status": "unheard-of"}, "draft"),
    ],
)
@pytest.mark.parametrize("kind", ["post", "page"])
def test_what_was_not_public_never_is(take, client, fields, status, kind):
    if kind == "page" and fields.get("at", "").startswith("0000"):
        pytest.skip("a page needs no date")
    link = f"{SITE}/hidden/"

    report = take(item(12, "Hidden", "Hidden words.", kind=kind, link=link, **fields))

    story = Article.objects.get()
    assert (story.status, story.path, story.published_at) == (status, None, None)
    assert not Page.objects.exists()
    assert sum(report["held_back"].values()) == 1
    assert "secret" not in everything()
    for address in ("/hidden/", "/?p=12", "/2016/03/05/item-12/", "/2031/01/01/item-12/"):
        assert client.get(address, headers={"host": "harbour.example"}).status_code == 404


def test_the_bin_is_left_out_unless_asked_for(take, client):
    first = take(item(1, "Thrown away", status="trash"))
    assert (first["items"]["reasons"], Article.objects.count()) == ({"trash": 1}, 0)

    take(item(1, "Thrown away", status="trash"), trash=True)

    assert Article.objects.get().status == "draft"
    asked = client.get("/?p=1", headers={"host": "harbour.example"})
    assert asked.status_code == 404


def test_pages_stand_where_sections_and_others_leave_room(take, client):
    Page.objects.create(title="Ours", slug="about", body="<p>Ours.</p>")

    take(
        item(1, "About them", "Their words.", kind="page", slug="about", link=f"{SITE}/about/"),
        item(2, "Team", "People.", kind="page", slug="team", link=f"{SITE}/about/team/", parent=1),
        item(3, "Search", "Words.", kind="page", slug="search", link=f"{SITE}/search/"),
    )

    assert Page.objects.get(slug="about").title == "Ours"
    made = dict(Page.objects.exclude(title="Ours").values_list("title", "slug"))
    assert made == {"About them": "about-1", "Team": "team", "Search": "search-page"}
    assert b"Their words." in client.get("/about-1/").content


def test_authors_are_those_who_signed(take):
    take(
        author("rosa", "Rosa Marín"),
        author("idle", "Never Wrote"),
        item(1, "Declared", creator="rosa"),
        item(2, "Undeclared", creator=">team of two"),
        item(3, "Several", creator="rosa", inside=term("cap-guest", "Gil Guest", "author")
             + term("cap-rosa", "Rosa", "author")),
        item(4, "Nobody", creator=""),
        item(5, "By address", creator="eva@harbour.example"),
    )  # fmt: skip

    signed = {a.headline: [str(who) for who in a.byline_authors] for a in Article.objects.all()}
    assert signed == {
        "Declared": ["Rosa Marín"],
        "Undeclared": [">team of two"],
        "Several": ["Gil Guest", "Rosa Marín"],
        "Nobody": [],
        "By address": ["eva@harbour.example"],
    }
    assert set(Author.objects.values_list("kind", flat=True)) == {"staff", "guest"}
    assert Author.objects.filter(name="Never Wrote").exists()
    assert not Author.objects.exclude(email="").exists()


def test_sections_come_with_their_parents_in_any_order(take):
    take(
        category("dinghies", "Dinghies", "boats"),
        category("boats", "Boats", "port"),
        category("port", "Port"),
        category("round", "Round", "about"),
        category("about", "About", "round"),
        category("unused", "Unused"),
        item(1, inside=term("dinghies", "Dinghies") + term("uncategorized", "Uncategorized")),
        item(2, inside=term("only-here", "Only here &amp; now")),
        item(3, inside=term("round", "Round")),
        item(4),
        item(5, inside=term("%e6%b8%af", "港")),
    )

    paths = {a.slug: a.section.path for a in Article.objects.select_related("section")}
    assert paths["item-1"] == "port/dinghies"
    assert paths["item-2"] == "only-here"
    assert Section.objects.get(path="only-here").name == "Only here & now"
    assert paths["item-3"] in ("about/round", "round")
    assert paths["item-4"] == "archive"
    assert paths["item-5"].startswith("section-")
    assert not Section.objects.filter(in_navigation=True).exists()
    assert Origin.objects.get(foreign_id="unused").reason == "unused"


def test_a_section_and_a_tag_that_are_here_are_used(take):
    here = Section.objects.create(name="Town", slug="town")
    tag = Tag.objects.create(name="boats", slug="the-boats")

    take(item(1, inside=term("town", "Town") + term("boats", "Boats", "post_tag")))

    story = Article.objects.get()
    assert story.section == here
    assert list(story.tags.all()) == [tag]


def test_comments_come_in_threads_and_only_those_let_in_are_seen(take, client):
    said = (
        comment(4, "Third, to the second", parent=3, name="Cleo")
        + comment(2, "First <a href='http://x.example/a'>there</a>", name="Ada <b>A.</b>")
        + comment(3, "Second\n\nin two", parent=2, name="Bo")
        + comment(5, "Waits", state="0")
        + comment(6, "Nobody said", state="")
        + comment(7, "Ping", kind="pingback")
        + comment(8, "Buy", state="spam")
        + comment(9, "Thrown away", state="trash")
        + comment(10, "Liked", kind="like")
        + comment(11, "  ")
        + comment(12, "To one that is not here", parent=999)
    )

    report = take(
        item(1, "Discussed", inside=said),
        item(2, "Page", kind="page", inside=comment(1, "On a page")),
    )

    story = Article.objects.get(headline="Discussed")
    kept = {c.text: c for c in Comment.objects.filter(article=story)}
    assert set(kept) == {
        "First there (http://x.example/a)", "Second\n\nin two", "Third, to the second", "Waits",
        "Nobody said", "To one that is not here",
    }  # fmt: skip
    first, second = kept["First there (http://x.example/a)"], kept["Second\n\nin two"]
    third = kept["Third, to the second"]
    assert (second.parent, third.parent) == (first, second)
    assert third.ancestors == [first.pk, second.pk]
    assert (first.answered, third.answered) == (True, False)
    assert (kept["Waits"].status, kept["Nobody said"].status) == ("held", "held")
    assert [hold.kind for hold in kept["Waits"].holds.all()] == ["moved"]
    assert first.author_name == "Ada A."
    assert first.posted_at == datetime(2016, 3, 6, 10, 0, tzinfo=UTC)
    assert report["comments"] == {
        "in_file": 12,
        "imported": 6,
        "reasons": {
            "ping": 1, "spam": 1, "trash": 1, "another kind": 1, "empty": 1, "on a page": 1
        },
    }  # fmt: skip
    assert adds_up(report)
    assert "secret.example" not in everything()
    assert len(mail.outbox) == 0


def test_pings_and_the_bin_of_comments_come_when_asked_for(take):
    said = comment(7, "Ping", kind="pingback") + comment(9, "Thrown away", state="trash")

    take(item(1, inside=said), pings=True, trash=True)

    kept = dict(Comment.objects.values_list("text", "status"))
    assert kept == {"Ping": "visible", "Thrown away": "removed"}


def test_items_of_other_kinds_are_left_out_and_counted(take):
    parts = [
        item(1, "Menu", kind="nav_menu_item"),
        item(2, "Review", "Good.", kind="review", link=f"{SITE}/review/good/"),
        item(3, "Draft of nothing", "", status="auto-draft"),
        item(4, "Song", kind="attachment", status="inherit", file=f"{FILES}/a.mp3"),
        item(5, "Boat", kind="attachment", status="inherit", file=f"{FILES}/b.jpg"),
        item(7, "Game", kind="attachment", status="inherit", file=f"{FILES}/c.swf"),
        item(6, "Twice"),
        item(6, "Twice"),
        item(6, "Another with the number", slug="another"),
    ]  # fmt: skip

    report = take(*parts)

    assert report["items"]["imported"] == 2
    assert report["items"]["reasons"] == {
        "internal": 1, "another kind": 1, "never written": 1, "no picture": 1,
        "media left out": 2, "twice": 1,
    }  # fmt: skip
    assert report["items"]["other_kinds"] == {"review": 1}
    assert adds_up(report)

    again = take(*parts, also=frozenset({"review"}))

    assert Article.objects.filter(headline="Review").exists()
    assert again["items"]["imported"] == 3
    assert adds_up(again)


def test_the_receipt_is_written_for_machines_and_people(tmp_path, capsys):
    file = written(tmp_path, item(1, "Odd", "[form id=3] <img src='/a.jpg'> & so on"), item(2))

    call_command("import_wordpress", str(file), report=tmp_path / "out", dry_run=True)

    told = capsys.readouterr().out
    assert "items 2 = imported 2 + left out 0" in told
    data = json.loads((tmp_path / "out/receipt.json").read_text())
    assert data["shortcodes"] == {"form": 1}
    assert data["answers"] == {"301": 4}
    assert data["look_first"][0]["title"] == "Odd"
    page = (tmp_path / "out/receipt.html").read_text()
    assert "[form id=3]" in page
    assert "http://harbour.example/2016/03/05/item-1,301,/2016/03/05/item-1/" in (
        (tmp_path / "out/addresses.csv").read_text()
    )
    assert not Move.objects.exists()


def test_hostile_words_come_to_nothing(take, client):
    evil = (
        '<script>alert(1)</script><img src=x onerror="alert(2)"><a href="javascript:alert(3)">x</a>'
    )
    take(
        author("rosa", evil),
        category("town", evil),
        item(1, evil + "Title", evil + "Body", excerpt=evil + "Short",
             inside=term("town", evil) + term("t", evil + "Tag", "post_tag")
             + comment(1, evil + "Said", name=evil + "Ada")),
        item(2, evil + "Page", evil + "Words", kind="page", link=f"{SITE}/evil/"),
    )  # fmt: skip

    for address in (Article.objects.get().path, Page.objects.get().get_absolute_url()):
        page = client.get(address).content.decode()
        assert "alert(" not in page
        assert "onerror" not in page
        assert "javascript:" not in page
