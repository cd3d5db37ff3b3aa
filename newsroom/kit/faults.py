"""Named instants at which a proof may kill or stop the process, so that it hits the exact one.

settings.FAULT is ("after_dot", "SIGKILL", 7): the seventh time the point is passed, the process
gets that signal. It is None everywhere but in processes a proof starts, and no environment
variable sets it.
"""

import itertools
import os
import signal

from django.conf import settings

POINTS = ("in_claim", "after_claim", "after_intent", "after_dot", "after_accept")
_passed = itertools.count(1)


def point(name: str) -> None:
    """Passed on the way; nothing happens unless a proof asked for it."""
    if settings.FAULT is None or settings.FAULT[0] != name:
        return
    _name, what, when = settings.FAULT
    if next(_passed) == when:
        os.kill(os.getpid(), getattr(signal, what))
