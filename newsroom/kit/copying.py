"""Many rows at once: an INSERT of hundreds spends most of its time on quoting them."""

from django.db import connection
from django.db.models import Model
from django.db.models.expressions import DatabaseDefault


def copy_in[Row: Model](rows: list[Row]) -> list[Row]:
    """Store new rows of one model by COPY; they have their numbers afterwards.

    As `bulk_create`, for models whose key is a number the database gives. A time that is written
    by itself on creation is so where none was given.
    """
    if not rows:
        return rows
    meta = rows[0]._meta
    unnumbered = [row for row in rows if row.pk is None]
    for row, number in zip(unnumbered, take_numbers(type(rows[0]), len(unnumbered)), strict=True):
        row.pk = number
    fields = [field for field in meta.local_concrete_fields if _is_given(field, rows)]
    columns = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    with (
        connection.wrap_database_errors,
        connection.cursor() as cursor,
        cursor.copy(f'COPY "{meta.db_table}" ({columns}) FROM STDIN') as copy,
    ):
        for row in rows:
            copy.write_row(
                [field.get_db_prep_save(_value(field, row), connection) for field in fields]
            )
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def take_numbers(model: type[Model], how_many: int) -> list[int]:
    """Keys for rows to come, so that one can name another before both are stored."""
    meta = model._meta
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [f'"{meta.db_table}"', meta.pk.column, how_many],
        )
        return [number for (number,) in cursor.fetchall()]


def _value(field, row):
    value = field.value_from_object(row)
    return field.pre_save(row, add=True) if value is None else value


def _is_given(field, rows: list) -> bool:
    """The database fills the others by itself."""
    return not field.generated and not isinstance(field.value_from_object(rows[0]), DatabaseDefault)
