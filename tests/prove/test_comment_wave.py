"""Ten thousand posts of five hundred accounts beside two thousand of members, and the clearing up.

make prove ARGS="tests/prove/test_comment_wave.py -s"
"""

import threading
import time

import pytest
from django.db import connection

from comments import queues
from comments.actions.moderation import decide_many
from comments.models import Comment, Decision
from tests.comments.wave import CORPUS, run_wave
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_readers_see_none_of_a_wave_and_moderators_clear_it_exactly(capsys):
    began = time.monotonic()
    result = run_wave(accounts=500, posts=10_000, members=500, ordinary=2_000)
    posted = time.monotonic() - began
    waiting = queues.counts()
    began = time.monotonic()
    queues.queue("held")
    page = time.monotonic() - began
    began = time.monotonic()
    cleared = clear_with_two_moderators()
    took = time.monotonic() - began

    with capsys.disabled():
        print(  # noqa: T201 the figures
            f"\ncorpus: {'shared' if CORPUS.exists() else 'own sentences'}; {result};"
            f" {12_000 / posted:.0f} posts a second; waiting {waiting}; a page of the queue"
            f" {page * 1000:.0f} ms; two moderators cleared {cleared} in {took:.0f} s"
        )
    assert result.visible_junk <= 0.01 * result.junk
    assert result.at_once >= 0.98 * result.ordinary
    assert result.reasonless == 0
    assert waiting["held"] + waiting["new"] == cleared == Decision.objects.count()
    assert queues.counts()["held"] == queues.counts()["new"] == 0
    assert Comment.objects.filter(status="removed").count() == cleared


def clear_with_two_moderators() -> int:
    """Both take the same pages at the same time: each comment is decided once."""
    editors = [UserFactory(role="Editor") for _ in range(2)]
    done = [0, 0]

    def clear(number):
        while lines := [
            (c.pk, c.version) for name in ("held", "new") for c in queues.queue(name).lines
        ]:
            done[number] += decide_many(lines, "removed", by=editors[number], why="spam")[1]
        connection.close()

    threads = [threading.Thread(target=clear, args=[n]) for n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)
