"""Nothing that is typed is lost: two people at once, a server away, a browser killed.

make prove ARGS="tests/prove/test_writing_kept.py -s"; SAVES=20 before it saves fewer times. The
small form is tests/e2e/test_writing_hardship.py.
"""

import os
import random

import pytest

from tests.articles.writing_page import saved, written
from tests.e2e import hardship
from tests.e2e.conftest import chromium  # noqa: F401 a fixture
from tests.e2e.test_writing_hardship import server, story  # noqa: F401 fixtures
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SAVES = int(os.environ.get("SAVES", "200"))
AWAY = 60
KILLS = 10


def test_two_hundred_saves_of_two_browsers(chromium, server, story, editor, capsys):  # noqa: F811
    people, seed = [editor, UserFactory(role="Editor")], random.randrange(10**6)

    with hardship.writers(chromium, server, story, people) as pages:
        found = hardship.save_at_random(pages, story, saves=SAVES, seed=seed)

    tell(
        capsys,
        f"seed {seed}: {found.ended}, {len(found.typed)} sentences, "
        f"lost updates {len(found.lost_updates)}",
    )
    assert (found.lost_updates, found.nowhere) == ([], [])
    assert set(found.ended) <= {"saved", "together", "conflict"}


def test_a_minute_without_the_server(chromium, server, story, editor, capsys):  # noqa: F811
    with hardship.writers(chromium, server, story, [editor]) as (page,):
        typing = hardship.type_while_the_server_is_away(page, server, story, seconds=AWAY)
        missing = typing.missing(story)

    tell(capsys, f"server killed for {AWAY} s: {len(typing.times)} words, {missing} missing")
    assert missing == 0


def test_a_minute_without_a_session(chromium, server, story, editor, capsys):  # noqa: F811
    with hardship.writers(chromium, server, story, [editor]) as (page,):
        typing = hardship.type_while_the_session_ends(page, server, editor, PASSWORD, seconds=AWAY)
        missing = typing.missing(story)

    tell(capsys, f"signed out for {AWAY} s: {len(typing.times)} words, {missing} missing")
    assert missing == 0


def test_browsers_killed_at_random_instants(chromium, server, editor, capsys):  # noqa: F811
    lost = []
    for _ in range(KILLS):
        another = saved(written(), editor)
        seconds = random.uniform(4, 20)
        lost.append(
            hardship.type_until_the_browser_is_killed(chromium, server, another, editor, seconds)
        )

    elsewhere, here = (max(seconds) for seconds in zip(*lost, strict=True))
    tell(
        capsys,
        f"{KILLS} browsers killed: at most {elsewhere:.1f} s lost elsewhere, {here:.1f} here",
    )
    assert elsewhere <= 10
    assert here <= 10


def tell(capsys, words: str) -> None:
    with capsys.disabled():
        print(f"\n{words}")  # noqa: T201 the figures
