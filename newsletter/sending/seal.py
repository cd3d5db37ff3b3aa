"""Whether this database is the one that sent last, or was restored or copied since.

Its row (models.Seal) is also written to a file beside the site, settings.SENDING_SEAL. Each claim
takes a turn and notes it in both: a restored database is behind the file, a copied one finds none
or another's. On several machines each file notes the turns it has seen.

What a sender finds, it writes into the row, so that the desk, which need not be on its machine, can
show it. The release is written there too; the senders that waited for it renew their files.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import get_ident
from uuid import UUID, uuid4

from django.conf import settings
from psycopg import Connection

PATIENCE = 1.0  # seconds
TURN = """
UPDATE newsletter_seal SET turn = turn + 1
WHERE id = 1 AND mark = %(mark)s AND turn >= %(turn)s RETURNING turn
"""
DOUBT = """
UPDATE newsletter_seal SET sealed_as = COALESCE(sealed_as, %s),
    sealed_at = COALESCE(sealed_at, now())
WHERE id = 1 RETURNING sealed_as
"""


class Sealed(Exception):
    """This database may not send until a person has said so."""


@dataclass(frozen=True)
class Noted:
    mark: str
    turn: int


def take_turn(db: Connection) -> Noted:
    """Allowed to claim; the caller notes it once that is committed. Sealed where we are not."""
    noted = _read()
    row = db.execute(TURN, asdict(noted)).fetchone() if noted else None
    if row is None:
        raise Sealed
    return Noted(noted.mark, row[0])


def note(noted: Noted) -> None:
    with _alone():
        before = _read()
        if before and before.mark == noted.mark and before.turn < noted.turn:
            _write(noted)


def holds(db: Connection) -> bool:
    """Whether we may send. What has never sent anything is sealed here for the first time; what is
    in doubt is written down for the desk."""
    if _agree(db):
        _catch_up(db)
        _doubt_no_more(db)
        return True
    with _alone():  # another sender may be at the very beginning, or just released
        if (_read() is None and _row(db) is None) or _was_released(db):
            _begin(db)
    if not _agree(db):
        _tell(db)
        return False
    _doubt_no_more(db)
    return True


def _was_released(db: Connection) -> bool:
    """This very finding of ours, not an earlier one that a backup brings along."""
    row = db.execute("SELECT released_as FROM newsletter_seal WHERE id = 1").fetchone()
    return bool(row and row[0] and str(row[0]) == _doubt())


def _tell(db: Connection) -> None:
    """Name the finding, or take over the name another sender gave it."""
    _lay(db)
    row = db.execute("SELECT sealed_as FROM newsletter_seal WHERE id = 1").fetchone()
    if row[0] is None or str(row[0]) != _doubt():
        name = db.execute(DOUBT, [uuid4()]).fetchone()[0]
        _doubt_file().write_text(str(name))


def _doubt_no_more(db: Connection) -> None:
    """It was released, or the file that was missing is back."""
    if ours := _doubt():
        db.execute(
            "UPDATE newsletter_seal SET sealed_as = NULL, sealed_at = NULL WHERE sealed_as = %s",
            [ours],
        )
        _doubt_file().unlink(missing_ok=True)


def _agree(db: Connection) -> bool:
    # The file first: whoever takes a turn meanwhile has taken it in the database before.
    noted, row = _read(), _row(db)
    return bool(noted and row and row[0] == UUID(noted.mark) and noted.turn <= row[1])


def _catch_up(db: Connection) -> None:
    """With the turns that other machines took."""
    mark, turn = _row(db)
    if turn > _read().turn:
        note(Noted(str(mark), turn))


def _row(db: Connection) -> tuple[UUID, int] | None:
    return db.execute("SELECT mark, turn FROM newsletter_seal WHERE id = 1").fetchone()


def _begin(db: Connection) -> None:
    _lay(db)
    mark, turn = _row(db)
    _write(Noted(str(mark), turn))


def _lay(db: Connection) -> None:
    """Nobody had to release a database that is new: `released_at` is long ago."""
    db.execute(
        "INSERT INTO newsletter_seal (id, mark, released_at) VALUES (1, %s, to_timestamp(0))"
        " ON CONFLICT (id) DO NOTHING",
        [uuid4()],
    )


def _file() -> Path:
    return Path(settings.SENDING_SEAL)


def _doubt_file() -> Path:
    return _file().with_suffix(".doubt")


def _doubt() -> str:
    """The name under which this machine found the database in doubt; empty if it did not."""
    try:
        return _doubt_file().read_text()
    except FileNotFoundError:
        return ""


def _read() -> Noted | None:
    try:
        return Noted(**json.loads(_file().read_text()))
    except FileNotFoundError:
        return None


def _write(noted: Noted) -> None:
    unfinished = _file().with_suffix(f".{os.getpid()}-{get_ident()}")
    unfinished.write_text(json.dumps(asdict(noted)))
    unfinished.replace(_file())


@contextmanager
def _alone() -> Iterator[None]:
    """Threads and processes of this machine, one at a time.

    Whoever is stopped while it is alone here must not stop the others: they wait no longer than
    PATIENCE. At worst the file is a turn behind, which the next claim mends.
    """
    _file().parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(_file().with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o644)
    try:
        until = time.monotonic() + PATIENCE
        while not _locked(handle) and time.monotonic() < until:
            time.sleep(0.005)
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
