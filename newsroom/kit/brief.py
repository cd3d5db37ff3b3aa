"""What every page needs, kept in each process for a moment.

A change in the desk is seen at once by the process that made it, which forgets, and by the others
within KEPT_FOR seconds; pages ask the database for none of it.
"""

import time
from collections.abc import Callable
from typing import Any

KEPT_FOR = 2.0

_all: list["Brief"] = []


class Brief[T]:
    """`Brief(read)()` is what `read()` gave at most KEPT_FOR seconds ago."""

    def __init__(self, read: Callable[[], T]):
        self._read = read
        self._kept: tuple[float, Any] | None = None
        _all.append(self)

    def __call__(self) -> T:
        if self._kept is None or time.monotonic() - self._kept[0] >= KEPT_FOR:
            self._kept = (time.monotonic(), self._read())
        return self._kept[1]

    def forget(self) -> None:
        """Something changed: read again."""
        self._kept = None


def forget_all() -> None:
    for brief in _all:
        brief.forget()
