"""Locks that the kernel takes back from a process that dies, however it dies."""

import fcntl
import os
from pathlib import Path

_mine: set[int] = set()


def take(path: Path, *, shared: bool = False, wait: bool = False) -> int | None:
    """Lock the file; the handle to give back, or None when another process holds it."""
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
    try:
        fcntl.flock(handle, kind if wait else kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    except BaseException:
        os.close(handle)
        raise
    _mine.add(handle)
    return handle


def give_back(handle: int) -> None:
    _mine.discard(handle)
    os.close(handle)


def held(path: Path) -> bool:
    """Whether a living process holds the lock."""
    if not path.exists():
        return False
    handle = take(path)
    if handle is None:
        return True
    give_back(handle)
    return False


def write_number(handle: int) -> None:
    os.ftruncate(handle, 0)
    os.write(handle, str(os.getpid()).encode())


def _forget() -> None:
    for handle in _mine:
        os.close(handle)
    _mine.clear()


# A forked child would keep its parent's locks after the parent was killed.
os.register_at_fork(after_in_child=_forget)
