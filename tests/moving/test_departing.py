"""Moving out from the desk: asked for, written by a job, handed out to who may, thrown away."""

import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from articles.models import Article
from newsroom.moving.actions import departing, moving_out
from newsroom.moving.actions.departing import carry_out, forget_old
from newsroom.moving.actions.moving_out import move_out
from newsroom.moving.models import Departure
from newsroom.moving.portable.places import Folder
from tests.factories import PASSWORD, ArticleFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
NEW = "/admin/moving/departure/new/"


@pytest.fixture
def desk():
    """An administrator who has just said once more who they are."""
    client = Client()
    client.force_login(UserFactory(role="Administrator"))
    asked = client.get(NEW, follow=True).redirect_chain[-1][0]
    client.post(asked, {"password": PASSWORD})
    return client


def file_of(departure) -> str:
    return reverse("admin:moving_departure_file", args=[departure.key])


def taken(client, departure) -> zipfile.ZipFile:
    answer = client.get(file_of(departure))
    content = b"".join(answer.streaming_content)
    answer.close()
    assert "no-store" in answer["Cache-Control"]
    return zipfile.ZipFile(io.BytesIO(content))


@pytest.fixture
def written(desk, run_jobs):
    def written(form="whole") -> Departure:
        desk.post(NEW, {"form": form})
        run_jobs()
        return Departure.objects.latest("pk")

    return written


def test_it_is_asked_for_written_and_taken(desk, run_jobs):
    ArticleFactory(live=True, headline="The pier")

    asked = desk.post(NEW, {"form": "whole"})
    waiting = desk.get(asked["Location"]).text
    run_jobs()
    ready = desk.get(asked["Location"]).text

    departure = Departure.objects.get()
    archive = taken(desk, departure)
    assert "<progress" in waiting
    assert "Download" in ready
    assert file_of(departure) in ready
    assert "The pier" in archive.read("stories/stories.jsonl").decode()
    assert json.loads(archive.read("manifest.json"))["version"] == 1
    noted = LogEntry.objects.filter(object_id=departure.pk).order_by("pk")
    assert [entry.change_message for entry in noted] == ["asked for", "downloaded"]


def test_the_zip_holds_the_same_as_the_folder(written, desk, tmp_path):
    departure = written()
    LogEntry.objects.all().delete()
    second = written()
    archive = taken(desk, second)
    LogEntry.objects.filter(change_message="downloaded").delete()

    move_out(Folder(tmp_path / "out"))

    inside = {name: archive.read(name) for name in archive.namelist()}
    beside = {
        str(file.relative_to(tmp_path / "out")): file.read_bytes()
        for file in (tmp_path / "out").rglob("*")
        if file.is_file()
    }
    assert inside == beside
    assert departure.pk != second.pk


def test_for_wordpress_it_holds_the_xml(written, desk):
    ArticleFactory(live=True, headline="The pier")

    archive = taken(desk, written("wordpress"))

    assert archive.namelist() == ["wordpress.xml"]
    assert b"The pier" in archive.read("wordpress.xml")


def test_how_far_it_is_can_be_seen_while_it_is_written(desk, monkeypatch):
    ArticleFactory.create_batch(3)
    monkeypatch.setattr(moving_out, "SAID_EVERY", 1)
    asked = desk.post(NEW, {"form": "whole"})
    whole, seen = moving_out.lines_of, []

    def lines_of(table, named):
        if table.file == "stories/redirects":
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute('SELECT done, "of" FROM moving_departure')
                seen.append(cursor.fetchone())
            other.close()
        yield from whole(table, named)

    monkeypatch.setattr(moving_out, "lines_of", lines_of)
    carry_out(Departure.objects.get().pk)

    ((done, of),) = seen
    assert 0 < done < of
    assert "Download" in desk.get(asked["Location"]).text


def test_an_editor_takes_nothing_out(written, client, editor):
    departure = written()
    client.force_login(editor)

    for address in (NEW, file_of(departure), f"/admin/moving/departure/{departure.pk}/change/"):
        assert client.get(address).status_code in (302, 403)
    assert client.get("/admin/moving/departure/").status_code == 403
    assert Client().get(file_of(departure)).status_code == 302


def test_an_open_browser_is_not_enough(written, client):
    departure = written()
    client.force_login(UserFactory(role="Administrator"))

    for answer in (client.get(file_of(departure)), client.post(NEW, {"form": "whole"})):
        assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert Departure.objects.count() == 1


def test_no_address_leads_to_the_file(written, client):
    departure = written()

    assert Path(departure.file.path).is_file()
    assert Path(departure.file.path).stat().st_mode & 0o077 == 0
    assert client.get(f"/media/{departure.file.name}").status_code == 404


def test_after_a_day_it_is_thrown_away(written, desk):
    departure = written()
    place = Path(departure.file.path)
    assert forget_old() == 0

    Departure.objects.update(asked_at=timezone.now() - timedelta(hours=25))

    assert forget_old() == 1
    assert not place.exists()
    assert desk.get(file_of(departure)).status_code == 404
    assert forget_old() == 0


def test_it_can_be_thrown_away_at_once(written, desk):
    departure = written()
    place = Path(departure.file.path)

    desk.post(f"/admin/moving/departure/{departure.pk}/forget/")

    assert not place.exists()


def test_asked_twice_it_is_written_once(desk, run_jobs):
    desk.post(NEW, {"form": "whole"})
    desk.post(NEW, {"form": "whole"})

    assert run_jobs().count("newsroom.moving.tasks.write_departure") == 1


def test_a_job_that_was_broken_off_begins_anew(desk, media, monkeypatch):
    desk.post(NEW, {"form": "whole"})
    departure, whole = Departure.objects.get(), departing.move_out

    def killed(*args, **kwargs):
        raise KeyboardInterrupt

    monkeypatch.setattr(departing, "move_out", killed)
    with pytest.raises(KeyboardInterrupt):
        carry_out(departure.pk)
    monkeypatch.setattr(departing, "move_out", whole)

    carry_out(departure.pk)

    departure.refresh_from_db()
    assert departure.state == "ready"
    assert len(list(media.rglob("*.zip"))) == 1
    assert Article.objects.count() == 0
