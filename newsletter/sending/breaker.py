"""When to stop an issue: its refusals are no longer about single readers but about us.

Refusals in a row are counted in the issue's row, by all senders together, so that more of them do
not try longer. An acceptance costs nothing but the first one after a refusal, which ends the row.
"""

import threading
from collections import deque

from psycopg import Connection

from newsletter.actions.reports import Report

IN_A_ROW = 20
LAST = 500
MOST_OF_LAST = LAST * 2 // 100

ONE_MORE = """
UPDATE newsletter_issue SET refused_in_a_row = refused_in_a_row + 1 WHERE id = %s
RETURNING refused_in_a_row
"""
NO_MORE = "UPDATE newsletter_issue SET refused_in_a_row = 0 WHERE id = %s"


class Breaker:
    """For one issue in one sender; its connections share it.

    What refusals say about addresses is held back until something is accepted: a provider that
    refuses everything says nothing about anybody.
    """

    def __init__(self, issue: int) -> None:
        self._issue = issue
        self._in_a_row = False
        self._last: deque[bool] = deque(maxlen=LAST)
        self._blocked = 0
        self._held_back: list[Report] = []
        self._alone = threading.Lock()
        self.tripped = False

    def accepted(self, db: Connection) -> list[Report]:
        """What may be believed now of the refusals before."""
        with self._alone:
            self._count(blocked=False)
            ends, self._in_a_row = self._in_a_row, False
            believed = self._take()
        if ends:
            db.execute(NO_MORE, [self._issue])
        return believed

    def refused(self, db: Connection, *, blocked: bool, report: Report | None = None) -> bool:
        """Whether this answer is the one too many. In a row any refusal counts: no list is that
        bad. Once tripped it stays so: the other connections stop without asking the database."""
        row = db.execute(ONE_MORE, [self._issue]).fetchone()
        with self._alone:
            self._count(blocked=blocked)
            self._in_a_row = True
            if report:
                self._held_back.append(report)
            if self.tripped:
                return False
            too_many_of_last = len(self._last) == LAST and self._blocked > MOST_OF_LAST
            self.tripped = too_many_of_last or bool(row and row[0] >= IN_A_ROW)
            return self.tripped

    def believe(self) -> list[Report]:
        """Nothing more is to be sent, and nothing stopped it."""
        with self._alone:
            return [] if self.tripped else self._take()

    def _count(self, *, blocked: bool) -> None:
        if len(self._last) == LAST:
            self._blocked -= self._last[0]
        self._last.append(blocked)
        self._blocked += blocked

    def _take(self) -> list[Report]:
        believed, self._held_back = self._held_back, []
        return believed
