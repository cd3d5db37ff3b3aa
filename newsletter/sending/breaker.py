"""When to stop an issue: its refusals are no longer about single readers but about us."""

import threading
from collections import deque

IN_A_ROW = 20
LAST = 500
MOST_OF_LAST = LAST * 2 // 100


class Breaker:
    """For one issue in one sender; its connections share it."""

    def __init__(self) -> None:
        self._row = 0
        self._last: deque[bool] = deque(maxlen=LAST)
        self._blocked = 0
        self._alone = threading.Lock()
        self.tripped = False

    def note(self, *, refused: bool, blocked: bool) -> bool:
        """Whether this answer is the one too many. In a row any refusal counts: no list is that
        bad. Once tripped it stays so: the other connections stop without asking the database."""
        with self._alone:
            self._row = self._row + 1 if refused else 0
            if len(self._last) == LAST:
                self._blocked -= self._last[0]
            self._last.append(blocked)
            self._blocked += blocked
            full = len(self._last) == LAST
            if self.tripped:
                return False
            self.tripped = self._row >= IN_A_ROW or (full and self._blocked > MOST_OF_LAST)
            return self.tripped
