"""Taking in a list somebody brings along. No mail is ever sent by it.

The same function looks and takes in, so what the desk was shown is what happens. It goes by batches
in transactions of their own and may be repeated: a second time changes nothing. What is known here
weighs more than what a list says, with one exception: who left there after saying yes here.
"""

import gzip
import hashlib
import io
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import batched
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from newsletter import tasks
from newsletter.actions.placing import Evidence, place, stricter
from newsletter.actions.subscribing import normalised
from newsletter.models import Import, Newsletter
from newsletter.moving.formats import Format, Person, recognised
from newsletter.moving.reading import Fault, Row, Unreadable, read_sheet

BATCH = 1000
FAULTS_KEPT = 1000
LONGEST_ADDRESS = 254


@dataclass
class Report:
    """rows = added + changed + same + twice + elsewhere + barred + faulty, always."""

    format: str = ""
    means: str = ""
    encoding: str = ""
    separator: str = ""
    rows: int = 0
    outcomes: Counter = field(default_factory=Counter)
    states: Counter = field(default_factory=Counter)
    suppressed: int = 0  # newly
    silent: int = 0  # taken in, but on the list of suppressions
    faults: list = field(default_factory=list)

    def as_json(self) -> dict:
        return {**vars(self), "outcomes": dict(self.outcomes), "states": dict(self.states)}

    @classmethod
    def from_json(cls, found: dict) -> "Report":
        counts = {name: Counter(found[name]) for name in ("outcomes", "states")}
        return cls(**{**found, **counts, "faults": list(found["faults"])})


@dataclass(frozen=True)
class List:
    """A file with what the desk says about it."""

    stream: BinaryIO
    file_name: str
    newsletter: Newsletter
    basis: str = ""
    by: User | None = None


def look(given: List) -> Report:
    """What taking it in would do; nothing is written. Unreadable if it is no list."""
    return _last(_work(given, write=False))


def take_in(given: List) -> Report:
    return _last(_work(given, write=True))


def prepare(given: List) -> Import:
    """Keep the file and what was seen in it, until somebody says that it is to be taken in."""
    report = look(given)
    given.stream.seek(0)
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5) as writing:
        while chunk := given.stream.read(1 << 20):
            writing.write(chunk)
    return Import.objects.create(
        newsletter=given.newsletter,
        file_name=given.file_name[:200],
        content=packed.getvalue(),
        basis=given.basis,
        report=report.as_json(),
        rows_seen=report.rows,
        by=given.by,
    )


@transaction.atomic
def begin(found: Import, *, by: User) -> None:
    found = Import.objects.select_for_update().get(pk=found.pk)
    if found.state != Import.State.LOOKED_AT:
        return
    found.state, found.by = Import.State.WAITING, by
    found.save(update_fields=["state", "by"])
    tasks.take_in_import.defer(import_id=found.pk)


@transaction.atomic
def drop(found: Import) -> None:
    """Looked at and not wanted: the file goes with it."""
    Import.objects.filter(pk=found.pk, state=Import.State.LOOKED_AT).delete()


def carry_out(import_id: int) -> None:
    """Take in what waits. Begun before and broken off, it goes on where it stopped."""
    found = Import.objects.filter(pk=import_id, content__isnull=False).first()
    if found is None or found.state not in (Import.State.WAITING, Import.State.RUNNING):
        return
    begun = found.state == Import.State.RUNNING
    before = Report.from_json(found.report) if begun else None
    skip = found.rows_done if begun else 0
    Import.objects.filter(pk=found.pk).update(state=Import.State.RUNNING, rows_done=skip)
    stream = gzip.GzipFile(fileobj=io.BytesIO(bytes(found.content)))
    given = List(stream, found.file_name, found.newsletter, found.basis, found.by)

    def keep(report: Report) -> None:
        Import.objects.filter(pk=found.pk).update(rows_done=report.rows, report=report.as_json())

    report = _last(_work(given, write=True, keep=keep, before=before))
    Import.objects.filter(pk=found.pk).update(
        state=Import.State.DONE, content=None, report=report.as_json(), finished_at=timezone.now()
    )


def _last(reports: Iterator[Report]) -> Report:
    return deque(reports, maxlen=1)[0]


def _work(given: List, *, write: bool, keep=None, before: Report | None = None) -> Iterator[Report]:
    """The report after each batch. `before` is that of a run that was broken off."""
    sheet = read_sheet(given.stream)
    form = recognised(sheet.columns, given.file_name)
    if form is None:
        raise Unreadable(
            _("No column with addresses was found. It must be called “email”; there are: %s.")
            % ", ".join(sheet.columns)[:200]
        )
    skip = before.rows if before else 0
    report = before or Report(
        format=form.name,
        means=str(form.means),
        encoding=sheet.encoding,
        separator=sheet.separator.replace("\t", "tab"),
    )
    seen: set[bytes] = set()
    for batch in batched(_lines(sheet.rows(), skip, seen, form), BATCH):
        with transaction.atomic():
            _batch(batch, form, given, report, seen, write=write)
            if keep:
                keep(report)
        yield report
    yield report


def _lines(rows: Iterable, skip: int, seen: set[bytes], form: Format) -> Iterator[Row | Fault]:
    """What is left to do; of what was done the addresses are remembered."""
    for row in rows:
        if skip <= 0:
            yield row
            continue
        if isinstance(row, Row):
            person = _person(row, form)
            if isinstance(person, Person):
                seen.add(_mark(person.email))
        skip -= _length(row)


def _length(row: Row | Fault) -> int:
    return row.last - row.first + 1 if isinstance(row, Fault) else 1


def _batch(batch, form: Format, given: List, report: Report, seen: set, *, write: bool) -> None:
    people: dict[str, Person] = {}
    first: set[str] = set()
    for row in batch:
        report.rows += _length(row)
        person = row if isinstance(row, Fault) else _person(row, form)
        if isinstance(person, Fault):
            report.outcomes["faulty"] += _length(person)
            if len(report.faults) < FAULTS_KEPT:
                report.faults.append([person.first, person.last, person.reason])
        elif person.newsletter not in ("", given.newsletter.slug):
            report.outcomes["elsewhere"] += 1
        else:
            key, mark = person.email.lower(), _mark(person.email)
            if mark in seen:
                report.outcomes["twice"] += 1
            else:
                report.states[str(person.state)] += 1
                first.add(key)
            seen.add(mark)
            people[key] = stricter(person, people.get(key))
    evidence = Evidence(given.file_name, form.name, given.basis, given.by)
    placed = place(people, given.newsletter, evidence, write=write)
    report.outcomes.update(outcome for key, outcome in placed.outcomes.items() if key in first)
    report.suppressed += placed.suppressed
    report.silent += sum(key in first for key in placed.silent)


def _person(row: Row, form: Format) -> Person | Fault:
    try:
        found = form.person(row.values)
        email = normalised(found.email)
        validate_email(email)
    except KeyError:
        return Fault(row.line, row.line, _("There are fewer values than columns."))
    except (ValidationError, ValueError):
        return Fault(row.line, row.line, _("This is not an email address."))
    if len(email) > LONGEST_ADDRESS:
        return Fault(row.line, row.line, _("The address is too long."))
    return Person(**{**vars(found), "email": email})


def _mark(email: str) -> bytes:
    return hashlib.blake2b(email.lower().encode(), digest_size=8).digest()
