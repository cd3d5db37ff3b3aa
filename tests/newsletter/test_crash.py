"""Senders are killed, and nobody misses an issue or gets it too often.

Real processes and a real mail server; the long form is tests/prove/test_newsletter_crash.py.
"""

import os
import signal
import time
from contextlib import ExitStack

import pytest

from newsletter.models import Delivery, Issue, Sender
from newsletter.sending.sender import GONE
from newsroom.kit.faults import POINTS
from tests.newsletter.crashing import CONNECTIONS, PACE, Siege, outcome
from tests.newsletter.letters import issue_for, sender_process, sink

pytestmark = pytest.mark.django_db(transaction=True)


CLAIMING = tuple(point for point in POINTS if "claim" in point)
SENDING = tuple(point for point in POINTS if "claim" not in point)


@pytest.mark.parametrize("points", [CLAIMING, SENDING])
def test_senders_killed_at_named_instants_lose_nothing(tmp_path, seal, points):
    issue = issue_for(160)

    with sink(tmp_path) as post:
        siege = Siege(post, seal)
        siege.kill_at_points(1, up_to=40, points=points)
        found = siege.finish(issue)

    assert found.kills == len(points)
    assert found.lost == 0
    assert found.doubled <= found.resends <= found.allowed
    assert found.sums["accepted"] == found.sums["expected"] == found.expected == 160
    assert found.sums["done"] is True
    if points == CLAIMING:
        # What is only claimed was surely not sent; the other connections may be further.
        assert found.resends <= found.kills * (CONNECTIONS - 1)


def test_a_provider_that_knows_a_copy_by_its_key_never_delivers_it_twice(tmp_path, seal):
    issue = issue_for(120)

    with sink(tmp_path, "--takes-key") as post:
        siege = Siege(post, seal, key_header="X-Idempotency-Key")
        siege.kill_at_points(1, up_to=40, points=("after_dot", "after_accept"))
        found = siege.finish(issue)

    assert (found.kills, found.lost, found.doubled) == (2, 0, 0)
    assert found.resends >= 2
    assert found.sums["accepted"] == 120


@pytest.mark.parametrize(("point", "when"), [("in_claim", 3), ("after_intent", 30)])
def test_a_sender_that_was_stopped_and_wakes_up_changes_nothing(tmp_path, seal, point, when):
    issue = issue_for(120)

    with sink(tmp_path) as post, ExitStack() as running:
        options = post.options(connections=CONNECTIONS)
        asleep = running.enter_context(
            sender_process(options, seal, pace=PACE, fault=(point, "SIGSTOP", when))
        )
        _wait_until(lambda: _is_stopped(asleep.pid))
        running.enter_context(sender_process(options, seal, pace=PACE))
        _wait_until(lambda: _settled() == 120)
        before = list(Delivery.objects.order_by("pk").values())
        took = post.log.read_text()

        os.kill(asleep.pid, signal.SIGCONT)
        # It woke up, and enlisted anew; or saw first that it had slept too long, and ended.
        _wait_until(lambda: Sender.objects.count() == 2 or asleep.poll() == GONE)
        time.sleep(0.5)

        assert list(Delivery.objects.order_by("pk").values()) == before
        late = len(post.log.read_text().splitlines()) - len(took.splitlines())
        found = outcome(issue, post, kills=1)
    assert late <= CONNECTIONS
    assert found.lost == 0
    assert found.doubled <= CONNECTIONS
    assert found.sums["accepted"] == 120


def test_a_sender_that_is_asked_to_stop_ends_its_copies_and_gives_the_rest_back(tmp_path, seal):
    issue = issue_for(120)

    with sink(tmp_path, "--delay=0.05") as post:
        options = post.options(connections=CONNECTIONS)
        with sender_process(options, seal, pace=PACE) as sender:
            _wait_until(lambda: sum(post.taken().values()) >= 5)
            sender.terminate()
            assert sender.wait(20) == 0
        found = outcome(issue, post, kills=0)

    assert not Sender.objects.exists()
    assert found.sums["accepted"] == sum(post.taken().values()) < 120
    assert found.sums["accepted"] + found.sums["pending"] == 120
    assert found.doubled == 0


def _settled() -> int:
    return Delivery.objects.filter(state=Delivery.State.ACCEPTED).count()


def _is_stopped(pid: int) -> bool:
    with open(f"/proc/{pid}/stat") as facts:
        return facts.read().rpartition(")")[2].split()[0] == "T"


def _wait_until(true, seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.05)
    assert Issue.objects.exists()
