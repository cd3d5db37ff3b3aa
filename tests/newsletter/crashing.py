"""Senders that are killed while an issue goes out, and what became of its copies."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

from newsletter.models import Delivery, Issue
from newsletter.sending.ledger import totals
from newsroom.kit.faults import POINTS
from tests.newsletter.letters import QUICK, Sink, sender_process

CONNECTIONS = 4
PACE = replace(QUICK, heartbeat=0.3, fence=2.0, dead_after=3.0, batch=50)
PATIENCE = 300


@dataclass
class Outcome:
    expected: int
    sums: dict
    lost: int
    doubled: int
    most_copies: int
    kills: int
    resends: int

    @property
    def allowed(self) -> int:
        """One for each connection that was in flight at each kill."""
        return self.kills * CONNECTIONS


class Siege:
    """Sends an issue although its senders are killed again and again."""

    def __init__(self, post: Sink, seal: Path, *, seed: int = 7, **options):
        self.post, self.seal = post, seal
        self.options = post.options(connections=CONNECTIONS, **options)
        self.chance = random.Random(seed)
        self.kills = 0

    def kill_at_random(self, times: int, *, within: float) -> None:
        """`kill -9` one of two senders a moment after copies go out."""
        with ExitStack() as alive:
            crew = [alive.enter_context(self._sender()) for _ in range(2)]
            for _ in range(times):
                if not self._moves():
                    return
                # The instant of the kill is what is drawn: anywhere within a copy's way.
                time.sleep(self.chance.uniform(0, within))
                victim = self.chance.randrange(2)
                crew[victim].kill()
                crew[victim].wait()
                self.kills += 1
                crew[victim] = alive.enter_context(self._sender())
            self._moves()

    def kill_at_points(self, times: int, *, up_to: int, points: tuple[str, ...] = POINTS) -> None:
        """At each named instant so often, somewhere among its first passings."""
        for point in self._shuffled(points, times):
            passing = self.chance.randrange(1, 3 if "claim" in point else up_to)
            with self._sender(fault=(point, "SIGKILL", passing)) as sender:
                if not _ends(sender):
                    return  # nothing was left that could have passed there
                self.kills += 1

    def finish(self, issue: Issue) -> Outcome:
        with self._sender():
            until = time.monotonic() + PATIENCE
            while not self._settled(issue) and time.monotonic() < until:
                time.sleep(0.2)
        return outcome(issue, self.post, self.kills)

    def _settled(self, issue: Issue) -> bool:
        issue.refresh_from_db()
        return bool(totals(issue)["done"])

    def _sender(self, fault=None):
        return sender_process(self.options, self.seal, pace=PACE, fault=fault)

    def _shuffled(self, points: tuple[str, ...], times: int) -> Iterator[str]:
        wanted = list(points) * times
        self.chance.shuffle(wanted)
        return iter(wanted)

    def _moves(self) -> bool:
        """Wait until one more copy has been taken; False when all are."""
        before = self.post.log.stat().st_size
        until = time.monotonic() + 30
        while self.post.log.stat().st_size == before:
            if time.monotonic() > until:
                return False
            time.sleep(0.005)
        return True


def _ends(sender, within: float = 120) -> bool:
    """Whether it died by itself: it does at its fault, if it gets there."""
    until = time.monotonic() + within
    while sender.poll() is None and time.monotonic() < until:
        laid = Delivery.objects.exists()  # asked first: they may be laid between the two
        if laid and not Delivery.objects.filter(state__in=[0, 1, 2, 5], settled_at=None).exists():
            return False
        time.sleep(0.02)
    return sender.poll() is not None


def outcome(issue: Issue, post: Sink, kills: int) -> Outcome:
    issue.refresh_from_db()
    taken: Counter[str] = post.taken()
    keys = {key.hex for key in Delivery.objects.filter(issue=issue).values_list("key", flat=True)}
    resends = sum(Delivery.objects.filter(issue=issue).values_list("resends", flat=True))
    assert set(taken) <= keys
    return Outcome(
        expected=len(keys),
        sums=totals(issue),
        lost=len(keys - set(taken)),
        doubled=sum(number - 1 for number in taken.values()),
        most_copies=max(taken.values(), default=0),
        kills=kills,
        resends=resends,
    )
