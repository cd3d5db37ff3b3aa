"""Everything a newsroom needs to leave with, as it stood at one moment.

The tables are read in one snapshot, through cursors of the server: whatever is written meanwhile,
and however much there is. The same database gives the same bytes.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryFile

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.utils.translation import gettext as _

from newsletter.suppressing import email_hash
from newsroom.moving.portable.lines import Named, lines_of, rows_of
from newsroom.moving.portable.places import (
    CHUNK,
    FORMAT,
    MANIFEST,
    MEDIA,
    VERSION,
    Place,
    Written,
    pretty,
)
from newsroom.moving.portable.tables import TABLES, Table, files_of

# Never anybody's: what its hash is tells whether another site can read the list of suppressions.
NOBODY = "nobody@suppressions.invalid"
SAID_EVERY = 5000

type Say = Callable[[str], None]
type Step = Callable[[int, int], None]


@contextmanager
def one_moment() -> Iterator[None]:
    """What is read within stands as it was at the beginning."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def move_out(
    place: Place, *, say: Say = lambda line: None, step: Step = lambda done, of: None
) -> dict:
    """Write all of it; the manifest comes last, so that what lacks one is not whole."""
    with one_moment():
        progress = Progress(step)
        named = Named()
        files = [_write_table(place, table, named, progress) for table in TABLES]
        say(_("%d rows are written.") % sum(told["rows"] for told in files))
        files.append(_write_media(place, progress, say))
    manifest = {
        "format": FORMAT,
        "version": VERSION,
        "site": {
            "address": settings.SITE_URL,
            "time_zone": settings.TIME_ZONE,
            "language": settings.LANGUAGE_CODE,
        },
        "suppressions_hashed_like": email_hash(NOBODY),
        "files": files,
    }
    with place.file(MANIFEST) as out:
        out.write(pretty(manifest))
    return manifest


class Progress:
    """Rows and files, of as many as there are."""

    def __init__(self, step: Step):
        self._step, self.done = step, 0
        rows = sum(table.model._base_manager.count() for table in TABLES)
        self.of = rows + sum(table.model._base_manager.count() for table, _field in files_of())
        step(0, self.of)

    def add(self) -> None:
        self.done += 1
        if self.done % SAID_EVERY == 0:
            self._step(self.done, self.of)


def _write_table(place: Place, table: Table, named: Named, progress: Progress) -> dict:
    with place.file(table.path) as out:
        for line in lines_of(table, named):
            out.line(line)
            progress.add()
    return _told(out)


def _told(out: Written) -> dict:
    told = out.told()
    return {"path": told.pop("path"), "rows": out.rows, **told}


def names_of_files() -> Iterator[str]:
    """As the storage knows them, each once, in the order of the tables."""
    seen: set[str] = set()
    for table, column in files_of():
        place = table.fields.index(column)
        for row in rows_of(table):
            if row[place] and row[place] not in seen:
                seen.add(row[place])
                yield row[place]


def _write_media(place: Place, progress: Progress, say: Say) -> dict:
    """The files first, for a ZIP is written in one go; then the list of them, which may be long
    and so waits in the temporary folder."""
    missing = 0
    with TemporaryFile() as notes:
        for name in names_of_files():
            told = copied(place, name, f"media/{name}")
            missing += "missing" in told
            notes.write(json.dumps(told, ensure_ascii=False).encode() + b"\n")
            progress.add()
        notes.seek(0)
        with place.file(MEDIA) as out:
            for line in notes:
                out.line(line)
    if missing:
        say(_("%d files are named and not there.") % missing)
    return _told(out)


def copied(place: Place, name: str, path: str) -> dict:
    """A file of the storage into the export; one that is not there is noted, for a picture that
    was lost years ago must not keep the paper from leaving."""
    try:
        content = default_storage.open(name, "rb")
    except (OSError, ValueError, SuspiciousFileOperation):
        return {"path": path, "missing": True}
    with content, place.file(path) as out:
        while chunk := content.read(CHUNK):
            out.write(chunk)
    return out.told()
