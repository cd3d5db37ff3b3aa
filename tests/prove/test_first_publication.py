"""A first publication with no worker: absent before its time, everywhere within a second after.

make prove ARGS="tests/prove/test_first_publication.py -s"; ROUNDS=1 before it does it once. The
small forms are tests/newsroom/test_only_public_stories.py, tests/articles/test_daylight_saving.py.
"""

import os

import pytest

from articles.models import Article
from tests.newsroom.by_the_clock import WITHIN, appear, surfaces
from tests.newsroom.test_only_public_stories import member_of, paper
from tests.servers import web_server

__all__ = ["paper"]
pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = int(os.environ.get("ROUNDS", "10"))
WAIT = float(os.environ.get("WAIT", "15"))


def test_it_is_nowhere_before_its_time_and_everywhere_within_a_second(paper, editor, capsys):
    story, member = paper["live"], member_of(paper)
    paths = surfaces(paper)
    stale, delays, asked = [], [], 0

    with web_server(workers=2) as server:
        for _ in range(ROUNDS):
            found = appear(story, editor, member, server.port, paths, WAIT)
            assert found.early == []
            assert set(found.kept) == set()
            assert set(found.delays) == set(paths), set(paths) - set(found.delays)
            delays += found.delays.values()
            stale += found.stale.values()
            asked += found.asked
            assert found.before == set(paths), set(paths) - found.before
            slowest = max(found.delays, key=found.delays.get)
            with capsys.disabled():
                print(  # noqa: T201 the figures
                    f"\n{len(paths)} addresses, asked {found.asked} times before its time; asked "
                    f"after it and without it: {found.stale or 'none'}; arrived after a median of "
                    f"{found.median():.3f} s, the last {found.worst():.3f} s ({slowest})"
                )
    assert Article.objects.get(pk=story.pk).status == Article.Status.PUBLISHED
    assert max(stale, default=0) <= WITHIN
    assert asked > len(paths)
