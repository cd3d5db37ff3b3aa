"""What an app keeps about people, so that one export and one erasure find all of it.

An app that keeps any has a module `personal_data` with HOLDINGS, and with KEPT for fields that
name somebody and stay, with the reason. A test walks every model: a field that can hold a person
and stands in neither fails it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet
from django.db.models.functions import Lower


@dataclass(frozen=True)
class Erasure:
    """Who is to be forgotten, and whether what they said stays, unsigned."""

    person: Model
    keep_comments: bool


def of_addresses(rows: QuerySet, field: str, person: Model) -> QuerySet:
    """The rows whose address is one of this person's, however it is written."""
    return rows.alias(address_small=Lower(field)).filter(address_small__in=person.addresses())


def delete_rows(rows: QuerySet, erasure: Erasure) -> None:
    rows.delete()


@dataclass(frozen=True)
class Holding:
    """The rows of `model` ("newsletter.Subscriber") that are about a person.

    `of` finds them; `shown` are the fields of the export; `names` are the fields that can hold a
    person, an email or a network address and are answered for by this rule. `erase` gets the rows
    and the Erasure.
    """

    model: str
    title: str
    of: Callable[[Model], QuerySet]
    shown: tuple[str, ...]
    names: tuple[str, ...]
    erase: Callable[[QuerySet, Erasure], None] = delete_rows

    def rows(self, person: Model) -> Iterable[dict]:
        for row in self.of(person):
            yield {name: _plain(row, name) for name in self.shown}


def _plain(row: Model, name: str):
    """A field, or a path such as `article__headline`, as JSON can hold it."""
    value = row
    for part in name.split("__"):
        value = getattr(value, part, None)
        if callable(value) and not isinstance(value, Model):
            value = value()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
