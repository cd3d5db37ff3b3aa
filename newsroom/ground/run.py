"""`make run` and `make dev`: the paper with its database and its programs, as one command."""

import hashlib
import importlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from newsroom.ground import child, fonts, locks, postgres, server, words
from newsroom.ground.errors import SetupError
from newsroom.ground.ports import HOST, check_free, chosen_port
from newsroom.ground.supervise import supervise

PROJECT = Path(__file__).resolve().parent.parent.parent
VAR = PROJECT / "var"
LOCK = VAR / "run.lock"
CHILDREN = ("manage", "web", "worker", "sender")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGQUIT)
STATIC_MARK = VAR / "static-made-of"
MAKES_STATIC = ("staticfiles", "minify", "settings/base")


def main(mode: str) -> None:
    port = chosen_port()
    os.environ.update(
        NEWSROOM_MODE=mode,
        DJANGO_SETTINGS_MODULE=f"newsroom.settings.{mode}",
        PORT=str(port),
        PYTHONUNBUFFERED="1",
    )
    for number in SIGNALS:
        signal.signal(number, _stop)
    with only_run():
        for name in CHILDREN:
            child.stop_leftover(name)
        check_free(port)
        with postgres.ensure(mode):
            server.check(os.environ["DATABASE_URL"])
            check_settings(mode)
            prepare(mode)
            supervise(
                {"web": web(mode, port), "worker": worker(), "sender": sender()},
                cwd=PROJECT,
                on_start=lambda: announce(port),
            )
    say("Stopped.")


@contextmanager
def only_run() -> Iterator[None]:
    """One run per folder. The kernel lets go of the lock even when we are killed."""
    try:
        VAR.mkdir(exist_ok=True)
        handle = locks.take(LOCK)
    except OSError as error:
        raise SetupError(
            f"{error.filename} cannot be written ({error.strerror}): "
            "give the folder var to the user who runs this."
        ) from None
    if handle is None:
        raise SetupError(
            f"The paper runs from this folder already (process {LOCK.read_text() or 'unknown'}): "
            "stop that one first."
        )
    locks.write_number(handle)
    try:
        yield
    finally:
        locks.give_back(handle)


def check_settings(mode: str) -> None:
    """What is wrong in the environment, told before it is told four times as a traceback."""
    try:
        importlib.import_module(f"newsroom.settings.{mode}")
    except ImproperlyConfigured as error:
        raise SetupError(str(error)) from None


def prepare(mode: str) -> None:
    say("Preparing the fonts")
    fonts.build()
    words.build()
    if mode == "demo":
        collect_static()
    say("Preparing the database and the demo paper (the first time takes a while)")
    apart("newsroom.ground.prepare", "-m", "newsroom.ground.prepare")


def collect_static() -> None:
    """Hashing and compressing takes long, so it is skipped while its sources are the same."""
    mark = _static_sources()
    manifest = VAR / "static" / "staticfiles.json"
    if manifest.exists() and STATIC_MARK.exists() and STATIC_MARK.read_text() == mark:
        return
    say("Compressing style sheets, scripts and fonts")
    STATIC_MARK.unlink(missing_ok=True)
    apart("manage.py collectstatic", "manage.py", "collectstatic", "--noinput", "--clear", "-v0")
    STATIC_MARK.write_text(mark)


def _static_sources() -> str:
    """The project's own files by size and time; what packages bring by their pinned versions."""
    mark = hashlib.sha256((PROJECT / "requirements.txt").read_bytes())
    folders = [PROJECT / "static", fonts.FOLDER]
    for app in PROJECT.glob("[!.]*/__init__.py"):  # not var, which holds thousands of folders
        folders += app.parent.glob("**/static")
    for path in sorted(path for folder in folders for path in folder.rglob("*")):
        facts = path.stat()
        if path.is_file():
            mark.update(f"{path}\0{facts.st_size}\0{facts.st_mtime_ns}\n".encode())
    for path in (PROJECT / f"newsroom/{name}.py" for name in MAKES_STATIC):
        if path.exists():
            mark.update(path.read_bytes())
    return mark.hexdigest()


def apart(name: str, *arguments: str) -> None:
    """Run our Python apart from this terminal's Ctrl-C, so that only we decide when it ends."""
    command = child.marked("manage", [sys.executable, *arguments])
    process = subprocess.Popen(command, cwd=PROJECT, start_new_session=True)  # noqa: S603 our own
    try:
        code = process.wait()
    except BaseException:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        raise
    if code:
        raise SetupError(f"`{name}` failed: its last lines above say why.")


def web(mode: str, port: int) -> list[str]:
    if mode == "development":
        return [sys.executable, "manage.py", "runserver", f"{HOST}:{port}"]
    return [
        sys.executable, "-m", "granian", "newsroom.wsgi:application", "--interface", "wsgi",
        "--host", HOST, "--port", str(port), "--workers", "2", "--blocking-threads", "4",
        "--workers-kill-timeout", "3", "--no-ws", "--log-level", "warning",
    ]  # fmt: skip


def worker() -> list[str]:
    return [
        sys.executable, "manage.py", "procrastinate", "worker",
        "--concurrency", "2", "--shutdown-graceful-timeout", "3",
        "--fetch-job-polling-interval", "1",  # a planned change is due to the second
    ]  # fmt: skip


def sender() -> list[str]:
    return [sys.executable, "manage.py", "send_newsletters"]


def announce(port: int) -> None:
    address = f"http://{HOST}:{port}/"
    # Not through a proxy that the environment may name.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    for _ in range(600):
        try:
            opener.open(address, timeout=30).close()
        except urllib.error.HTTPError:
            break  # an answer, if not a good one
        except OSError:
            time.sleep(0.1)
        else:
            break
    password = os.environ.get("DEMO_PASSWORD") or "newsroom-demo"
    kept = "is written to var/mail; the links in it are printed here"
    mail = "goes out as EMAIL_URL says" if os.environ.get("EMAIL_URL") else kept
    say(
        f"""
  The paper    {address}
  The desk     {address}admin/
  Sign in as   editor, reporter, administrator or member, with the password {password}
  Mail         {mail}

  Ctrl-C stops everything; `make reset` starts over.
"""
    )


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 a command talks


def _stop(number: int, frame: object) -> None:
    """Once: what stops now must not be cut off by a second Ctrl-C."""
    for other in SIGNALS:
        signal.signal(other, signal.SIG_IGN)
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main(sys.argv[1])
    except KeyboardInterrupt:
        say("Stopped.")
    except SetupError as error:
        sys.exit(str(error))
    except PermissionError as error:
        sys.exit(
            f"{error.filename} belongs to another user: run as that user, or give it to this one."
        )
