"""Several questions to the database, answered as if all were asked at one moment."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction


@contextmanager
def at_one_moment() -> Iterator[None]:
    """What another commits meanwhile is not seen: no page has the new names under the old text.

    Inside a transaction that was begun before, that one goes on as it is. Nothing that counts is
    to be written in here: it would count on from what is over.
    """
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        yield
