"""An export asked for in the desk: written by a job into one file, handed out, thrown away.

The file lies where no address leads, under a name nobody can guess, for a day. Who asked for it and
who took it is written down.
"""

import secrets
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import User
from newsroom.moving import tasks
from newsroom.moving.actions.for_wordpress import write_for_wordpress
from newsroom.moving.actions.moving_out import move_out
from newsroom.moving.models import Departure
from newsroom.moving.portable.places import Zip

KEPT_FOR = timedelta(days=1)
State = Departure.State


@transaction.atomic
def order(form: str, *, by: User) -> Departure:
    """One at a time: asked again while one is being written, it is that one."""
    User.objects.select_for_update(no_key=True).get(pk=by.pk)
    under_way = Departure.objects.filter(form=form, state__in=[State.WAITING, State.RUNNING], by=by)
    if found := under_way.first():
        return found
    made = Departure.objects.create(form=form, by=by)
    _note(made, by, ADDITION, _("asked for"))
    tasks.write_departure.defer(departure_id=made.pk)
    return made


def carry_out(departure_id: int) -> None:
    """Begun before and broken off, it begins anew."""
    departure = Departure.objects.filter(
        pk=departure_id, state__in=[State.WAITING, State.RUNNING]
    ).first()
    if departure is None:
        return
    _forget_file(departure)
    name = f"leaving/{secrets.token_urlsafe(24)}.zip"
    departure.file, departure.state = name, State.RUNNING
    departure.save(update_fields=["file", "state"])
    place = Path(default_storage.path(name))
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        _write(departure, place)
    except OSError as error:
        _forget_file(departure)
        departure.state, departure.why = State.STOPPED, str(error.strerror or error)[:300]
    else:
        departure.state, departure.size = State.READY, place.stat().st_size
        departure.done = departure.of
    departure.finished_at = Now()
    departure.save(update_fields=["state", "why", "size", "done", "finished_at"])


def _write(departure: Departure, place: Path) -> None:
    whole = departure.form == Departure.Form.WHOLE
    with _telling(departure) as step, place.open("xb") as out:
        place.chmod(0o600)
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            if whole:
                move_out(Zip(archive), step=step)
            else:
                write_for_wordpress(Zip(archive), step=step)


@contextmanager
def _telling(departure: Departure) -> Iterator[Callable[[int, int], None]]:
    """How far it is, by a connection of its own: the other one lives in the moment it reads."""
    other = connection.copy()

    def step(done: int, of: int) -> None:
        departure.done, departure.of = done, of
        with other.cursor() as cursor:
            cursor.execute(
                'UPDATE moving_departure SET done = %s, "of" = %s WHERE id = %s',
                [done, of, departure.pk],
            )

    try:
        yield step
    finally:
        other.close()


def hand_out(departure: Departure, *, by: User):
    """The open file; that it was taken is written down. None where it is gone."""
    if departure.state != State.READY or not departure.file:
        return None
    try:
        file = departure.file.open("rb")
    except FileNotFoundError:
        return None
    _note(departure, by, CHANGE, _("downloaded"))
    return file


def forget_old() -> int:
    """Throw away what is older than a day; how many that were."""
    old = Departure.objects.filter(asked_at__lt=Now() - KEPT_FOR).exclude(state=State.GONE)
    for departure in old:
        forget(departure)
    return len(old)


def forget(departure: Departure) -> None:
    _forget_file(departure)
    Departure.objects.filter(pk=departure.pk).update(state=State.GONE, file="")


def _forget_file(departure: Departure) -> None:
    if departure.file:
        departure.file.delete(save=False)


def _note(departure: Departure, by: User, flag: int, words: str) -> None:
    LogEntry.objects.log_actions(by.pk, [departure], flag, words, single_object=True)
