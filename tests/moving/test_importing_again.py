"""A site moves in again, beside another, or not at all."""

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from articles.actions.editing import save
from articles.models import Article, Section
from comments.models import Comment
from newsroom.moving.actions import importing
from newsroom.moving.actions.asking import Refused, Wishes
from newsroom.moving.actions.importing import LOCK, lock_of, move_in
from newsroom.moving.models import Origin, Source
from newsroom.site.models import Page
from tests.factories import ArticleFactory, SectionFactory
from tests.moving.an_export import (
    SITE,
    author,
    category,
    comment,
    item,
    term,
    written,
)
from tests.moving.killing import everything

pytestmark = pytest.mark.django_db


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


def test_what_an_editor_took_meanwhile_is_left_to_them(take, monkeypatch):
    """Between the two walks somebody publishes a story and makes a page and a section."""
    real = importing.hide_files_of_hidden

    def meanwhile(moving):
        real(moving)
        ArticleFactory(headline="Ours", live=True)
        Article.objects.update(path="/2016/03/05/item-1/")
        Page.objects.create(title="Ours", slug="about")
        SectionFactory(name="Ours", slug="team")

    monkeypatch.setattr(importing, "hide_files_of_hidden", meanwhile)

    report = take(
        item(1, "Theirs"),
        item(2, "About", kind="page", slug="about", link=f"{SITE}/about/"),
        item(3, "Team", kind="page", slug="team", link=f"{SITE}/team/"),
    )

    assert Article.objects.get(headline="Ours").path == "/2016/03/05/item-1/"
    theirs = Article.objects.get(headline="Theirs")
    assert theirs.path.startswith("/2016/03/05/item-1-")
    assert Origin.objects.get(foreign_id="1").path == theirs.path
    pages = dict(Page.objects.values_list("title", "slug"))
    assert pages == {"Ours": "about", "About": "about-2", "Team": "team-2"}
    assert report["items"]["imported"] == 3


def test_a_section_leaves_the_addresses_of_pages_to_come(take):
    """“economie-2” is a page of the file; the section “economie”, made before it, is not that."""
    Page.objects.create(title="Ours", slug="economie")

    take(
        item(1, inside=term("economie", "Economie")),
        item(2, "Second", kind="page", slug="economie-2", link=f"{SITE}/economie-2/"),
    )

    assert Page.objects.get(title="Second").slug == "economie-2"
    assert Article.objects.get().section.slug == "economie-3"


def test_three_stories_cost_no_more_questions_than_one(tmp_path):
    def asked(number: int, host: str) -> int:
        site = f"http://{host}.example"
        stories = [
            item(
                n, f"Story {n} of {host}", f"And <a href='{site}/?p=1'>on</a>", site=site,
                slug=f"{host}-{n}", creator=host, inside=term("town", "Town") + comment(n, "Said")
                + term("boats", "Boats", "post_tag"),
            )
            for n in range(1, number + 1)
        ]  # fmt: skip
        people = author(host, f"Of {host}"), category("town", "Town")
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
