"""A site moves in: everything of it is here, or the receipt says why not."""

import json
from datetime import UTC, datetime
from functools import partial

import psycopg
import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.actions.editing import save
from articles.models import Article, Author, Section, Tag
from articles.search import Question, find
from comments.models import Comment
from newsroom.kit.fetching import fetch
from newsroom.moving.actions.asking import Refused, Wishes
from newsroom.moving.actions.importing import LOCK, lock_of, move_in
from newsroom.moving.models import Move, Origin, Source
from newsroom.moving.receipt import adds_up
from newsroom.site.models import Page
from tests.factories import ImageFactory
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
from tests.newsroom.test_fetching import counting_server

pytestmark = pytest.mark.django_db
FILES = f"{SITE}/wp-content/uploads"


@pytest.fixture
def take(tmp_path):
    def take(*parts, site=SITE, name="export.xml", **wishes):
        file = written(tmp_path, *parts, site=site, name=name)
        return move_in([file], Wishes(**wishes), say=lambda line: None).report

    return take


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
        item(6, "Twice"),
        item(6, "Twice"),
        item(6, "Another with the number", slug="another"),
    ]  # fmt: skip

    report = take(*parts)

    assert report["items"]["imported"] == 2
    assert report["items"]["reasons"] == {
        "internal": 1, "another kind": 1, "never written": 1, "no picture": 1,
        "media left out": 1, "twice": 1,
    }  # fmt: skip
    assert report["items"]["other_kinds"] == {"review": 1}
    assert adds_up(report)

    again = take(*parts, also=frozenset({"review"}))

    assert Article.objects.filter(headline="Review").exists()
    assert again["items"]["imported"] == 3
    assert adds_up(again)


def test_pictures_come_from_a_folder_once_each(take, tmp_path, run_jobs):
    folder = tmp_path / "uploads"
    (folder / "2016/03").mkdir(parents=True)
    made = ImageFactory.build(width=800, height=600).file
    (folder / "2016/03/boat.jpg").write_bytes(made.read())
    (folder / "2016/03/broken.jpg").write_bytes(b"no picture")
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(b"not yours")
    url = f"{SITE}/wp-content/uploads/2016/03"
    parts = [
        item(1, "Pictures", f'one <img src="{url}/boat-300x200.jpg"> two <img src="{url}/x.jpg">',
             inside=meta("_thumbnail_id", "7")),
        item(7, "Boat", kind="attachment", status="inherit", file=f"{url}/boat.jpg", parent=1,
             excerpt="At dawn", inside=meta("_wp_attachment_image_alt", "A boat")),
        item(8, "Broken", kind="attachment", status="inherit", file=f"{url}/broken.jpg"),
        item(9, "Away", kind="attachment", status="inherit", file=f"{url}/away.jpg"),
        item(10, "Out", kind="attachment", status="inherit",
             file=f"{SITE}/wp-content/uploads/../../outside.jpg"),
    ]  # fmt: skip

    report = take(*parts, media=folder)
    again = take(*parts, media=folder)

    story = Article.objects.get()
    assert (story.lead_image.alt, story.lead_image.caption) == ("A boat", "At dawn")
    assert f'data-image-id="{story.lead_image_id}"' in story.body
    assert list(story.body_images.all()) == [story.lead_image]
    assert report["items"]["outcomes"] == {"story": 1, "picture": 1}
    assert report["items"]["reasons"] == {"picture refused": 1, "file not there": 2}
    assert report["pictures_missing"] == 1
    assert again["items"] == report["items"]
    assert "articles.tasks.render_image" in run_jobs()


def test_fetching_pictures_reaches_nothing_inside(take):
    """Whatever the file names: only what everybody on the internet may reach is asked."""
    with counting_server() as (port, asked):
        parts = [
            item(n, "File", kind="attachment", status="inherit", file=address)
            for n, address in enumerate(
                [
                    f"http://127.0.0.1:{port}/a.jpg",
                    f"http://localhost:{port}/a.jpg",
                    f"http://[::1]:{port}/a.jpg",
                    "http://169.254.169.254/latest/a.jpg",
                    "file:///etc/passwd.jpg",
                    f"//127.0.0.1:{port}/a.jpg",
                ],
                1,
            )
        ]
        body = f'<img src="http://127.0.0.1:{port}/b.jpg"> [embed]http://127.0.0.1:{port}/c[/embed]'

        report = take(*parts, item(50, "Story", body), fetch=True)

    assert asked == []
    assert report["items"]["reasons"] == {"file not there": 6}
    assert adds_up(report)


def test_pictures_are_fetched_from_where_they_were(take, monkeypatch):
    content = ImageFactory.build().file.read()
    with counting_server({"/uploads/boat.jpg": (200, {}, content)}) as (port, asked):
        openly = partial(fetch, may_reach=lambda place: True, ports=frozenset({port}))
        monkeypatch.setattr("newsroom.moving.actions.pictures.fetch", openly)
        url = f"http://127.0.0.1:{port}/uploads/boat.jpg"
        parts = [
            item(1, "Story", f'<img src="{url}">'),
            item(7, "Boat", kind="attachment", status="inherit", file=url),
        ]

        take(*parts, fetch=True)
        take(*parts, fetch=True)

    assert asked == ["/uploads/boat.jpg"]
    assert "data-image-id" in Article.objects.get().body


def test_pictures_that_come_later_take_their_places(take, tmp_path):
    url = f"{SITE}/wp-content/uploads/2016/03/boat.jpg"
    parts = [
        item(1, "Story", f'one <img src="{url}"> two'),
        item(7, "Boat", kind="attachment", status="inherit", file=url),
    ]
    take(*parts)
    assert "[<a" in Article.objects.get().body
    (tmp_path / "files").mkdir()
    (tmp_path / "files/boat.jpg").write_bytes(ImageFactory.build().file.read())

    take(*parts, media=tmp_path / "files")

    assert "data-image-id" in Article.objects.get().body
    assert "[<a" not in Article.objects.get().body


def parts_of_a_site():
    return [
        author("rosa", "Rosa Marín"),
        category("town", "Town"),
        *(
            item(
                n, f"Story {n}", f"Words {n} and <a href='{SITE}/?p={n + 1}'>on</a>",
                inside=term("town", "Town") + term(f"t{n % 3}", f"T{n % 3}", "post_tag")
                + comment(n * 10, f"Said {n}") + comment(n * 10 + 1, "Re", parent=n * 10),
            )
            for n in range(1, 8)
        ),
        item(20, "A page", kind="page", link=f"{SITE}/a-page/"),
        item(21, "Draft", status="draft", gmt="0000-00-00 00:00:00"),
    ]  # fmt: skip


def test_the_same_file_twice_changes_nothing(take):
    first = take(*parts_of_a_site())
    before = everything()

    second = take(*parts_of_a_site())

    assert everything() == before
    assert second["changes"] == {}
    for name in ("items", "comments", "terms", "addresses", "held_back", "notes"):
        assert first[name] == second[name]


def test_a_dry_run_says_the_same_and_leaves_nothing(take):
    before = everything()

    tried = take(*parts_of_a_site(), dry_run=True)

    assert everything() == before
    assert not Source.objects.exists()
    assert not Section.objects.exists()
    done = take(*parts_of_a_site())
    for name in ("items", "comments", "terms", "addresses", "held_back"):
        assert tried[name] == done[name]


def test_two_sites_with_the_same_numbers_live_side_by_side(take, client):
    take(item(1, "Ours", slug="one"), item(2, "Two"))
    other = "http://island.example"

    take(item(1, "Theirs", slug="one", site=other), site=other)

    assert sorted(Article.objects.values_list("headline", flat=True)) == ["Ours", "Theirs", "Two"]
    first = client.get("/?p=1", headers={"host": "harbour.example"})
    second = client.get("/?p=1", headers={"host": "www.island.example"})
    assert first["Location"] == "http://testserver/2016/03/05/one/"
    assert second["Location"] == "http://testserver/2016/03/05/one-1/"
    assert client.get("/?p=2", headers={"host": "island.example"}).status_code == 404


def test_what_changed_there_follows_unless_an_editor_changed_it_here(take, editor, client):
    take(item(1, "One", "Old."), item(2, "Two", "Old."), item(3, "Three", status="draft"))
    two = Article.objects.get(headline="Two")
    two.body = "<p>An editor’s.</p>"
    save(two, by=editor, base=two.version, judged=False)
    changed = [item(1, "One", "New."), item(2, "Two", "New."), item(3, "Three")]

    report = take(*changed)

    bodies = dict(Article.objects.values_list("headline", "body"))
    assert bodies == {
        "One": "<p>New.</p>",
        "Two": "<p>An editor’s.</p>",
        "Three": "<p>The text.</p>",
    }
    three = Article.objects.get(headline="Three")
    assert (three.status, three.path) == ("published", "/2016/03/05/item-3/")
    assert client.get(three.path).status_code == 200
    asked = client.get("/?p=3", headers={"host": "harbour.example"})
    assert asked["Location"] == f"http://testserver{three.path}"
    assert report["changes"] == {"changed": 2, "edited here": 1}

    take(*[item(2, "Two", "Newer.")], overwrite=True)

    assert Article.objects.get(headline="Two").body == "<p>Newer.</p>"


def test_what_was_deleted_here_does_not_come_back(take):
    take(item(1, inside=comment(1, "Said") + comment(2, "Stays")))
    Comment.objects.get(text="Said").delete()
    take(item(1, inside=comment(1, "Said") + comment(2, "Stays")))
    assert [c.text for c in Comment.objects.all()] == ["Stays"]
    Article.objects.all().delete()

    take(item(1, inside=comment(1, "Said") + comment(2, "Stays")))

    assert not Article.objects.exists()


def test_a_comment_made_there_since_joins_its_thread(take):
    take(item(1, inside=comment(1, "First")))

    report = take(item(1, inside=comment(1, "First") + comment(2, "Answer", parent=1)))

    assert Comment.objects.get(text="Answer").parent.text == "First"
    assert Comment.objects.get(text="First").answered
    assert report["changes"] == {"new comments": 1}


def test_nothing_is_changed_when_a_file_is_broken(tmp_path):
    whole = written(tmp_path, item(1), name="1.xml")
    broken = tmp_path / "2.xml"
    broken.write_text(whole.read_text()[:-200])

    with pytest.raises(CommandError, match=r"Line \d+: .* cut off.* Nothing was changed\."):
        call_command("import_wordpress", str(whole), str(broken))

    assert not Article.objects.exists()
    assert not Source.objects.exists()


def test_a_file_that_names_no_site_asks_for_it(tmp_path):
    file = written(tmp_path, item(1), site="")

    with pytest.raises(CommandError, match="--site"):
        call_command("import_wordpress", str(file))

    call_command("import_wordpress", str(file), site="old.example", verbosity=0)
    assert Source.objects.get().key == "old.example"


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


def test_three_stories_cost_no_more_questions_than_one(tmp_path):
    def asked(number: int, host: str) -> int:
        site = f"http://{host}.example"
        stories = [
            item(
                n, f"Story {n} of {host}", f"And <a href='{site}/?p=1'>on</a>", site=site,
                slug=f"{host}-{n}", inside=term("town", "Town") + comment(n, "Said")
                + term("boats", "Boats", "post_tag"),
            )
            for n in range(1, number + 1)
        ]  # fmt: skip
        people = author("rosa", "Rosa"), category("town", "Town")
        file = written(tmp_path, *people, *stories, site=site, name=f"{host}.xml")
        with CaptureQueriesContext(connection) as queries:
            move_in([file], Wishes(), say=lambda line: None)
        return len(queries)

    asked(1, "first")  # makes the section and the tag the others find

    assert asked(1, "one") == asked(3, "three")


def test_only_one_import_of_a_site_runs_at_a_time(tmp_path, transactional_db):
    file = written(tmp_path, item(1))
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK, lock_of("harbour.example")])

        with pytest.raises(Refused, match="already"):
            move_in([file], Wishes(), say=lambda line: None)

    assert not Article.objects.exists()
