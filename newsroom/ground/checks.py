"""`make check`: everything that can be judged without running the tests, one verdict at the end."""

import os
import secrets
import subprocess
import sys
from pathlib import Path

from newsroom.ground import postgres
from newsroom.ground.errors import SetupError

PROJECT = Path(__file__).resolve().parent.parent.parent
LONGEST = 400
WRITTEN_BY_HAND = {
    ".css", ".html", ".js", ".md", ".py", ".sh", ".toml", ".txt", ".xml", ".yml", ".yaml",
}  # fmt: skip
# Somebody else's words, or written by a program.
EXEMPT = {"requirements.txt", "requirements-dev.txt", "requirements-tools.txt"}
EXEMPT_FOLDERS = {"migrations", "locale", "exports", "bodies", "data"}


def too_long() -> list[str]:
    """Files over 400 lines: nobody reads them to the end."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],  # noqa: S607
        cwd=PROJECT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    found = []
    for name in filter(None, tracked.stdout.split("\0")):
        path = PROJECT / name
        ours = path.suffix in WRITTEN_BY_HAND or (not path.suffix and path.parent.name == "bin")
        if not ours or name in EXEMPT or EXEMPT_FOLDERS & set(Path(name).parts):
            continue
        if not path.is_file():
            continue
        lines = path.read_text(errors="replace").count("\n")
        if lines > LONGEST:
            found.append(f"{name} has {lines} lines; the most is {LONGEST}")
    return found


def production() -> dict[str, str]:
    """An environment in which the production settings start, with a secret made up on the spot."""
    return {
        "NEWSROOM_MODE": "production",
        "DJANGO_SETTINGS_MODULE": "newsroom.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(60),
        "SITE_URL": "https://news.example",
        "ALLOWED_HOSTS": "news.example",
        "EMAIL_URL": "smtp://user:password@mail.example:587?tls=1",
        "DEFAULT_FROM_EMAIL": "newsroom@news.example",
    }


def main() -> int:
    python = sys.executable
    djade = str(Path(python).with_name("djade"))  # a program of its own, not a module
    templates = [str(path) for path in (PROJECT / "templates").rglob("*.html")]
    linter = "from importlinter.cli import lint_imports_command as run; run()"
    manage = [python, "manage.py"]
    test = {"NEWSROOM_MODE": "test", "DJANGO_SETTINGS_MODULE": "newsroom.settings.test"}
    steps = [
        ("ruff", [python, "-m", "ruff", "check", "."], test),
        ("ruff format", [python, "-m", "ruff", "format", "--check", "."], test),
        ("templates", [djade, "--check", "--target-version", "6.1", *templates], test),
        ("imports", [python, "-c", linter], test),
        ("tests are found", [python, "-m", "pytest", "--collect-only", "-q", "tests"], test),
        ("migrations", [*manage, "makemigrations", "--check", "--dry-run"], test),
        ("deploy", [*manage, "check", "--deploy", "--fail-level", "WARNING"], production()),
    ]
    failed = []
    for name, command, extra in steps:
        if _fails(name, command, {**os.environ, **extra}):
            failed.append(name)
    for sentence in too_long():
        failed.append("length")
        say(sentence)
    if failed:
        say(f"FAILED: {', '.join(dict.fromkeys(failed))}")
        return 1
    say("All checks pass.")
    return 0


def _fails(name: str, command: list[str], environment: dict[str, str]) -> bool:
    done = subprocess.run(  # noqa: S603 our own programs
        command, cwd=PROJECT, env=environment, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    say(f"{name}: {'failed' if done.returncode else 'ok'}")
    if done.returncode:
        say(done.stdout)
    return bool(done.returncode)


def say(words: str) -> None:
    print(words, flush=True)  # noqa: T201 a command talks


if __name__ == "__main__":
    try:
        with postgres.ensure("test"):
            sys.exit(main())
    except SetupError as error:
        sys.exit(str(error))
