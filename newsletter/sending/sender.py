"""The process that sends: it begins what is due and keeps as many connections as there is work for.

Any number of them may run, on any number of machines. None trusts another: what it may do stands in
the database, and a sender that could not say there that it lives stops by itself before the others
take over its work.
"""

import logging
import os
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import Error, connection
from psycopg import Connection, OperationalError

from newsletter.actions.freezing import begin_due, freeze_begun
from newsletter.actions.sending import stand_still
from newsletter.providers import Provider
from newsletter.sending import ledger, seal, uncertain
from newsletter.sending.hands import Hand, Shared
from newsletter.sending.pace import Pace

log = logging.getLogger("newsroom.newsletter")
COPIES_A_HAND = 20
GONE = 70  # the exit code of a sender that fenced itself


def send_until(stop: threading.Event, provider: Provider, pace: Pace) -> None:
    """Be a sender; when the others took it for dead or the database was away, another one."""
    while not stop.is_set():
        try:
            SenderLife(provider, pace, stop).run()
        except (OperationalError, Error) as error:  # ours, and Django's own
            log.warning("The database does not answer: %s", error)
            connection.close()
            stop.wait(pace.heartbeat)


class SenderLife:
    """From enlisting to the end of one sender. `over` ends it, `stop` all that might follow."""

    def __init__(self, provider: Provider, pace: Pace, stop: threading.Event):
        self.provider, self.pace, self.stop = provider, pace, stop
        self.over = threading.Event()
        self.hands: list[Hand] = []
        self.freezer: threading.Thread | None = None
        self._next_sweep = 0.0
        self._told_sealed = False

    def run(self) -> None:
        with self._enlisted():
            heart = threading.Thread(target=self._beat, name="heart", daemon=True)
            heart.start()
            while not self.stop.is_set() and not self.over.is_set():
                if self._may_send():
                    self._sweep_when_due()
                    self._keep_hands()
                self.stop.wait(self.pace.poll)

    def run_dry(self) -> None:
        """Until there is nothing to be sent now: for tests and the shell."""
        with self._enlisted():
            while self._may_send() and not self.over.is_set():
                self._sweep_when_due()
                self._wait_for_all()
                self._keep_hands()
                self._wait_for_all()
                if not ledger.ready(self.db):
                    break

    @contextmanager
    def _enlisted(self) -> Iterator[None]:
        with ledger.connect() as self.db:
            self.shared = Shared(_enlist(self.db), self.provider, self.pace, self.over)
            self.shared.lane.lay(self.db)
            try:
                yield
            finally:
                self.over.set()
                self._wait_for_all()
                _sign_off(self.db, self.shared.sender)

    def _wait_for_all(self) -> None:
        for thread in [*self.hands, self.freezer]:
            if thread:
                thread.join()

    def _may_send(self) -> bool:
        if seal.holds(self.db):
            self.shared.sealed.clear()
            self._told_sealed = False
            return True
        if not self._told_sealed:
            log.error("This database was restored or copied: nothing is sent until it is released.")
            stand_still()
            self._told_sealed = True
        return False

    def _sweep_when_due(self) -> None:
        if time.monotonic() < self._next_sweep:
            return
        self._next_sweep = time.monotonic() + self.pace.sweep
        ledger.reap(self.db, self.pace)
        uncertain.settle(self.db, self.provider, self.pace)
        begin_due()
        if self.freezer is None or not self.freezer.is_alive():  # it may take long
            self.freezer = threading.Thread(target=_freeze, args=[self.pace], name="freezer")
            self.freezer.start()

    def _keep_hands(self) -> None:
        """A connection for every few copies that wait, up to what the provider allows."""
        self.hands = [hand for hand in self.hands if hand.is_alive()]
        room = self.provider.connections - len(self.hands)
        if room <= 0:
            return
        most = self.provider.connections * COPIES_A_HAND
        waiting = sum(_waiting(self.db, issue, most) for issue in ledger.ready(self.db))
        wanted = min(self.provider.connections, -(-waiting // COPIES_A_HAND))
        for _ in range(wanted - len(self.hands)):
            hand = Hand(self.shared)
            hand.start()
            self.hands.append(hand)

    def _beat(self) -> None:
        """Say that we live; not heard for too long, or taken for dead, we end at once."""
        db: Connection | None = None
        while not self.over.is_set():
            asked = time.monotonic()
            try:
                db = db or ledger.connect()
                if not _seen(db, self.shared.sender):
                    log.error("The other senders took this one for dead.")
                    self.shared.fence.renew(float("-inf"))
                    self.over.set()
                    break
                self.shared.fence.renew(asked)
            except OperationalError as error:
                log.warning("The database does not answer: %s", error)
                db = None
            if time.monotonic() - self.shared.fence.seen > self.pace.dead_after:
                log.error("No heartbeat for too long: this sender ends.")
                os._exit(GONE)
            self.over.wait(self.pace.heartbeat)
        if db:
            db.close()


def _freeze(pace: Pace) -> None:
    """In a thread of its own. Stopped half-way, it leaves the issue to the others."""
    pause = int(pace.dead_after * 1000)
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET idle_session_timeout = {pause}")
            cursor.execute(f"SET idle_in_transaction_session_timeout = {pause}")
        freeze_begun()
    except Exception:
        log.exception("An issue could not be frozen; it is tried again.")
    finally:
        connection.close()


def _enlist(db: Connection) -> int:
    return db.execute(
        "INSERT INTO newsletter_sender (boot) VALUES (%s) RETURNING id", [uuid.uuid4()]
    ).fetchone()[0]


def _seen(db: Connection, sender: int) -> bool:
    return bool(
        db.execute("UPDATE newsletter_sender SET seen_at = now() WHERE id = %s", [sender]).rowcount
    )


def _sign_off(db: Connection, sender: int) -> None:
    """Nothing of ours is in flight: what we still hold is free at once."""
    db.execute(
        "UPDATE newsletter_delivery SET state = 0, sender = NULL WHERE sender = %s AND state = 1",
        [sender],
    )
    db.execute("DELETE FROM newsletter_sender WHERE id = %s", [sender])


def _waiting(db: Connection, issue: int, most: int) -> int:
    return db.execute(
        "SELECT count(*) FROM (SELECT 1 FROM newsletter_delivery WHERE issue_id = %s AND state = 0"
        " AND next_try_at <= now() LIMIT %s) found",
        [issue, most],
    ).fetchone()[0]
