"""Export → import into an empty site → export: the same files, byte for byte."""

import hashlib
import json
import os
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import User
from articles.models import Article, Image, PublicVersion
from articles.tasks import render_image
from comments.models import Comment
from newsletter.actions.sending import is_sealed
from newsletter.models import Subscriber
from newsletter.sending import seal
from newsletter.suppressing import is_suppressed
from newsroom.moving.actions import moving_out
from newsroom.moving.actions.asking import Refused
from newsroom.moving.actions.standing_up import stand_up
from newsroom.moving.portable.reading import open_export
from tests.factories import ArticleFactory
from tests.moving.a_paper import ODD
from tests.moving.exported import contents, exported, filled, rows
from tests.one_time_codes import SECRET

pytestmark = pytest.mark.django_db(transaction=True)
LEFT: list[Path] = []


@pytest.fixture
def left(request, empty, tmp_path, tmp_path_factory):
    """The paper's export in a folder of one's own, and an empty site; exported once for all."""
    if not LEFT:
        request.getfixturevalue("paper")
        LEFT.append(exported(tmp_path_factory.mktemp("left") / "out"))
    empty()
    return shutil.copytree(LEFT[0], tmp_path / "left")


def test_an_export_makes_an_empty_site_equal(paper, empty, tmp_path, client):
    first = exported(tmp_path / "first")
    address = Article.objects.published().get().path
    empty()

    changed = stand_up(open_export(first))
    again = stand_up(open_export(first))

    assert contents(exported(tmp_path / "second")) == contents(first)
    assert (changed > 100, again) == (True, 0)
    assert mail.outbox == []
    assert "One &amp; two." in client.get(address).text
    assert client.get(address.replace("another-word", "nothing")).status_code == 404
    found = client.get("/search/", {"q": "Łódź"}).text
    assert address in found


def test_it_holds_what_a_newsroom_needs_and_no_secret(paper, tmp_path):
    folder = exported(tmp_path / "out")

    story = next(row for row in rows(folder, "stories/stories") if row["headline"] == ODD)
    assert story["status"] == "published"
    assert {row["status"] for row in rows(folder, "stories/stories")} == {
        "published", "withdrawn", "draft",
    }  # fmt: skip
    assert [row["state"] for row in rows(folder, "stories/planned_changes")] == ["waiting"]
    picture = rows(folder, "stories/pictures")[0]
    told = [picture[name] for name in ("alt", "credit", "licence", "focal_x", "focal_y")]
    assert told == [ODD, "Ana", "own", 7, 93]
    assert (folder / "media" / picture["file"]).read_bytes().startswith(b"\xff\xd8")
    assert {row["status"] for row in rows(folder, "comments/comments")} >= {"visible", "removed"}
    assert {row["asked_text"] for row in rows(folder, "newsletters/subscriptions")} == {ODD}
    assert len(rows(folder, "newsletters/suppressions")) == 2
    everything = b"".join(file.read_bytes() for file in folder.rglob("*.json*"))
    for secret in (SECRET.encode(), b"md5$", b"pbkdf2", User.objects.first().password.encode()):
        assert secret not in everything


def test_every_file_and_its_digest_is_in_the_manifest(paper, tmp_path):
    folder = exported(tmp_path / "out")

    manifest = json.loads((folder / "manifest.json").read_text())
    listed = [*manifest["files"], *rows(folder, "media")]

    assert {one["path"]: one["sha256"] for one in listed} | {"manifest.json": None} == (
        contents(folder) | {"manifest.json": None}
    )
    counted = {one["path"]: one.get("rows") for one in manifest["files"]}
    assert counted["comments/comments.jsonl"] == Comment.objects.count()


def test_two_exports_of_one_site_are_the_same_bytes(paper, tmp_path, time_machine):
    first = contents(exported(tmp_path / "first"))
    time_machine.move_to(timezone.now() + timedelta(hours=1))

    assert contents(exported(tmp_path / "second")) == first


def test_a_site_with_its_roles_alone_leaves_and_stands_up_too(empty, tmp_path):
    first = exported(tmp_path / "first")
    empty()

    stand_up(open_export(first))

    assert contents(exported(tmp_path / "second")) == contents(first)


def test_nothing_written_meanwhile_is_in_it(paper, tmp_path, monkeypatch):
    """Read in one snapshot: a story begun while the export runs is in none of its files."""
    whole, other = moving_out.lines_of, connection.copy()

    def lines_of(table, named):
        if table.file == "stories/tags":
            with other.cursor() as cursor:
                cursor.execute("UPDATE articles_article SET headline = 'written meanwhile'")
        yield from whole(table, named)

    monkeypatch.setattr(moving_out, "lines_of", lines_of)
    try:
        folder = exported(tmp_path / "out")
    finally:
        other.close()

    assert "written meanwhile" not in (folder / "stories/stories.jsonl").read_text()
    assert Article.objects.filter(headline="written meanwhile").exists()


# Standing up ------------------------------------------------------------------------------------
def test_what_is_derived_is_made_anew(left, run_jobs):
    stand_up(open_export(left))
    done = run_jobs()

    assert render_image.name in done
    assert Image.objects.get().renditions.exists()
    story = Article.objects.published().get()
    assert Article.objects.filter(search__isnull=True).count() == 0
    assert PublicVersion.objects.filter(article=story, until_at=None).count() == 1


def test_nobody_can_sign_in_with_a_password_from_before(left):
    stand_up(open_export(left))

    assert not any(person.has_usable_password() for person in User.objects.all())
    assert User.objects.get(email="Ñora@example.com").emailaddress_set.get().verified


def test_new_things_get_numbers_after_those_that_came(paper, empty, tmp_path):
    first = exported(tmp_path / "first")
    highest = Article.objects.latest("pk").pk
    empty()

    stand_up(open_export(first))

    assert ArticleFactory().pk > highest


def test_newsletters_are_sealed_until_somebody_releases_them(left, settings, tmp_path):
    """Also where a sender ran before and found that it may."""
    settings.SENDING_SEAL = tmp_path / "seal"
    connection.ensure_connection()
    assert seal.holds(connection.connection)

    stand_up(open_export(left))

    assert not seal.holds(connection.connection)
    assert is_sealed()


def test_who_must_never_be_written_to_is_known_afterwards(left):
    stand_up(open_export(left))

    assert is_suppressed("erased-long-ago@example.com")
    assert is_suppressed("Barred@example.com")


def test_a_list_of_suppressions_nobody_could_read_is_refused(left, settings):
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10

    with pytest.raises(Refused, match="SUPPRESSION_FORMER_KEYS"):
        stand_up(open_export(left))
    assert not Subscriber.objects.exists()

    settings.SUPPRESSION_FORMER_KEYS = [former]
    stand_up(open_export(left))
    assert is_suppressed("erased-long-ago@example.com")


def test_a_site_somebody_wrote_in_is_left_alone(left):
    ArticleFactory(headline="Ours")

    with pytest.raises(Refused, match="not empty"):
        stand_up(open_export(left))

    assert [story.headline for story in Article.objects.all()] == ["Ours"]


def test_a_lost_picture_does_not_keep_the_paper_from_leaving(paper, empty, tmp_path, media):
    Path(Image.objects.get().file.path).unlink()
    first = exported(tmp_path / "first")
    empty()

    stand_up(open_export(first))

    assert [row for row in rows(first, "media") if "missing" in row] == [
        {"path": f"media/{Image.objects.get().file.name}", "missing": True}
    ]
    assert contents(exported(tmp_path / "second")) == contents(first)


# An export that is not what it says ------------------------------------------------------
def append(folder: Path, name: str, content: bytes = b"{}\n") -> None:
    with (folder / name).open("ab") as file:
        file.write(content)


def rewritten(folder: Path, name: str, change) -> None:
    """A line changed by somebody who also knows how to write the manifest."""
    told = [change(row) for row in rows(folder, name.removesuffix(".jsonl"))]
    replaced(folder, name, b"".join(json.dumps(row).encode() + b"\n" for row in told))


def replaced(folder: Path, name: str, content: bytes) -> None:
    (folder / name).write_bytes(content)
    manifest = json.loads((folder / "manifest.json").read_text())
    for one in manifest["files"]:
        if one["path"] == name:
            one["sha256"] = hashlib.sha256(content).hexdigest()
            one["bytes"], one["rows"] = len(content), content.count(b"\n")
    (folder / "manifest.json").write_text(json.dumps(manifest))


def outside(folder: Path) -> Path:
    return folder.parent / "outside"


def lead_out(folder: Path) -> None:
    stories = folder / "stories/stories.jsonl"
    stories.rename(outside(folder))
    stories.symlink_to(outside(folder))


def lead_folder_out(folder: Path) -> None:
    (folder / "stories").rename(outside(folder))
    (folder / "stories").symlink_to(outside(folder))


def pipe(folder: Path) -> None:
    (folder / "stories/tags.jsonl").unlink()
    os.mkfifo(folder / "stories/tags.jsonl")


def another_place(path: str):
    def change(folder: Path) -> None:
        rewritten(folder, "media.jsonl", lambda row: {**row, "path": path})

    return change


def a_page_as_picture(folder: Path) -> None:
    name = rows(folder, "media")[0]["path"]
    page = b"<script>alert(1)</script>"
    (folder / name).write_bytes(page)
    told = {"sha256": hashlib.sha256(page).hexdigest(), "bytes": len(page)}
    rewritten(folder, "media.jsonl", lambda row: {**row, **told})


def of_stories(**fields):
    def change(folder: Path) -> None:
        rewritten(folder, "stories/stories.jsonl", lambda row: {**row, **fields})

    return change


def of_pictures(**fields):
    def change(folder: Path) -> None:
        rewritten(folder, "stories/pictures.jsonl", lambda row: {**row, **fields})

    return change


HOSTILE = {
    "a line more": lambda folder: append(folder, "stories/tags.jsonl"),
    "a file less": lambda folder: (folder / "stories/tags.jsonl").unlink(),
    "no manifest": lambda folder: (folder / "manifest.json").unlink(),
    "another picture": lambda folder: append(folder, rows(folder, "media")[0]["path"]),
    "a link to a file": lead_out,
    "a link to a folder": lead_folder_out,
    "a pipe": pipe,
    "a way up": another_place("media/originals/../../../outside.jpg"),
    "an absolute place": another_place("/etc/passwd"),
    "a page among logos": another_place("media/logo/page.html"),
    "a page that calls itself a picture": a_page_as_picture,
    "a row that names a file above": of_pictures(file="../../etc/passwd"),
    "a story in a section there is not": of_stories(section=999_999),
    "a number that is none": of_stories(word_count="many"),
    "a number beyond all": of_stories(word_count=10**30),
    "nothing where something must be": of_stories(status=None),
    "a character no text can hold": of_stories(headline="\x00"),
    "half a character": of_stories(headline="\ud800"),
    "a moment without a zone": of_stories(created_at="2026-01-01T10:00:00"),
    "another field": of_stories(is_superuser=True),
    "no JSON": lambda folder: replaced(folder, "stories/tags.jsonl", b"{\n"),
    "deeper than anything": lambda folder: replaced(
        folder, "stories/tags.jsonl", b"[" * 200_000 + b"\n"
    ),
    "a line without an end": lambda folder: replaced(
        folder, "stories/tags.jsonl", b" " * (33 * 1024 * 1024) + b"\n"
    ),
}


@pytest.mark.parametrize("harm", HOSTILE.values(), ids=HOSTILE)
def test_an_export_that_was_tampered_with_changes_nothing(left, tmp_path, settings, harm):
    before = filled()
    harm(left)

    with pytest.raises(Refused):
        stand_up(open_export(left))

    assert filled() == before
    assert not (tmp_path / "outside.jpg").exists()
    assert list(Path(settings.MEDIA_ROOT).rglob("*.html")) == []


def test_texts_are_cleaned_of_what_texts_may_not_hold(left):
    of_stories(body="<p>Kept.</p><script>alert(1)</script><p onclick='x()'>Too.</p>")(left)

    stand_up(open_export(left))

    bodies = set(Article.objects.values_list("body", flat=True))
    assert bodies == {"<p>Kept.</p><p>Too.</p>"}


# The commands ------------------------------------------------------------------------------------
def test_the_commands_say_what_they_did(paper, empty, tmp_path, capsys):
    call_command("export", tmp_path / "out")
    empty()
    call_command("import_export", tmp_path / "out")
    call_command("import_export", tmp_path / "out")

    said = capsys.readouterr().out
    assert "guard it" in said
    assert said.rstrip().endswith("0 changes.")
    with pytest.raises(CommandError, match="not empty"):
        call_command("export", tmp_path / "out")


def test_only_its_owner_reads_what_is_written(paper, tmp_path):
    folder = exported(tmp_path / "out")

    assert {oct(f.stat().st_mode & 0o077) for f in [folder, *folder.rglob("*")]} == {"0o0"}
