"""`make test`: the units and the browser tests, each in a pytest session of its own.

Playwright's event loop would break tests that run a worker if they shared a process.
"""

import os
import subprocess
import sys
from pathlib import Path

from newsroom.ground import fonts, postgres, server, words
from newsroom.ground.browser import HOW, find_or_install_browser, in_ci
from newsroom.ground.errors import SetupError

PROJECT = Path(__file__).resolve().parent.parent.parent
BROWSER_TESTS = "tests/e2e"
PROOFS = "tests/prove"
TAKES_A_VALUE = {"-k", "-m", "-p", "-n", "-c", "-o", "-W", "-r", "--tb", "--maxfail", "--durations"}
NO_TESTS = 5


def sessions(arguments: list[str]) -> dict[str, list[str]]:
    """What each session is called with, when the arguments choose a part of the tests."""
    paths, options = _split(arguments)
    chosen: dict[str, list[str]] = {"units": [], "browser": []}
    for path in paths or ["tests"]:
        place = Path(path.split("::")[0]).as_posix().rstrip("/")
        if f"{place}/".startswith(f"{BROWSER_TESTS}/"):
            chosen["browser"].append(path)
            continue
        chosen["units"].append(path)
        if f"{BROWSER_TESTS}/".startswith(f"{place}/"):
            chosen["browser"].append(BROWSER_TESTS)
    apart = [f"--ignore={BROWSER_TESTS}", f"--ignore={PROOFS}"]
    wanted = {}
    if chosen["units"]:
        wanted["units"] = [*_workers(options), *apart, *chosen["units"], *options]
    if chosen["browser"] and (PROJECT / BROWSER_TESTS).exists():
        wanted["browser"] = [*_workers(options), *chosen["browser"], *options]
    return wanted


def _split(arguments: list[str]) -> tuple[list[str], list[str]]:
    paths, options = [], []
    for before, argument in zip(["", *arguments], arguments, strict=False):
        named = before not in TAKES_A_VALUE and not argument.startswith("-")
        if named and (PROJECT / argument.split("::")[0]).exists():
            paths.append(argument)
        else:
            options.append(argument)
    return paths, options


def _workers(options: list[str]) -> list[str]:
    """Two processes that take over each other's tests, unless the caller decides or debugs."""
    own = ("-n", "--numprocesses", "--pdb", "--trace")
    if any(option.startswith(own) for option in options):
        return []
    return ["-n", "2", "--dist", "worksteal"]


def run_tests(arguments: list[str]) -> int:
    wanted = sessions(arguments)
    fonts.build()
    words.build()
    codes = []
    if "units" in wanted:
        codes.append(_pytest(wanted["units"]))
    if "browser" in wanted:
        codes.append(_browser_session(wanted["browser"]))
    ran = [code for code in codes if code != NO_TESTS]
    if not ran:
        raise SetupError("No test was found for these arguments.")
    return max(ran)


def _browser_session(arguments: list[str]) -> int:
    browser = find_or_install_browser()
    if browser is None:
        if in_ci():
            raise SetupError(f"The browser tests cannot run without a browser: {HOW}.")
        print(f"SKIPPED: the browser tests, as there is no browser: {HOW}.")  # noqa: T201
        return 0
    os.environ["CHROME"] = str(browser)
    return _pytest(arguments)


def run_proofs(arguments: list[str]) -> int:
    if not (PROJECT / PROOFS).exists():
        raise SetupError(f"There are no long proofs yet; they would lie in {PROOFS}.")
    fonts.build()
    words.build()
    return _pytest([*(arguments or [PROOFS])])


def _pytest(arguments: list[str]) -> int:
    command = [sys.executable, "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=PROJECT, check=False).returncode  # noqa: S603


def main(suite: str, arguments: list[str]) -> int:
    with postgres.ensure("test"):
        server.check(os.environ["DATABASE_URL"])
        return run_tests(arguments) if suite == "test" else run_proofs(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], sys.argv[2:]))
    except SetupError as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        sys.exit(130)
