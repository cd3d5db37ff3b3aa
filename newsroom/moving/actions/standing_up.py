"""A site stands up again from an export, equal to the one that left.

Rows are written in bulk and as they were, past the verbs that write such rows otherwise: those
would number new versions, log new acts and give new dates, where the old ones are what has to
come back. What a verb keeps clean or makes from the rest is done here by the same functions: texts
pass the sanitiser, search rows, sizes of pictures and related stories are made anew.

All of it in one transaction, and only into a site nobody has written in. No mail is sent; the
newsletters are sealed until a person lets them go.
"""

import hashlib
from collections.abc import Callable, Iterator
from itertools import batched
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.files.storage import default_storage
from django.core.management.color import no_style
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _
from PIL import Image as Pixels
from PIL import UnidentifiedImageError

from articles import search
from articles.actions.arriving import relate_later
from articles.actions.media import LARGEST_PIXELS, LONGEST_SIDE, make_missing
from articles.document_kinds import KINDS, ending_of, judged
from articles.models import Article
from newsletter.models import Seal
from newsletter.suppressing import email_hashes
from newsroom.kit import brief
from newsroom.kit.locks import one_at_a_time
from newsroom.moving.actions.asking import Refused
from newsroom.moving.actions.moving_out import NOBODY
from newsroom.moving.portable.cleaning import Cleaner
from newsroom.moving.portable.lines import Named, Reader, Unreadable, lines_of, prepared
from newsroom.moving.portable.places import CHUNK, is_document
from newsroom.moving.portable.reading import Export, Listed, name_of, opened
from newsroom.moving.portable.tables import TABLES, Table

AT_ONCE = 200

type Say = Callable[[str], None]


def stand_up(
    export: Export, *, without_suppressions: bool = False, say: Say = lambda line: None
) -> int:
    """How many rows and files were written; 0 where the site is equal already.

    Raises Refused before anything is changed when the site is neither empty nor equal, or when
    the list of suppressions could not be read here.
    """
    if not without_suppressions:
        _check_suppressions(export)
    with one_at_a_time("standing up"):
        filled = [table for table in TABLES if table.model._base_manager.exists()]
        if all(table.of_a_new_site for table in filled):
            return _fill(export, filled, say)
        _check_equal(export)
        return _bring_files(export, say)


def _check_suppressions(export: Export) -> None:
    """A list nobody can read protects nobody: those on it would be written to again."""
    listed = export.files["newsletters/suppressions.jsonl"]
    if listed.rows and export.manifest.get("suppressions_hashed_like") not in email_hashes(NOBODY):
        words = _(
            "%d addresses must never be written to again, and only the former site's SECRET_KEY "
            "tells which. Put it into SUPPRESSION_FORMER_KEYS and begin again."
        )
        raise Refused(words % listed.rows)


def _check_equal(export: Export) -> None:
    named = Named()
    for table in TABLES:
        digest = hashlib.sha256()
        for line in lines_of(table, named):
            digest.update(line)
        if digest.hexdigest() != export.files[table.path].digest:
            words = _("This site is not empty, and its %s are others. Take an empty one.")
            raise Refused(words % table.file)


# The rows ------------------------------------------------------------------------------------
def _fill(export: Export, giving_way: list[Table], say: Say) -> int:
    named, cleaner, written = Named(), Cleaner(), 0
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in giving_way:
            name = connection.ops.quote_name(table.model._meta.db_table)
            cursor.execute(f"DELETE FROM {name}")  # noqa: S608
    for table in TABLES:
        written += _write(table, export, named, cleaner)
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise Refused(_("The export does not hold together: %s") % _first_line(error)) from None
    _number_on()
    say(_("%d rows are written.") % written)
    if cleaner.cleaned:
        say(_("%d texts were cleaned of what texts may not hold here.") % cleaner.cleaned)
    written += _bring_files(export, say)
    _make_anew()
    _seal()
    transaction.on_commit(brief.forget_all)
    return written


def _write(table: Table, export: Export, named: Named, cleaner: Cleaner) -> int:
    reader = Reader(table, named)
    names = [connection.ops.quote_name(field.column) for field in reader.columns]
    into = connection.ops.quote_name(table.model._meta.db_table)
    number = 0
    try:
        with (
            connection.wrap_database_errors,
            connection.cursor() as cursor,
            cursor.copy(f"COPY {into} ({', '.join(names)}) FROM STDIN") as copy,
        ):
            for number, line in enumerate(export.lines(table.path), 1):  # noqa: B007
                row = cleaner.cleaned_row(table, reader.columns, reader.row(line))
                copy.write_row(
                    [
                        prepared(field, value, connection)
                        for field, value in zip(reader.columns, row, strict=True)
                    ]
                )
    except Unreadable as error:
        raise Refused(f"{table.path}, {number}: {error}") from None
    except (DatabaseError, ValueError, OverflowError) as error:
        raise Refused(f"{table.path}: {_first_line(error)}") from None
    return number


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [""])[0][:300]


def _number_on() -> None:
    """New rows get numbers after those that came."""
    models = [table.model for table in TABLES]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


# What is made from the rest ----------------------------------------------------------------------
def _make_anew() -> None:
    stories = Article.objects.order_by("pk").values_list("pk", flat=True)
    for keys in batched(stories.iterator(), AT_ONCE):
        found = Article.objects.filter(pk__in=keys).prefetch_related("bylines__author", "tags")
        search.index_each(
            [
                (
                    story,
                    [
                        *(byline.author.name for byline in story.bylines.all()),
                        *(tag.name for tag in story.tags.all()),
                    ],
                )
                for story in found.defer("search")
            ]
        )
    relate_later(Article.objects.published().order_by("pk").values_list("pk", flat=True))
    make_missing()


def _seal() -> None:
    """As after a database was copied: both sites may believe that an issue is theirs to send."""
    Seal.objects.update_or_create(
        pk=1, defaults={"mark": uuid4(), "turn": 0, "sealed_as": None, "sealed_at": None}
    )


# The files --------------------------------------------------------------------------------------
def _bring_files(export: Export, say: Say) -> int:
    """Those that are not here yet. What this leaves behind when the rows are taken back is found,
    and found equal, the next time."""
    brought = sum(_bring(export, one) for one in _named_files(export))
    say(_("%d files are brought.") % brought)
    return brought


def _named_files(export: Export) -> Iterator[Listed]:
    return (one for one in export.media() if isinstance(one, Listed))


def _bring(export: Export, listed: Listed) -> bool:
    name = name_of(listed.path)
    if default_storage.exists(name):
        with default_storage.open(name, "rb") as there:
            same = _digest(there) == listed.digest
        if not same:
            raise Refused(_("%s is here already, with another content.") % name)
        return False
    with opened(export.folder, listed.path) as file:
        _check(file, name)
        if default_storage.save(name, File(file)) != name:
            raise Refused(_("%s cannot be stored under its name.") % name)
    return True


def _check(file, name: str) -> None:
    if not is_document(name):
        _check_picture(file, name)
        return
    ending = ending_of(name)
    try:
        found = judged(file, name)
    except ValidationError as refusal:
        raise Refused(f"{name}: {refusal.messages[0]}") from None
    if KINDS[found].media_type != KINDS[ending].media_type:
        raise Refused(_("%s is of another kind than its name says.") % name)


def _check_picture(file, name: str) -> None:
    """Its head is read, not its points: what is shown is made from it by the rules for uploads."""
    try:
        with Pixels.open(file, formats=["JPEG", "PNG", "WEBP"]) as opened_picture:
            width, height = opened_picture.size
    except (
        UnidentifiedImageError,
        OSError,
        SyntaxError,
        ValueError,
        Pixels.DecompressionBombError,
    ):
        raise Refused(_("%s is no picture.") % name) from None
    if width * height > LARGEST_PIXELS or max(width, height) > LONGEST_SIDE:
        raise Refused(_("%s has more points than we take.") % name)
    file.seek(0)


def _digest(file) -> str:
    digest = hashlib.sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()
