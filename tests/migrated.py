"""The database every test process starts from: migrated once, with its roles, then copied.

Going through all migrations takes half a minute for each process; copying their outcome takes less
than one. It is kept on the test server under a name that changes with any migration.
"""

import hashlib
from contextlib import contextmanager
from pathlib import Path

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection

from accounts import roles

PREFIX = "newsroom_migrated_"
LOCK = 0x74657374


def template() -> str:
    """The name of a database that has been through all migrations; made where there is none."""
    name = f"{PREFIX}{_mark()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])  # held as long as the connection
        if name not in (there := _there(cursor)):
            _make(cursor, f"{name}_begun", name)
        for old in there - {name}:
            cursor.execute(f'DROP DATABASE IF EXISTS "{old}"')
    return name


def _mark() -> str:
    """Of all that the migrations and the roles say."""
    found = hashlib.sha256(django.get_version().encode() + Path(roles.__file__).read_bytes())
    for app in apps.get_app_configs():
        for file in sorted(Path(app.path).glob("migrations/*.py")):
            found.update(f"{app.label}/{file.name}\n".encode() + file.read_bytes())
    return found.hexdigest()[:16]


def _there(cursor) -> set[str]:
    cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}%"])
    return {name for (name,) in cursor.fetchall()}


def _make(cursor, begun: str, name: str) -> None:
    cursor.execute(f'DROP DATABASE IF EXISTS "{begun}"')
    cursor.execute(f'CREATE DATABASE "{begun}"')
    with _connected_to(begun):
        call_command("migrate", verbosity=0, interactive=False)
        call_command("sync_roles", verbosity=0)  # as every site has them
    cursor.execute(f'ALTER DATABASE "{begun}" RENAME TO "{name}"')


@contextmanager
def _connected_to(name: str):
    before = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = before
