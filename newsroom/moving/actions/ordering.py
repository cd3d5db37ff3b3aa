"""A site moved in from the desk: its file is kept, tried by a job, taken in by another, dropped.

Begun before and broken off, either goes on where it stopped.
"""

from pathlib import Path

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from newsroom.moving import tasks
from newsroom.moving.actions.asking import Refused, Wishes
from newsroom.moving.actions.importing import move_in, move_in_from_ghost
from newsroom.moving.models import Move, Source
from newsroom.moving.wxr.reading import Broken


@transaction.atomic
def order(*, program: str, file: UploadedFile, site: str, fetch: bool, by: User) -> Move:
    """Keep the file and have it tried; nothing is taken in."""
    name = "".join(filter(str.isprintable, file.name))[-100:]
    move = Move(
        state=Move.State.TRYING, program=program, site=site, fetch=fetch, file_name=name, by=by
    )
    move.file.save("export.json" if program == Source.Program.GHOST else "export.xml", file)
    tasks.try_move.defer(move_id=move.pk)
    return move


@transaction.atomic
def begin(move: Move, *, by: User) -> None:
    move = Move.objects.select_for_update().get(pk=move.pk)
    if move.state != Move.State.TRIED:
        return
    move.state, move.by = Move.State.RUNNING, by
    move.save(update_fields=["state", "by"])
    tasks.carry_out_move.defer(move_id=move.pk)


def drop(move: Move) -> None:
    """Tried and not wanted, or refused: the file goes with it."""
    if move.state in (Move.State.TRIED, Move.State.STOPPED) and move.source_id is None:
        _forget_file(move)
        move.delete()


def try_it(move_id: int) -> None:
    """Do all of it and take it back; what it would be is kept."""
    move = Move.objects.filter(pk=move_id, state=Move.State.TRYING).first()
    if move is None or not move.file:
        return
    found = _work(move, dry_run=True)
    Move.objects.filter(pk=move_id, state=Move.State.TRYING).update(
        state=Move.State.TRIED if found else Move.State.STOPPED,
        report=found or {"refused": move.refusal},
        items=found["items"]["in_file"] if found else 0,
    )


def carry_out(move_id: int) -> None:
    begun = (Move.State.RUNNING, Move.State.DONE)
    move = Move.objects.filter(pk=move_id, state__in=begun).first()
    if move is None or not move.file:
        return
    if move.state == Move.State.RUNNING and not _work(move, dry_run=False):
        Move.objects.filter(pk=move_id).update(
            state=Move.State.STOPPED, report={"refused": move.refusal}, finished_at=timezone.now()
        )
        return
    _forget_file(Move.objects.get(pk=move_id))


def _work(move: Move, *, dry_run: bool) -> dict | None:
    """The report; or None, and why not in `refusal`."""
    wishes = Wishes(site=move.site, fetch=move.fetch, dry_run=dry_run, by=move.by, move=move)
    way = move_in_from_ghost if move.program == Source.Program.GHOST else move_in
    try:
        return way([Path(move.file.path)], wishes, say=lambda line: None).report
    except (Broken, Refused) as refusal:
        move.refusal = str(refusal)
        return None


def _forget_file(move: Move) -> None:
    """It may hold what nobody should keep."""
    if move.file:
        move.file.delete(save=False)
    Move.objects.filter(pk=move.pk).update(file="")
