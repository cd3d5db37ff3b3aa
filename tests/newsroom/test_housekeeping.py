"""What a killed worker was doing is done again, and what is over is forgotten."""

import asyncio
from types import SimpleNamespace

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from newsroom.kit import expiry
from newsroom.kit.tasks import MOST_ATTEMPTS, forget_finished_jobs, give_back_stalled


@pytest.fixture(autouse=True)
def no_jobs(transactional_db):
    """The tables of jobs are not Django's to empty: leave nothing for the tests after."""
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


def by_a_worker(task) -> None:
    """Do the job as the worker does: over a connection of its own."""

    async def run():
        with app.replace_connector(app.connector.get_worker_connector()) as its_app:
            async with its_app.open_async():
                await task.func(SimpleNamespace(app=its_app), timestamp=0)

    asyncio.run(run())


def left_by_a_killed_worker(attempts: int) -> int:
    number = tasks.relate_article.defer(article_id=1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) "
            "VALUES (now() - interval '5 minutes') RETURNING id"
        )
        worker = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s "
            "WHERE id = %s",
            [worker, attempts, number],
        )
    return number


@pytest.mark.parametrize(("attempts", "status"), [(1, "todo"), (MOST_ATTEMPTS, "failed")])
def test_a_job_of_a_killed_worker_is_given_back_but_not_for_ever(attempts, status):
    number = left_by_a_killed_worker(attempts)

    by_a_worker(give_back_stalled)

    assert ProcrastinateJob.objects.get(pk=number).status == status


def test_a_job_of_a_living_worker_is_left_alone():
    number = left_by_a_killed_worker(1)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now()")

    by_a_worker(give_back_stalled)

    assert ProcrastinateJob.objects.get(pk=number).status == "doing"


def test_finished_jobs_are_forgotten_after_three_days():
    old, recent = (tasks.relate_article.defer(article_id=1) for _ in range(2))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'succeeded'")
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '4 days' WHERE job_id = %s",
            [old],
        )

    by_a_worker(forget_finished_jobs)

    assert list(ProcrastinateJob.objects.values_list("pk", flat=True)) == [recent]


def test_expired_sessions_and_counters_are_forgotten():
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date) VALUES "
            "('over', '', now() - interval '1 day'), ('lasting', '', now() + interval '1 day')"
        )
    cache.set("over", 1)
    cache.set("lasting", 1)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE django_cache SET expires = now() - interval '1 hour' "
            "WHERE cache_key LIKE '%%:over'"
        )

    expiry.forget_expired()

    assert list(Session.objects.values_list("session_key", flat=True)) == ["lasting"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        assert cursor.fetchall() == [(":1:lasting",)]
