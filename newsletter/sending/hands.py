"""One connection to the provider and what it does: claim, intend, hand over, acknowledge."""

import logging
import random
import threading
import time

from django.db import connection
from psycopg import Connection

from newsletter.actions.reports import Report, take
from newsletter.actions.sending import halt
from newsletter.bounces import judge_words
from newsletter.models import Content, Issue, ProviderEvent
from newsletter.providers import Answer, Kind, Line, NoConnection, Provider
from newsletter.sending import ledger, seal
from newsletter.sending.breaker import Breaker
from newsletter.sending.copies import Copy, Mould
from newsletter.sending.lanes import Lane
from newsletter.sending.ledger import NO_ANSWER, NOTHING, Claimed, Outcome, State
from newsletter.sending.pace import Pace
from newsletter.suppressing import email_hashes
from newsroom.kit import faults

log = logging.getLogger("newsroom.newsletter")
TRIES_IF_BLOCKED = 3
MOST_CLAIMS = 2000  # a copy that only ever hears “slower” is given up in about a day
MOULDS_KEPT = 16


class Fenced(Exception):
    """This sender has not been seen for too long: the others may have taken its work."""


class Fence:
    """The time of the last heartbeat, by a clock that also runs while the process is stopped."""

    def __init__(self, pace: Pace):
        self.pace = pace
        self.seen = time.monotonic()

    def renew(self, asked_at: float) -> None:
        self.seen = asked_at

    def check(self) -> None:
        if time.monotonic() - self.seen > self.pace.fence:
            raise Fenced


class Shared:
    """What all connections of one sender have in common."""

    def __init__(self, sender: int, provider: Provider, pace: Pace, over: threading.Event):
        self.sender, self.provider, self.pace, self.over = sender, provider, pace, over
        self.fence = Fence(pace)
        self.lane = Lane(provider, pace)
        self.sealed = threading.Event()
        self._breakers: dict[int, Breaker] = {}
        self._moulds: dict[int, tuple[int, int, Mould]] = {}
        self._alone = threading.Lock()

    def breaker(self, issue: int) -> Breaker:
        with self._alone:
            return self._breakers.setdefault(issue, Breaker(issue))

    def breakers(self) -> dict[int, Breaker]:
        with self._alone:
            return dict(self._breakers)

    def forget_breaker(self, issue: int) -> None:
        with self._alone:
            self._breakers.pop(issue, None)

    def mould(self, content: int) -> tuple[int, int, Mould]:
        """Issue, newsletter and mould of a content: some are kept, never all of a large issue."""
        with self._alone:
            if content not in self._moulds:
                row = Content.objects.select_related("issue__newsletter").get(pk=content)
                if len(self._moulds) >= MOULDS_KEPT:
                    self._moulds.pop(next(iter(self._moulds)))
                self._moulds[content] = row.issue_id, row.issue.newsletter_id, Mould(row)
            return self._moulds[content]


class Hand(threading.Thread):
    """Works until there is nothing to do."""

    def __init__(self, shared: Shared):
        super().__init__(name="hand")
        self.shared = shared
        self.line: Line | None = None
        self.db: Connection | None = None

    def run(self) -> None:
        try:
            with ledger.connect(self.shared.pace.dead_after) as self.db:
                while not self.shared.over.is_set() and self.work():
                    pass
                self._believe_the_last()
        except Fenced:
            log.error("This sender was not seen for too long and stops.")
            self.shared.over.set()
        except seal.Sealed:
            self.shared.sealed.set()
        except Exception:
            log.exception("A connection to the provider ends early; its copies are given back.")
        finally:
            if self.line:
                self.line.close()
            connection.close()

    def work(self) -> bool:
        """One claim, worked off. False when there was nothing."""
        shared = self.shared
        shared.fence.check()
        issues = [pk for pk in ledger.ready(self.db) if not shared.breaker(pk).tripped]
        if not issues:
            return False
        granted = shared.lane.take(self.db)
        if not granted:
            return not shared.over.wait(0.2)
        if not self._connected():
            shared.lane.give_back(self.db, granted)
            return not shared.over.wait(1.0)
        issue = random.choice(issues)  # noqa: S311 so that a large issue holds up no small one
        batch = self._claim(issue, granted)
        shared.lane.give_back(self.db, granted - len(batch))
        faults.point("after_claim")
        self._work_off(issue, batch)
        return True

    def _claim(self, issue: int, granted: int) -> list[Claimed]:
        with self.db.transaction():
            turn = seal.take_turn(self.db)
            faults.point("in_claim")
            batch = ledger.claim(
                self.db, issue, sender=self.shared.sender, limit=granted, pace=self.shared.pace
            )
        seal.note(turn)
        return batch

    def _connected(self) -> bool:
        if self.line and self.line.usable:
            return True
        if self.line:
            self.line.close()
            self.line = None
        try:
            self.line = self.shared.provider.open()
        except NoConnection as error:
            self.shared.lane.close(self.db, str(error))
            log.warning("The provider cannot be reached: %s", error)
            if error.ours:
                for issue in ledger.ready(self.db):
                    halt(issue, str(error))
            return False
        return True

    def _work_off(self, issue: int, batch: list[Claimed]) -> None:
        done = NOTHING
        left = list(reversed(batch))
        try:
            while left and self._may_go_on(issue) and self._connected():
                claimed = left.pop()
                permitted = self._intend(done, claimed)
                done = NOTHING
                if permitted is None:  # the issue was halted, or the claim was lost
                    left.append(claimed)
                    break
                if permitted == State.SENDING:
                    done = self._hand_over(issue, claimed)
                    if not self.line.usable:  # nothing waits until there is another
                        ledger.acknowledge(self.db, done)
                        done = NOTHING
        finally:
            if done is not NOTHING:
                ledger.acknowledge(self.db, done)
            ledger.give_back(self.db, left)

    def _may_go_on(self, issue: int) -> bool:
        return not (self.shared.over.is_set() or self.shared.breaker(issue).tripped)

    def _intend(self, done: Outcome, claimed: Claimed) -> int | None:
        _issue, newsletter, _mould = self.shared.mould(claimed.content)
        permitted = ledger.step(
            self.db,
            done,
            claimed,
            newsletter=newsletter,
            hashes=email_hashes(claimed.email or ""),
            patience=self.shared.provider.patience + 60,
        )
        faults.point("after_intent")
        return permitted

    def _hand_over(self, issue: int, claimed: Claimed) -> Outcome:
        copy = Copy(
            self.shared.mould(claimed.content)[2], claimed.key, claimed.email, claimed.reader_key
        )
        answer = self._try(copy)
        if answer.kind is Kind.ACCEPTED:
            faults.point("after_accept")
        self._learn(issue, claimed, answer)
        return self._outcome(claimed, answer)

    def _try(self, copy: Copy) -> Answer:
        """An error of ours is about this copy alone, and leaves open how far it came."""
        try:
            return self.line.hand_over(copy, last_chance=self.shared.fence.check)
        except Fenced:
            raise
        except Exception as error:
            log.exception("A copy could not be handed over.")
            self.line.close()
            self.line = self.shared.provider.open()
            return Answer(Kind.UNCERTAIN, None, f"{type(error).__name__}: {error}")

    def _learn(self, issue: int, claimed: Claimed, answer: Answer) -> None:
        """What the answer says about the provider, the issue and the address, beside this copy."""
        if answer.kind is Kind.SLOWER:
            self.shared.lane.slow_down(self.db, answer.words)
        breaker = self.shared.breaker(issue)
        if answer.kind is Kind.ACCEPTED:
            _report(breaker.accepted(self.db))
        if answer.kind not in (Kind.REFUSED, Kind.BLOCKED):
            return
        blocked = answer.kind is Kind.BLOCKED
        said = None if blocked else _bounce(self.shared.provider.name, claimed, answer)
        if breaker.refused(self.db, blocked=blocked, report=said):
            halt(issue, f"{answer.code or ''} {answer.words}".strip())
            self.shared.forget_breaker(issue)

    def _believe_the_last(self) -> None:
        """Refusals after which nothing was left to be accepted. Those of an issue that was stopped
        wait: another sender may have found that the provider refuses everything."""
        breakers = self.shared.breakers()
        goes = Issue.objects.filter(pk__in=breakers, state=Issue.State.SENDING)
        for pk in goes.values_list("pk", flat=True):
            _report(breakers[pk].believe())

    def _outcome(self, claimed: Claimed, answer: Answer) -> Outcome:
        pace, tried = self.shared.pace, claimed.attempts + 1
        said = {"code": answer.code, "reply": answer.words}
        match answer.kind:
            case Kind.ACCEPTED:
                return Outcome(claimed, State.ACCEPTED, **said)
            case Kind.UNCERTAIN:
                return Outcome(claimed, State.UNCERTAIN, NO_ANSWER, answer.words)
            case Kind.SLOWER if claimed.epoch < MOST_CLAIMS:
                wait = _jittered(pace.soon)
                return Outcome(claimed, State.PENDING, **said, wait=wait, uncounted=1)
            case Kind.BLOCKED if tried < TRIES_IF_BLOCKED:
                return Outcome(claimed, State.PENDING, **said, wait=pace.wait_after(tried))
            case Kind.LATER if (wait := pace.wait_after(tried)) is not None:
                return Outcome(claimed, State.PENDING, **said, wait=_jittered(wait))
        return Outcome(claimed, State.FAILED, **said)


def _bounce(provider: str, claimed: Claimed, answer: Answer) -> Report | None:
    """What a server said at the door, as if it had come back by mail. Named by the copy: a copy
    that is tried again by hand and refused again tells nothing new about the address."""
    if answer.code is None or not 500 <= answer.code < 600:
        return None
    verdict = judge_words(f"{answer.code} {answer.words}")
    return Report(
        provider=f"{provider} answer",  # not what it reports later, which tells that it took it
        kind=ProviderEvent.Kind.BOUNCED,
        event=f"refused:{claimed.key.hex}",
        key=claimed.key,
        detail=answer.words,
        code=answer.code,
        gone=verdict.gone,
        lasting=verdict.kind == "hard",
    )


def _report(believed: list[Report]) -> None:
    for report in believed:
        take(report)


def _jittered(seconds: float) -> float:
    """So that copies put off together do not come back together."""
    return seconds * random.uniform(1.0, 1.3)  # noqa: S311
