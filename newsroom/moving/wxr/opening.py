"""Reads every file to its end before anything is changed: is it an export, and is it whole?"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from newsroom.moving.items import Item, Site, Term, Writer
from newsroom.moving.wxr.letters import Repairs, Unknown, decoded
from newsroom.moving.wxr.mending import Mender
from newsroom.moving.wxr.reading import Broken, Forbidden, Reader

ARCHIVES = (b"PK", b"\x1f\x8b", b"7z", b"Rar!")


@dataclass
class Export:
    """A file that can be read to its end, and what is in it."""

    file: Path
    site: Site = field(default_factory=Site)
    items: int = 0
    kinds: Counter = field(default_factory=Counter)
    repairs: Repairs = field(default_factory=Repairs)
    mended: bool = False
    remarks: int = 0
    zone: str = ""  # no export of WordPress tells it
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    writers: dict[str, Writer] = field(default_factory=dict)

    def things(self) -> Iterator[Writer | Term | Item]:
        """What the file holds, in its order."""
        with self.file.open("rb") as stream:
            if not self.mended:
                yield from Reader().run(decoded(stream, None))
                return
            repairs = Repairs()  # they are known by now
            mender = Mender(repairs)
            chunks = mender.run(decoded(stream, repairs))
            reader = Reader()
            yield from _counting_lines(reader, mender, chunks)


def open_export(file: Path) -> Export:
    """Raises Broken, with line and reason, when the file is not one or not whole."""
    with file.open("rb") as stream:
        head = stream.read(512)
    if not head.strip():
        raise Broken(_("The file is empty."))
    if head.startswith(ARCHIVES):
        raise Broken(_("This is an archive. Unpack it and name the XML file in it."))
    export = Export(file)
    try:
        _look(export)
    except Forbidden:
        raise
    except (Broken, UnicodeDecodeError, Unknown) as first:
        export = Export(file, mended=True)
        try:
            _look_mended(export)
        except Broken as second:
            # A section of CDATA that never ends hides what is wrong behind it.
            misled = second.cut_off and isinstance(first, Broken) and not first.cut_off
            raise (first if misled else second) from None
    return export


def _look(export: Export) -> None:
    with export.file.open("rb") as stream:
        reader = Reader()
        _take_stock(export, reader, reader.run(decoded(stream, None)))


def _look_mended(export: Export) -> None:
    with export.file.open("rb") as stream:
        mender = Mender(export.repairs)
        reader = Reader()
        try:
            chunks = mender.run(decoded(stream, export.repairs))
            _take_stock(export, reader, _counting_lines(reader, mender, chunks))
        except UnicodeDecodeError:
            words = _("there are bytes that are no letters in UTF-8 or Windows’ encoding.")
            raise Broken(words, mender.line) from None
        except Unknown as error:
            raise Broken(
                _("The file says its encoding is %s, which is not known.") % error
            ) from None
    there = mender.items + mender.swallowed
    if there != export.items:
        words = _("The file has %(there)d items, but only %(read)d can be told apart.")
        raise Broken(words % {"there": there, "read": export.items})


def _counting_lines(reader: Reader, mender: Mender, chunks) -> Iterator:
    def counted():
        for chunk in chunks:
            reader.lines_before = mender.dropped
            yield chunk

    yield from reader.run(counted())


def _take_stock(export: Export, reader: Reader, things) -> None:
    for thing in things:
        if isinstance(thing, Item):
            export.kinds[thing.kind] += 1
            export.remarks += len(thing.remarks)
        elif isinstance(thing, Term):
            export.terms.setdefault((thing.taxonomy, thing.slug), thing)
        else:
            export.writers.setdefault(thing.login, thing)
    export.site, export.items = reader.site, reader.items
    if not reader.is_export:
        raise Forbidden(
            _("This is not an export of WordPress: nothing in it is of WordPress’ own.")
        )
