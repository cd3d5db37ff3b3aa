"""Moving in from the desk: a file is tried, then taken in by a job, then thrown away."""

import json
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from articles.models import Article
from newsroom.moving.actions.ordering import carry_out
from newsroom.moving.models import Move, Source
from tests.factories import UserFactory
from tests.moving.an_export import export, item

pytestmark = pytest.mark.django_db
NEW = "/admin/moving/move/new/"


@pytest.fixture
def desk(client):
    client.force_login(UserFactory(role="Administrator"))
    return client


def upload(client, content: str, *, program="wordpress", **fields):
    file = SimpleUploadedFile("old site.xml", content.encode())
    return client.post(NEW, {"program": program, "file": file, **fields})


def test_a_file_is_tried_and_then_taken_in(desk, run_jobs, media):
    asked = upload(desk, export(item(1, "The pier"), item(2, "Menu", kind="nav_menu_item")))
    waiting = desk.get(asked["Location"]).text
    run_jobs()

    tried = desk.get(asked["Location"]).text
    assert "being tried" in waiting
    assert "Take it in" in tried
    assert "left out: internal" in tried
    assert not Article.objects.exists()
    assert not Source.objects.exists()

    move = Move.objects.get()
    desk.post(f"/admin/moving/move/{move.pk}/begin/")
    running = desk.get(asked["Location"]).text
    run_jobs()

    assert '<progress max="2" value="0"' in running
    assert Article.objects.get().headline == "The pier"
    move.refresh_from_db()
    assert (move.state, move.items_done, move.report["items"]["imported"]) == ("done", 2, 1)
    assert "Everything in the files" in desk.get(asked["Location"]).text
    assert [file for file in media.rglob("*") if file.suffix == ".xml"] == []


def test_a_broken_file_says_where(desk, run_jobs):
    asked = upload(desk, export(item(1))[:-200])
    run_jobs()

    page = desk.get(asked["Location"]).text

    assert "was cut off" in page
    assert "Nothing was changed." in page
    assert "Take it in" not in page


def test_what_was_tried_can_be_dropped_with_its_file(desk, run_jobs, media):
    upload(desk, export(item(1)))
    run_jobs()
    move = Move.objects.get()
    assert Path(move.file.path).is_file()

    desk.post(f"/admin/moving/move/{move.pk}/drop/")

    assert not Move.objects.exists()
    assert list(media.rglob("*.xml")) == []


def test_a_job_that_was_broken_off_goes_on(desk, run_jobs, monkeypatch):
    upload(desk, export(*(item(n, f"Story {n}") for n in range(1, 8))))
    run_jobs()
    move = Move.objects.get()
    desk.post(f"/admin/moving/move/{move.pk}/begin/")
    monkeypatch.setattr("newsroom.moving.actions.importing.relate_later", _stop)
    with pytest.raises(KeyboardInterrupt):
        carry_out(move.pk)
    monkeypatch.undo()

    carry_out(move.pk)

    move.refresh_from_db()
    assert (move.state, Article.objects.count()) == ("done", 7)
    assert move.report["items"]["reasons"] == {}


def _stop(ids):
    raise KeyboardInterrupt


def test_ghost_needs_to_be_told_the_site(desk, run_jobs):
    content = json.dumps({"data": {"posts": [{"id": 1, "title": "T", "slug": "t"}]}})

    refused = upload(desk, content, program="ghost")
    taken = upload(desk, content, program="ghost", site="https://reef.example")
    run_jobs()

    assert refused.status_code == 422
    assert "name it" in refused.text
    assert desk.get(taken["Location"]).status_code == 200
    assert Move.objects.get().state == "tried"


@pytest.mark.parametrize("role", ["Reporter", "Moderator", "Editor"])
def test_only_administrators_move_sites(client, role):
    client.force_login(UserFactory(role=role))

    for address in ("/admin/moving/move/", NEW):
        assert client.get(address).status_code == 403
    assert upload(client, export(item(1))).status_code == 403
    assert not Move.objects.exists()


def test_the_list_names_the_moves(desk, run_jobs):
    upload(desk, export(item(1)))
    run_jobs()

    page = desk.get("/admin/moving/move/").text

    assert "old site.xml" in page
    assert "Move a site in" in page


def test_the_file_is_not_public(desk, client):
    upload(desk, export(item(1, "Secret draft", status="draft")))

    assert client.get(f"/media/{Move.objects.get().file.name}").status_code == 404
