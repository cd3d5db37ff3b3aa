"""Whether something was written: a mark of all rows of some tables, before and after.

What is tried in between is undone, so that the next finds everything as it was, and only once made.
"""

from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def tried():
    """What is done within is undone."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def mark_of(models) -> str:
    tables = [f"TABLE {model._meta.db_table}" for model in models]
    rows = " UNION ALL ".join(f"SELECT row::text FROM ({table}) AS row" for table in tables)  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT md5(string_agg(row, '|' ORDER BY row)) FROM ({rows}) AS rows")  # noqa: S608
        return cursor.fetchone()[0]
