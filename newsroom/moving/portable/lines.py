"""A row as a line of JSON, and back: the same row is always the same line."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import NOT_PROVIDED
from django.utils.translation import gettext as _

from newsroom.moving.portable.places import is_upload
from newsroom.moving.portable.tables import Table

AT_ONCE = 500
# A number of more digits is none of ours, and slow to read.
LONGEST_NUMBER = 40


class Unreadable(Exception):
    """A line that no row of ours can have written; says why."""


class Named:
    """Rows whose numbers differ from database to database go by name: permissions, kinds.

    Read at once: while rows are copied in, the connection answers no question.
    """

    def __init__(self):
        permissions = Permission.objects.select_related("content_type")
        self._names: dict[type, dict[int, str]] = {
            ContentType: {k.pk: f"{k.app_label}.{k.model}" for k in ContentType.objects.all()},
            Permission: {p.pk: f"{p.content_type.app_label}.{p.codename}" for p in permissions},
        }
        self._numbers = {
            model: {name: pk for pk, name in names.items()} for model, names in self._names.items()
        }

    def names(self, field: models.Field) -> dict[int, str] | None:
        return self._names.get(field.related_model) if field.is_relation else None

    def numbers(self, field: models.Field) -> dict[str, int] | None:
        return self._numbers.get(field.related_model) if field.is_relation else None


def rows_of(table: Table) -> Iterator[tuple]:
    """By key, through a cursor of the server: never more than some hundreds in memory."""
    columns = [field.attname for field in table.fields]
    rows = table.model._base_manager.order_by("pk").values_list(*columns)
    return rows.iterator(chunk_size=AT_ONCE)


def lines_of(table: Table, named: Named) -> Iterator[bytes]:
    names = [field.name for field in table.fields]
    by_name = {
        place: found
        for place, field in enumerate(table.fields)
        if (found := named.names(field)) is not None
    }
    for row in rows_of(table):
        if by_name:
            row = [by_name[n].get(v, v) if n in by_name else v for n, v in enumerate(row)]
        told = dict(zip(names, row, strict=True))
        yield json.dumps(told, ensure_ascii=False, default=_written).encode() + b"\n"


def _written(value):
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no form in an export")


class Reader:
    """Lines of one table as rows for its columns, those that stayed behind with their defaults."""

    def __init__(self, table: Table, named: Named):
        self.table, self._named = table, named
        self._names = [field.name for field in table.fields]
        self.columns = [*table.fields, *filter(_needs_value, _left_behind(table))]

    def row(self, line: bytes) -> list:
        told = _parsed(line)
        if not isinstance(told, dict) or list(told) != self._names:
            raise Unreadable(_("It does not hold the fields of %s.") % self.table.file)
        row = [self._value(field, told[field.name]) for field in self.table.fields]
        return [*row, *(_default(field) for field in self.columns[len(row) :])]

    def _value(self, field: models.Field, told):
        if told is None:
            if not field.null and not isinstance(field, models.JSONField):
                raise Unreadable(_("“%s” is empty.") % field.name)
            return None
        if (numbers := self._named.numbers(field)) is not None:
            if told not in numbers:
                raise Unreadable(_("“%s” is not known here.") % str(told)[:100])
            return numbers[told]
        target = field.target_field if field.is_relation else field
        if not isinstance(told, _forms_of(target)):
            raise Unreadable(_("“%s” is of another kind.") % field.name)
        if isinstance(target, models.FileField):
            if told and not is_upload(told):
                raise Unreadable(_("“%s” names a file that is none of ours.") % field.name)
            return told
        try:
            found = told if isinstance(target, models.JSONField) else target.to_python(told)
        except ValidationError as error:
            raise Unreadable(f"“{field.name}”: {error.messages[0]}") from None
        if isinstance(found, datetime) and found.tzinfo is None:
            raise Unreadable(_("“%s” has no time zone.") % field.name)
        return found


def _parsed(line: bytes):
    try:
        return json.loads(line, parse_constant=_refuse, parse_int=_number)
    except (ValueError, RecursionError, UnicodeDecodeError):
        raise Unreadable(_("It is no JSON.")) from None


def _refuse(name: str):
    raise ValueError(name)


def _number(digits: str) -> int:
    if len(digits) > LONGEST_NUMBER:
        raise ValueError(digits[:LONGEST_NUMBER])
    return int(digits)


def _forms_of(field: models.Field) -> type | tuple:
    if isinstance(field, models.JSONField):
        return object
    if isinstance(field, models.BooleanField):
        return bool
    if isinstance(field, models.IntegerField):
        return int
    if isinstance(field, models.FloatField):
        return (int, float)
    return list if hasattr(field, "base_field") else str


def _left_behind(table: Table) -> list[models.Field]:
    return [field for field in table.stored if field.name in table.without]


def _needs_value(field: models.Field) -> bool:
    """A column the database fills by itself is not written at all."""
    return not field.null and field.db_default is NOT_PROVIDED


def _default(field: models.Field):
    if field.name == "password":
        return make_password(None)
    return field.get_default()


def prepared(field: models.Field, value, connection):
    """As the database takes it."""
    if isinstance(field, models.FileField):
        return value
    with suppress(AttributeError):  # a foreign key is written as what it points to
        field = field.target_field
    return field.get_db_prep_save(value, connection)
