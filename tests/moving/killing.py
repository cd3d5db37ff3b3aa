"""Imports that are killed and begun again, and what is here in the end."""

import os
import random
import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection

from articles.models import Article
from comments.models import Comment
from newsroom.moving.models import OldAddress, Origin
from newsroom.site.models import Page
from tests.moving.an_export import SITE, author, category, comment, item, meta, term, written

PROJECT = Path(__file__).resolve().parents[2]


def large_site(folder: Path, stories: int) -> Path:
    made = [
        item(
            n, f"Story {n}", f"Words of {n}.\n\nAnd <a href='{SITE}/?p={n // 2}'>on</a>",
            inside=term(f"s{n % 4}", f"Section {n % 4}")
            + term(f"t{n % 9}", f"Topic {n % 9}", "post_tag")
            + comment(n * 10, f"Said {n}") + comment(n * 10 + 1, f"Answered {n}", parent=n * 10)
            + meta("_wp_old_slug", f"former-{n}"),
            creator=f"writer{n % 5}", status="draft" if n % 7 == 0 else "publish",
            kind="page" if n % 11 == 0 else "post", link=f"{SITE}/x/{n}/",
        )
        for n in range(1, stories + 1)
    ]  # fmt: skip
    people = [author(f"writer{n}", f"Writer {n}", n) for n in range(5)]
    return written(folder, *people, category("s1", "Section 1", "s0"), *made)


def begin(file: Path) -> subprocess.Popen:
    """The import as a process of its own, on the database of this test."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "-m", "tests.moving.import_process", str(file)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        },
        stdout=subprocess.DEVNULL,
    )


def killed_at_random(file: Path, times: int, seed: int = 5) -> int:
    """Import the file although it is killed again and again; how often it was."""
    chance = random.Random(seed)
    kills = 0
    for _ in range(times):
        before = _rows()
        process = begin(file)
        until = time.monotonic() + 60
        # From the first row it writes on: before that nothing can be torn.
        while _rows() == before and process.poll() is None and time.monotonic() < until:
            time.sleep(0.01)
        time.sleep(chance.uniform(0, 0.4))
        if process.poll() == 0:
            break
        process.kill()
        process.wait()
        kills += 1
        _until_nobody_is_there()
    assert begin(file).wait(timeout=120) == 0
    return kills


def _until_nobody_is_there() -> None:
    """The database goes on for a moment after whoever asked it is dead."""
    for _ in range(500):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_database AS here ON here.oid = database "
                "WHERE locktype = 'advisory' AND here.datname = current_database()"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.02)
    raise AssertionError("A killed import still holds its lock.")


def _rows() -> tuple:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM moving_origin), (SELECT max(id) FROM moving_move)"
        )
        return cursor.fetchone()


def everything() -> str:
    """All that an import writes, apart from numbers and times of its own."""
    stories = [
        (
            a.headline, a.status, a.path, a.body, a.published_at, a.section.path, a.version,
            sorted(a.tags.names()), [str(author) for author in a.byline_authors],
            sorted(s.path for s in a.further_sections.all()), a.word_count, str(a.search),
            a.revisions.count(), a.log.count(), a.public_versions.count(),
        )
        for a in Article.objects.order_by("headline", "path")
    ]  # fmt: skip
    said = list(
        Comment.objects.order_by("posted_at", "text").values_list(
            "article__path", "text", "signature", "status", "posted_at", "parent__text", "answered"
        )
    )
    rows = Origin.objects.order_by("source__key", "kind", "foreign_id", "twin")
    origins = list(rows.values_list("kind", "foreign_id", "twin", "outcome", "reason", "path"))
    addresses = OldAddress.objects.order_by("source__key", "path")
    pages = Page.objects.order_by("slug").values_list("slug", "title", "body")
    return repr(
        (stories, said, origins, list(addresses.values_list("path", "origin__path")), list(pages))
    )
