"""The embedded PostgreSQL: one cluster per purpose, reached through a private socket only.

Every command that uses a cluster holds a shared lock on it, which the kernel takes back even
from a process that was killed. Who leaves last stops the server: so a command never stops a
database another one is using, and a server orphaned by `kill -9` is adopted and stopped later.
"""

import atexit
import hashlib
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

from newsroom.ground import locks
from newsroom.ground.errors import SetupError
from newsroom.ground.programs import OUTSIDE, make_private, program_folder, run, servant_for

PROJECT = Path(__file__).resolve().parent.parent.parent
DATABASE = "newsroom"
OWNER = "newsroom"
SOCKET_ONLY = {"listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "60"}
FAST_AND_LOSSY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
LARGE_LOG = 10_000_000


class Cluster:
    """One data folder and its server. `settings` are PostgreSQL settings by name."""

    def __init__(self, folder: Path | str, settings: dict[str, str] | None = None):
        self.folder = Path(os.path.abspath(folder))
        self.settings = {**SOCKET_ONLY, **(settings or {})}
        self.mark = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:12]
        self.home = self._find_home()
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.servant = servant_for(self.data)
        # The path of a Unix socket may have about 100 characters.
        if self.servant.borrowed:
            self.socket = OUTSIDE / f"socket-{self.mark}"
        else:
            self.socket = Path(f"/tmp/newsroom-{os.geteuid()}-{self.mark}")  # noqa: S108 private

    @property
    def url(self) -> str:
        try:
            password = (self.folder / "password").read_text().strip()
        except OSError:
            raise SetupError(
                f"The database's password file {self.folder / 'password'} cannot be read: "
                "work as the user who made it, or start over with `make reset`."
            ) from None
        return f"postgres://{OWNER}:{password}@/{DATABASE}?host={quote(str(self.socket), safe='')}"

    def answers(self) -> bool:
        """Whether a server listens on this cluster's socket."""
        with socket.socket(socket.AF_UNIX) as knock:
            try:
                knock.connect(str(self.socket / ".s.PGSQL.5432"))
            except OSError:
                return False
        return True

    def start(self) -> bool:
        """Start the server unless it runs already. True when this call started it."""
        with self._alone():
            return self._start()

    def stop(self) -> None:
        """Stop the server, whoever uses it."""
        with self._alone():
            self._stop()

    def destroy(self) -> None:
        """Stop the server and delete its data."""
        if self.folder.exists():
            self.stop()
        for folder in (self.home, self.folder, self.socket):
            if folder.exists():
                shutil.rmtree(folder)

    @contextmanager
    def used(self) -> Iterator[None]:
        """The server runs inside; whoever leaves last stops it."""
        with self._alone():
            mine = locks.take(self.folder / "users", shared=True, wait=True)
            try:
                self._start()
            except BaseException:
                locks.give_back(mine)
                raise
        try:
            yield
        finally:
            with self._alone():
                locks.give_back(mine)
                if not self.in_use():
                    self._stop()

    def in_use(self) -> bool:
        """Whether a living command holds the cluster."""
        return locks.held(self.folder / "users")

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """One command at a time starts or stops the server."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            handle = locks.take(self.folder / "lock", wait=True)
        except OSError as error:
            raise SetupError(
                f"The folder {self.folder} cannot be written ({error.strerror}): give it to the "
                "user who runs this, or set DATABASE_URL."
            ) from None
        try:
            yield
        finally:
            locks.give_back(handle)

    def _find_home(self) -> Path:
        """Where the data lies: in `folder`; for root outside, as noted in `folder`/location."""
        if os.geteuid() != 0 or (self.folder / "data" / "PG_VERSION").exists():
            return self.folder
        try:
            home, made_in = map(Path, (self.folder / "location").read_text().splitlines())
        except (OSError, ValueError):
            return OUTSIDE / self.mark
        # A moved project keeps its data; a copied one must not share the original's.
        moved = not made_in.exists()
        return home if made_in == self.folder or moved else OUTSIDE / self.mark

    def _orphaned(self) -> bool:
        """Whether the data outside was left by a checkout that lay here and was deleted.

        Its password went with that checkout, and so did its pictures: nothing can use it.
        """
        return self.home != self.folder and not (self.folder / "password").exists()

    def _start(self) -> bool:
        if not (self.data / "PG_VERSION").exists() or self._orphaned():
            self._create()
        if self.home != self.folder:
            (self.folder / "location").write_text(f"{self.home}\n{self.folder}\n")
        if self.answers():
            return False
        stale = (self.data / "postmaster.pid").exists()
        if stale and self._process_lives():
            self._stop()  # it hangs, or it listens where the project lay before it was moved
        elif stale:
            (self.data / "postmaster.pid").unlink(missing_ok=True)  # its number may live again
        make_private(self.socket, self.servant)
        if self.log.exists() and self.log.stat().st_size > LARGE_LOG:
            self.log.unlink()
        # The children of a killed server need a moment to notice and let go of its memory.
        for pause in (1, 3, 0) if stale else (0,):
            if self._pg_ctl("start", "-t", 120, "-l", self.log, "-o", self._options()):
                break
            time.sleep(pause)
        else:
            raise SetupError(f"The embedded database did not start: {self._last_words()}")
        self._make_database()
        return True

    def _stop(self) -> None:
        if not self.answers() and not self._process_lives():
            return
        if not self._pg_ctl("stop", "-m", "fast", "-t", 30):
            self._pg_ctl("stop", "-m", "immediate", "-t", 30)

    def _process_lives(self) -> bool:
        """Whether the process in postmaster.pid is this cluster's server, not a later stranger."""
        try:
            number = int((self.data / "postmaster.pid").read_text().split()[0])
            os.kill(number, 0)
        except (OSError, ValueError, IndexError):
            return False
        if sys.platform == "linux":
            try:  # a server works in its data folder, also after that was moved
                return Path(f"/proc/{number}/cwd").resolve() == self.data.resolve()
            except OSError:
                return False
        command = ["ps", "-o", "command=", "-p", str(number)]
        shown = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
        return "postgres" in shown.stdout

    def _options(self) -> str:
        settings = "".join(f" -c {name}='{value}'" for name, value in self.settings.items())
        return f"-k {self.socket}{settings}"

    def _pg_ctl(self, verb: str, *arguments: object) -> bool:
        pg_ctl = program_folder(self.servant) / "pg_ctl"
        return not run(
            pg_ctl, verb, "-w", "-s", "-D", self.data, *arguments, servant=self.servant
        ).returncode

    def _create(self) -> None:
        for unsafe in '"$`\\':
            if unsafe in str(self.folder):
                raise SetupError(
                    f"The embedded database cannot live under a path with the character {unsafe} "
                    "in it: move the project, or set DATABASE_URL."
                )
        programs = program_folder(self.servant)
        make_private(self.home, self.servant)
        if self.data.exists():  # left by an initdb that was cut off, or by a deleted checkout
            self._stop()
            shutil.rmtree(self.data)
        password = secrets.token_urlsafe(24)
        (self.folder / "password").unlink(missing_ok=True)
        handle = os.open(self.folder / "password", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
        # Handed over in a pipe's place: a file only the servant can read, for a moment.
        handover = self.home / f"handover-{secrets.token_hex(4)}"
        handle = os.open(handover, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(password)
        self.servant.owns(handover)
        made = run(
            programs / "initdb", "-D", self.data, "-U", OWNER, "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
            "--auth=scram-sha-256", f"--pwfile={handover}", servant=self.servant,
        )  # fmt: skip
        handover.unlink()
        if made.returncode:
            words = (made.stdout or "").strip().splitlines()
            raise SetupError(f"The embedded database could not be made: {' '.join(words[-3:])}")

    def _make_database(self) -> None:
        import psycopg  # not needed by commands that only ask whether a server runs

        admin = self.url.replace(f"@/{DATABASE}?", "@/postgres?")
        with psycopg.connect(admin, autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')

    def _last_words(self) -> str:
        try:
            lines = self.log.read_text(errors="replace").splitlines()
        except OSError:
            return f"there is not even a log in {self.home}."
        fatal = [line for line in lines[-30:] if "FATAL" in line or "PANIC" in line]
        return f"{(fatal or lines or ['it said nothing'])[-1].strip()} (its log is {self.log})"


def cluster_for(mode: str) -> Cluster:
    if mode == "test":
        return Cluster(PROJECT / "var" / "postgres-test", FAST_AND_LOSSY)
    return Cluster(PROJECT / "var" / "postgres")


@contextmanager
def ensure(mode: str) -> Iterator[None]:
    """DATABASE_URL is set inside; the embedded server runs when no other was named."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    cluster = cluster_for(mode)
    with _ends_orderly(), cluster.used():
        os.environ["DATABASE_URL"] = cluster.url
        try:
            yield
        finally:
            os.environ.pop("DATABASE_URL", None)


@contextmanager
def _ends_orderly() -> Iterator[None]:
    """A plain SIGTERM or SIGHUP would end the process without stopping the server."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {}
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is signal.SIG_DFL:
            before[number] = signal.signal(number, _leave)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(number: int, frame: object) -> None:
    raise SystemExit(128 + number)


def hold(mode: str) -> None:
    """`ensure` until the process ends: for the test settings, which have no end of their own."""
    lasting = ExitStack()
    lasting.enter_context(ensure(mode))
    atexit.register(lasting.close)
