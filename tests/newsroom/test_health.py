"""The page that says whether the paper is well, to a monitor and to whoever opens it."""

from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.urls import reverse
from django.utils import timezone

from articles.models import PlannedChange
from newsroom import health
from tests.articles.planned_due import OLD, plan, soon
from tests.articles.writing_page import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    """One that was heard of just now."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now())")


def told(client) -> tuple[int, str]:
    answer = client.get(reverse("health"))
    assert "no-store" in answer["Cache-Control"]
    return answer.status_code, answer.text


def test_a_paper_with_a_worker_and_nothing_late_is_well(client, worker):
    assert told(client) == (200, "All is well.\n")


def test_changes_that_are_late_are_told_without_a_word_of_them(client, worker, editor):
    for _ in range(2):
        plan(published(editor, headline="Secret until then", body=OLD), editor, soon(60))
    assert told(client)[0] == 200
    PlannedChange.objects.update(due_at=timezone.now() - timedelta(minutes=3))

    status, words = told(client)

    assert status == 503
    assert words.startswith("2 planned changes are late: the first was due 3 min ago.")
    assert "Secret" not in words


def test_one_that_was_refused_or_taken_back_is_not_late(client, worker, editor):
    for state in ("refused", "let_go", "made"):
        change = plan(published(editor, body=OLD), editor, soon(60))
        long_ago = timezone.now() - timedelta(minutes=3)
        PlannedChange.objects.filter(pk=change.pk).update(due_at=long_ago, state=state)

    assert told(client)[0] == 200


def test_without_a_worker_it_says_since_when(client, worker):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '5 min'")
    assert told(client) == (
        503,
        "No worker is running: the last was heard of 5 min ago.\n",
    )

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
    assert told(client) == (503, "No worker is running.\n")


def test_without_the_database_it_answers_all_the_same(client, monkeypatch):
    def away():
        raise OperationalError("gone")

    monkeypatch.setattr(health, "database_now", away)

    assert told(client) == (503, "The database does not answer.\n")
