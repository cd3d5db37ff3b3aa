"""A supervised process, marked by a lock so that it can be found after its supervisor was killed.

`python -m newsroom.ground.child var/run/web -- program arguments…` takes that lock, writes its
number into it and becomes the program, which keeps the lock until it ends: whoever finds the lock
held knows the number is no stranger's.
"""

import contextlib
import os
import signal
import sys
import time
from pathlib import Path

from newsroom.ground import locks
from newsroom.ground.errors import SetupError

PROJECT = Path(__file__).resolve().parent.parent.parent
FOLDER = PROJECT / "var" / "run"
PATIENCE = 8


def marked(name: str, command: list[str], folder: Path = FOLDER) -> list[str]:
    """The command as a child with that mark."""
    folder.mkdir(parents=True, exist_ok=True)
    return [sys.executable, "-m", "newsroom.ground.child", str(folder / name), "--", *command]


def become(path: Path, command: list[str]) -> None:
    handle = locks.take(path)
    if handle is None:
        sys.exit(f"Another {path.name} of this folder still runs.")
    locks.write_number(handle)
    os.set_inheritable(handle, True)
    os.execv(command[0], command)  # noqa: S606 no shell is meant


def stop_leftover(name: str, folder: Path = FOLDER) -> bool:
    """End the process group a killed supervisor left behind. True when there was one."""
    path = folder / name
    if not locks.held(path):
        return False
    try:
        group = int(path.read_text())
    except ValueError:
        raise SetupError(f"{path} is held by an unknown process: end it and try again.") from None
    for number in (signal.SIGTERM, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, number)
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if not locks.held(path):
                return True
            time.sleep(0.1)
    raise SetupError(f"Process {group}, left over from an earlier run, does not end: end it first.")


if __name__ == "__main__":
    separator = sys.argv.index("--")
    become(Path(sys.argv[1]), sys.argv[separator + 1 :])
