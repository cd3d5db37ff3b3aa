"""The database that figures are taken from: it waits for the disk as production does."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from newsroom.ground import postgres

PROJECT = Path(__file__).resolve().parent.parent


@contextmanager
def new_database() -> Iterator[postgres.Cluster]:
    """Django on a database that starts anew."""
    cluster = postgres.Cluster(PROJECT / "var" / "postgres-bench")
    with cluster.used():
        os.environ.update(DATABASE_URL=cluster.url, DJANGO_SETTINGS_MODULE="newsroom.settings.test")
        import django

        django.setup()
        begin_anew()
        yield cluster


def begin_anew() -> None:
    """Empty, so that figures can be compared."""
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA IF EXISTS public CASCADE")
        cursor.execute("CREATE SCHEMA public")
    call_command("migrate", "--noinput", "-v0")


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 a command talks
