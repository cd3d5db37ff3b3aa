"""The day as a line: what was published, what is planned, what is free, where now is.

All positions are per cent of the width, as text: the drawing is fluid without a style attribute,
and no language writes the numbers with a comma.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from newsroom.kit.times import span

FIRST, LAST = 7, 22
WORTH_FILLING = timedelta(hours=2)


@dataclass
class Hour:
    x: str
    label: str
    anchor: str


class Axis:
    """Of local times: what came out, what is planned, and the newsletters among it."""

    def __init__(
        self, now: datetime, done: list[datetime], due: list[datetime], letters: list[datetime]
    ):
        everything = [_hour(t) for t in [now, *done, *due, *letters]]
        self.first = min(FIRST, *(int(h) for h in everything))
        self.last = max(LAST, *(int(h) + 1 for h in everything))
        self.now = self._x(_hour(now))
        self.now_on_the_right = _hour(now) > (self.first + self.last) * 0.5
        self.done = [self._x(_hour(t)) for t in done]
        self.due = [self._x(_hour(t)) for t in due]
        self.letters = [self._x(_hour(t)) for t in letters]
        planned = pairwise([now, *sorted([*due, *letters])])
        self.gaps = [self._gap(a, b) for a, b in planned if b - a > WORTH_FILLING]

    @property
    def hours(self) -> list[Hour]:
        marks = []
        for hour in range(self.first, self.last + 1):
            ends = {self.first: "start", self.last: "end"}
            labelled = hour in ends or ((hour - self.first) % 2 == 0 and hour < self.last - 1)
            marks.append(
                Hour(self._x(hour), str(hour) if labelled else "", ends.get(hour, "middle"))
            )
        return marks

    def _x(self, hour: float) -> str:
        return f"{self._share(hour):.2f}%"

    def _share(self, hour: float) -> float:
        return (hour - self.first) / (self.last - self.first) * 100

    def _gap(self, start: datetime, end: datetime) -> dict:
        left, right = self._share(_hour(start)), self._share(_hour(end))
        return {
            "x": f"{left:.2f}%",
            "width": f"{right - left:.2f}%",
            "middle": f"{(left + right) / 2:.2f}%",
            "words": span(end - start),
        }


def _hour(when: datetime) -> float:
    return when.hour + when.minute / 60
