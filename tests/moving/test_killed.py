"""An import that is killed and begun again comes to the same as one that was not.

Real processes; the long form is tests/prove/test_moving_killed.py.
"""

import os
from concurrent.futures import ProcessPoolExecutor

import pytest
from django.core.management import call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Article
from newsroom.moving.actions import importing
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.models import Move, Source
from tests.moving.killing import everything, killed_at_random, large_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_import_goes_on_to_the_same_end(tmp_path):
    file = large_site(tmp_path, 60)

    kills = killed_at_random(file, 2)

    came_to = everything()
    assert kills == 2
    report = move_in([file], Wishes(), say=lambda line: None).report
    assert report["changes"] == {}
    assert everything() == came_to
    assert (report["items"]["in_file"], Source.objects.count()) == (60, 1)


def test_texts_converted_by_other_processes_are_the_same(tmp_path, monkeypatch):
    file = large_site(tmp_path, 25)
    move_in([file], Wishes(), say=lambda line: None)
    alone = everything()
    call_command("flush", interactive=False, verbosity=0)
    monkeypatch.setattr(importing, "MANY", 1)
    monkeypatch.setattr(importing, "ProcessPoolExecutor", Counting)

    move_in([file], Wishes(), say=lambda line: None)

    assert Counting.given == 25
    assert everything() == alone


def test_an_import_goes_on_alone_when_its_helpers_are_ended(tmp_path, monkeypatch):
    file = large_site(tmp_path, 25)
    monkeypatch.setattr(importing, "MANY", 1)
    monkeypatch.setattr(importing, "BATCH", 10)
    monkeypatch.setattr(importing, "ProcessPoolExecutor", Dying)

    report = move_in([file], Wishes(), say=lambda line: None).report

    assert report["items"]["imported"] == 25


class Dying(ProcessPoolExecutor):
    def submit(self, *args, **kwargs):
        return super().submit(os._exit, 1)


class Counting(ProcessPoolExecutor):
    given = 0

    def submit(self, *args, **kwargs):
        Counting.given += 1
        return super().submit(*args, **kwargs)


def test_stories_of_an_import_that_was_stopped_are_related_too(tmp_path):
    file = large_site(tmp_path, 20)
    move_in([file], Wishes(), say=lambda line: None)
    Move.objects.update(state=Move.State.RUNNING)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")

    move_in([file], Wishes(), say=lambda line: None)

    [job] = ProcrastinateJob.objects.filter(task_name="articles.tasks.relate_stories")
    public = Article.objects.published().values_list("pk", flat=True)
    assert sorted(job.args["article_ids"]) == sorted(public)
    assert set(Move.objects.values_list("state", flat=True)) == {"stopped", "done"}
