"""A whole site, from its files to its receipt. No mail is ever sent by it.

Every file is read to its end before anything is changed. Then it goes by batches in transactions
of their own: stopped at any instant and begun again it comes to the same, and once more it changes
nothing. A dry run does all of it and takes it back.
"""

import gc
import multiprocessing
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager, nullcontext
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.actions.arriving import relate_later
from articles.models import Article
from newsroom.kit.slugs import reserved_words
from newsroom.moving.actions.asking import Moving, Refused, Wishes, find_source, zone_of
from newsroom.moving.actions.files import Away, Shelf, take_in_files, take_in_named
from newsroom.moving.actions.planning import batched_items, hide_files_of_hidden, plan
from newsroom.moving.actions.readers import find_newsletter, take_in_readers
from newsroom.moving.actions.stories import Stories
from newsroom.moving.actions.terms import Terms
from newsroom.moving.ghost.reading import open_ghost
from newsroom.moving.helping import set_up
from newsroom.moving.items import Site
from newsroom.moving.models import Move, Origin, Source
from newsroom.moving.receipt import report_of
from newsroom.moving.receipt_files import write_receipt
from newsroom.moving.wxr.opening import open_export

BATCH = 100
PICTURES_AT_ONCE = 50
# From here on the texts are converted by processes of their own.
MANY = 400
HELPERS = 2
LOCK = 0x6D6F76  # the first half of the key; the second is the site

type Say = Callable[[str], None]


class _TakenBack(Exception):
    """A dry run ends like this."""


def move_in(files: list[Path], wishes: Wishes, *, say: Say = print) -> Move:
    """Raises Broken or Refused before anything is changed; else the import and its report."""
    exports = [open_export(file) for file in files]
    return _move_in(exports, wishes, Source.Program.WORDPRESS, say)


def move_in_from_ghost(files: list[Path], wishes: Wishes, *, say: Say = print) -> Move:
    """As move_in. Ghost does not write down which site an export is from: `site` is needed."""
    base = find_source(Site(), wishes, Source.Program.GHOST).base
    newsletter = find_newsletter(wishes)
    exports = [open_ghost(file, base) for file in files]

    def and_readers(moving: Moving) -> None:
        for file in files:
            moving.readers += take_in_readers(file, newsletter, wishes)

    return _move_in(exports, wishes, Source.Program.GHOST, say, and_readers)


def _move_in(exports: list, wishes: Wishes, program: str, say: Say, besides=None) -> Move:
    site = next((one.site for one in exports if one.site.address), exports[0].site)
    source = find_source(site, wishes, program)
    zone = zone_of(wishes, next((one.zone for one in exports if one.zone), ""))
    move = wishes.move or Move(by=wishes.by)
    moving = Moving(wishes, source, move, site, zone)
    for export in exports:
        moving.terms.update(export.terms)
        moving.writers.update(export.writers)
    with _alone(source.key), _taken_back_if(wishes.dry_run), _seldom_collected():
        _work(moving, exports, say, besides)
        if wishes.dry_run:
            raise _TakenBack
    return moving.move


def _work(moving: Moving, exports: list, say: Say, besides=None) -> None:
    began = timezone.now()
    moving.source.save()
    move = moving.move
    move.source, move.items = moving.source, sum(export.items for export in exports)
    move.save()
    move.origins.update(position=None)  # begun before, it begins again
    reserved_words()
    for export in exports:
        plan(moving, export.things())
    hide_files_of_hidden(moving)
    say(_("%d items are known; none has been taken in yet.") % move.items)
    if moving.wishes.wants_pictures:
        _files(moving, exports, say)
    terms = Terms(moving)
    with _helpers(moving) as pool:
        stories = Stories(moving, terms, pool)
        for seen in stories.take_in(_batches(exports)):
            if seen % 1000 < BATCH:
                say(_("%(seen)d of %(all)d") % {"seen": seen, "all": move.items})
    if besides:
        besides(moving)
    with transaction.atomic():
        terms.finish()
        relate_later(_to_relate(moving))
        move.state, move.finished_at = Move.State.DONE, timezone.now()
        move.items_done = move.items
        seconds = (move.finished_at - began).total_seconds()
        move.report = report_of(moving, exports, seconds=seconds)
        move.save()
    if moving.wishes.report:
        for file in write_receipt(move.report, moving.source, moving.wishes.report):
            say(_("The receipt: %s") % file)


def _to_relate(moving: Moving) -> list[int]:
    """The stories of this time, and of times that were stopped before they came this far."""
    stopped = moving.source.moves.filter(state=Move.State.RUNNING).exclude(pk=moving.move.pk)
    if not stopped.update(state=Move.State.STOPPED):
        return moving.touched
    brought = moving.origins().filter(outcome=Origin.Outcome.STORY, public=True)
    alone = Article.objects.published().filter(pk__in=brought.values("object_id"), related_ids=[])
    return list(alone.values_list("pk", flat=True))


def _batches(exports: list) -> Iterator[list]:
    def all_things():
        for export in exports:
            yield from export.things()

    return batched_items(all_things(), BATCH)


def _files(moving: Moving, exports: list, say: Say) -> None:
    shelf = Shelf(moving.wishes.media) if moving.wishes.media else Away()
    place = 0
    for batch in _batches(exports):
        found = {
            origin.position: origin
            for origin in moving.origins().filter(
                move=moving.move,
                kind="attachment",
                position__gt=place,
                position__lte=place + len(batch),
            )
        }
        files = [
            (item, found[number])
            for number, item in enumerate(batch, place + 1)
            if number in found and found[number].reason != "no picture"
        ]
        take_in_files(moving, shelf, files)
        if moving.source.program == Source.Program.GHOST:
            take_in_named(moving, shelf, batch)
        place += len(batch)
    if moving.unfetched:
        say(_("A dry run fetches nothing: %d files were not asked for.") % moving.unfetched)
    there = moving.origins().filter(move=moving.move)
    for outcome, words in (
        (Origin.Outcome.PICTURE, _("%d pictures are here.")),
        (Origin.Outcome.DOCUMENT, _("%d documents are here.")),
    ):
        say(words % there.filter(outcome=outcome).count())


@contextmanager
def _helpers(moving: Moving) -> Iterator[Executor | None]:
    """Processes that convert texts, where there are enough of them; they touch no database."""
    waiting = moving.origins().filter(move=moving.move, outcome=Origin.Outcome.PLANNED)
    if waiting.count() < MANY:
        yield None
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(HELPERS, context, initializer=set_up) as pool:
        yield pool


@contextmanager
def _seldom_collected() -> Iterator[None]:
    """Rows and texts come and go without circles, and looking for some took a tenth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(100_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def lock_of(key: str) -> int:
    return zlib.crc32(key.encode()) - 2**31


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """One import of a site at a time."""
    number = lock_of(key)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, number])
        if not cursor.fetchone()[0]:
            raise Refused(_("%s is moving in already.") % key)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, number])


@contextmanager
def _taken_back_if(dry_run: bool) -> Iterator[None]:
    try:
        with transaction.atomic() if dry_run else nullcontext():
            yield
    except _TakenBack:
        pass
