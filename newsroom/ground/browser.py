"""Chrome or Chromium for the browser tests: the one on this machine, never a download of ours."""

import os
import shutil
import subprocess
from pathlib import Path

from newsroom.ground.errors import SetupError

# First the shell: the same engine without the windows, tabs and address bar that nobody sees in a
# test. Those take a third of a browser's work.
SHELL = "chromium-headless-shell"
NAMES = (SHELL, "google-chrome", "google-chrome-stable", "chromium", "chromium-browser")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
PACKAGES = (SHELL, "chromium")  # older Debians have no package of the shell
DEBIAN = Path("/etc/debian_version")
HOW = f"install Chromium (Debian: apt-get install {SHELL}) or set CHROME to its path"


def find_browser() -> Path | None:
    """The browser named by CHROME, else the first one found. None when there is none."""
    named = os.environ.get("CHROME")
    if named:
        found = shutil.which(named)
        if not found:
            raise SetupError(f"CHROME names “{named}”, which is no program: {HOW}.")
        return Path(found)
    for candidate in (*NAMES, *MAC):
        found = shutil.which(candidate)
        if found:
            return Path(found)
    return None


def find_or_install_browser() -> Path | None:
    found = find_browser()
    if found or os.geteuid() != 0 or not DEBIAN.exists():
        return found
    print("Installing Chromium for the browser tests", flush=True)  # noqa: T201
    _apt_get("update")
    for name in PACKAGES:
        _apt_get("install", "--yes", "--no-install-recommends", name)
        if found := find_browser():
            return found
    return None


def _apt_get(*words: str) -> None:
    """Without a word; whether it helped, the browser shows."""
    quiet = {"check": False, "stdout": subprocess.DEVNULL, "stdin": subprocess.DEVNULL}
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *words], env=environment, **quiet)  # noqa: S603, S607


def in_ci() -> bool:
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
