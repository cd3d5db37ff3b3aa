"""Planned changes and a real worker: each at its time, none in the way of another, lateness told.

make prove ARGS="tests/prove/test_planned_due.py -s"; CHANGES=20 has more at once. The
small form is tests/articles/test_planning.py.
"""

import os
import time

import pytest
from django.test import Client
from django.urls import reverse

from articles.models import Article, PlannedChange
from tests.articles.planned_due import NEW, OLD, many, plan, soon, wait_for
from tests.articles.writing_page import change, published
from tests.crawling import Reader
from tests.servers import job_worker, web_server

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS, NUMBER = 2, int(os.environ.get("CHANGES", "10"))
TO_PLAN_THEM = float(os.environ.get("SECONDS", "45"))
AT_MOST = 2.0


def test_all_that_can_be_made_are_within_two_seconds(editor, capsys):
    with job_worker():
        time.sleep(5)  # it stands
        for turn in range(ROUNDS):
            found = wait_for(many(editor, NUMBER, TO_PLAN_THEM))
            Article.objects.filter(body=NEW).update(body="")
            worst, middle = max(found.delays), sorted(found.delays)[len(found.delays) // 2]
            tell(
                capsys,
                f"{turn + 1}: {len(found.delays)} of {NUMBER} changes made, median {middle:.2f} s "
                f"after their time, worst {worst:.2f} s; the others: "
                f"{ {t: s for t, s in found.states.items() if not t.startswith('Fine')} }",
            )
            assert found.early == []
            assert len(found.delays) == NUMBER
            assert worst <= AT_MOST
            assert found.states | {"Broken": "waiting"} == found.states
            for title in ("Withdrawn", "Ruled out", "Touched"):
                assert found.states[title] == "refused"
            PlannedChange.objects.filter(state="waiting").delete()


def test_without_a_worker_the_old_text_stays_whole_and_the_desk_says_so(editor, capsys):
    story = published(editor, body=OLD)
    desk = Client()
    desk.force_login(editor)
    change_of_it = plan(story, editor, soon(2))

    with web_server() as server:
        time.sleep(2 + PlannedChange.LATE_AFTER.total_seconds() + 2)
        page, health = asked(server, story.path).text, asked(server, reverse("health"))
        day = desk.get(reverse("admin:index")).text
        writing = desk.get(change(story)).text
        with job_worker():
            started = time.monotonic()
            while "opens on Monday" not in asked(server, story.path).text:
                assert time.monotonic() < started + 30
                time.sleep(0.1)
            well = asked(server, reverse("health"))

    assert "opens on Friday" in page
    assert "opens on Monday" not in page
    assert "The worker is behind or stopped." in day
    assert "the worker is behind or stopped" in writing
    assert health.status == 503
    assert "1 planned change is late" in health.text
    assert well.status == 200, well.text
    change_of_it.refresh_from_db()
    assert change_of_it.state == "made"
    tell(capsys, f"late as the health page tells it:\n{health.text}")


def asked(server, address: str):
    with Reader(server.port) as reader:
        return reader.ask(address)


def tell(capsys, words: str) -> None:
    with capsys.disabled():
        print(f"\n{words}")  # noqa: T201 the figures
