"""The load does its jobs itself: what the actions queued for it is taken back."""

from django.db import connection


def take_back(task: str, argument: str, value: int) -> None:
    """Drop the waiting jobs of `task` for one row, within the caller's transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM procrastinate_jobs WHERE status = 'todo' AND task_name = %s "
            "AND (args ->> %s)::bigint = %s",
            [task, argument, value],
        )
