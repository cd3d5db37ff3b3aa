"""What an app keeps about people, so that one export and one erasure find all of it.

An app that keeps any has a module `personal_data` with HOLDINGS, and with KEPT for fields that
name somebody and stay, with the reason. A test walks every model: a field that can hold a person
and stands in neither fails it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Model, QuerySet


@dataclass(frozen=True)
class Erasure:
    """Who is to be forgotten. `person` is the account; `email` its address before the erasure."""

    person: Model
    email: str
    keep_comments: bool


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
