"""What every test starts from: nothing remembered of another, files in a folder of its own."""

import pytest
from django.core.cache import cache
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from newsroom.kit import brief
from newsroom.kit.slugs import reserved_words
from tests import migrated, quick_flush
from tests.factories import UserFactory


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix, django_db_use_migrations, django_db_blocker
):
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = migrated.template()


@pytest.fixture(scope="session", autouse=True)
def quickly_emptied():
    with pytest.MonkeyPatch.context() as patch:
        quick_flush.install(patch)
        yield


@pytest.fixture(autouse=True)
def forgetful(request, monkeypatch):
    """Menus, counters, jobs and reserved words of another test are not this one's."""
    brief.forget_all()
    if "live_server" not in request.fixturenames:
        monkeypatch.setattr(brief, "KEPT_FOR", 600)  # a slow machine forgets within the test
    reserved_words.cache_clear()
    uses_database = {"db", "transactional_db"} & set(request.fixturenames)
    if uses_database or request.node.get_closest_marker("django_db"):
        request.getfixturevalue("db")
        cache.clear()
        with connection.cursor() as cursor:  # a test that commits leaves its jobs behind
            cursor.execute("DELETE FROM procrastinate_jobs")


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def editor(db):
    return UserFactory(display_name="Eva Editor", role="Editor")


@pytest.fixture
def reporter(db):
    return UserFactory(display_name="Rosa Reporter", role="Reporter")


@pytest.fixture
def member(db):
    return UserFactory(display_name="Mateo Member")


@pytest.fixture
def run_jobs(db):
    """Do what waits for the worker, oldest first, in this transaction; errors come through."""

    def run() -> list[str]:
        done = []
        while (
            job := ProcrastinateJob.objects.filter(status="todo", scheduled_at=None)
            .order_by("id")
            .first()
        ):
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'doing' WHERE id = %s", [job.pk]
                )
                app.tasks[job.task_name].func(**job.args)
                cursor.execute(
                    "UPDATE procrastinate_jobs SET status = 'succeeded' WHERE id = %s", [job.pk]
                )
            done.append(job.task_name)
        return done

    return run
