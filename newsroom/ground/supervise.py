"""Runs several programs as one: their lines under their names, all stopped when one stops.

Honcho does the work. This adds what it leaves out: more signals, a last word for programs that
do not listen, an end when the command that started us is gone, and sentences for its messages.
"""

import os
import shlex
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from honcho.manager import SYSTEM_PRINTER_NAME, Manager
from honcho.printer import Message, Printer

from newsroom.ground import child
from newsroom.ground.errors import SetupError

PATIENCE = 10


def supervise(
    commands: dict[str, list[str]],
    *,
    cwd: Path,
    marks: Path = child.FOLDER,
    on_start: Callable[[], None] = lambda: None,
) -> None:
    """Run the commands until a signal asks to stop; SetupError when one of them ends by itself."""
    watch = Watch(on_start)
    manager = watch.manager = PatientManager(watch)
    for name, command in commands.items():
        line = shlex.join(child.marked(name, command, marks))
        manager.add_process(name, f"exec {line}", cwd=str(cwd))
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    if not watch.asked_to_stop:
        raise SetupError(
            f"The {watch.first_to_stop} stopped by itself, so everything was stopped; "
            "its last lines above say why."
        )


class PatientManager(Manager):
    """Honcho cannot stop what has not quite started; this one does so a moment later."""

    wanted = False

    def terminate(self) -> None:
        self.wanted = True
        if self._all_started():
            super().terminate()

    def kill(self) -> None:
        if self._all_started():
            super().kill()


class Watch(Printer):
    """Shows the children's lines; honcho's own are read for what happened, not shown."""

    manager: PatientManager

    def __init__(self, on_start: Callable[[], None]) -> None:
        super().__init__(sys.stdout)
        self.on_start = on_start
        self.parent = os.getppid()
        self.asked_to_stop = False
        self.first_to_stop: str | None = None
        self.all_started = False

    def write(self, message: Message) -> None:
        if message.name == SYSTEM_PRINTER_NAME:
            name, _, event = message.data.partition(" ")
            self._note(name, event.split()[0])
            return
        try:
            super().write(message)
        except OSError:  # the terminal or the reader of the pipe is gone: nobody to run for
            self.output = open(os.devnull, "w")  # noqa: SIM115 until the process ends
            os.kill(os.getpid(), signal.SIGTERM)

    def _note(self, name: str, event: str) -> None:
        if event == "started" and not self.all_started and self.manager._all_started():
            self.all_started = True
            if self.manager.wanted:
                self.manager.terminate()
            # Threads begin only now, as they and honcho's forks do not mix.
            threading.Thread(target=self._stop_without_parent, daemon=True).start()
            threading.Thread(target=self.on_start, daemon=True).start()
        elif event == "stopped" and self.first_to_stop is None:
            self.first_to_stop = name
        elif event == "received":
            if self.asked_to_stop:  # a second Ctrl-C
                self.manager.kill()
            elif self.first_to_stop is None:
                self.asked_to_stop = True
                last_word = threading.Timer(PATIENCE, self.manager.kill)
                last_word.daemon = True
                last_word.start()

    def _stop_without_parent(self) -> None:
        """`kill -9` of make gives us no signal; a new parent tells."""
        while os.getppid() == self.parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
