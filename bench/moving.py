"""`make bench BENCH=moving ARGS="EXPORT 10000"`: how fast a site moves in, and in how much memory.

The items of a WordPress export are repeated, each time under numbers, names and addresses of their
own, until there are as many as asked for. A database of its own that waits for the disk as
production does; the command itself, pictures left out. Memory is that of all its processes.
"""

import argparse
import re
import signal
import subprocess
import sys
import tempfile
import time
from itertools import count, islice
from pathlib import Path

from bench.database import PROJECT, new_database, say

APART = 1_000_000  # the numbers of one round and the next
KB = 1024
ITEM = re.compile(r"[ \t]*<item>.*?</item>\s*", re.DOTALL)
NUMBERS = re.compile(
    r"(<wp:(?:post_id|post_parent|comment_id|comment_parent)>(?:<!\[CDATA\[)?)([1-9]\d*)"
)
NAMES = re.compile(r"(<wp:post_name>(?:<!\[CDATA\[)?[^<\]]+)")
LINKS = re.compile(r"(<(?:link|guid[^>]*)>(?:<!\[CDATA\[)?[^<\]?]+?)(/?)(?=\]|<)")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("export", type=Path)
    parser.add_argument("items", type=int, nargs="?", default=5_000)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and end what was started
    with new_database(), tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "export.xml"
        repeat(asked.export, asked.items, file)
        seconds, memory = moved_in(file)
        say(
            f"{asked.items:,} items of {asked.export.name}, {file.stat().st_size / KB**2:.0f} MB:"
            f" {seconds:.1f} s ({asked.items / seconds:,.0f} items/s),"
            f" at most {memory / KB:.0f} MB in all its processes"
        )


def repeat(export: Path, number: int, file: Path) -> None:
    text = export.read_text()
    items = ITEM.findall(text)
    start, end = text.index(items[0]), text.rindex(items[-1]) + len(items[-1])
    with file.open("w") as out:
        out.write(text[:start])
        out.writelines(islice(_rounds(items), number))
        out.write(text[end:])


def _rounds(items: list[str]):
    yield from items
    for turn in count(1):
        for item in items:
            moved = NUMBERS.sub(lambda m, n=turn: f"{m[1]}{int(m[2]) + n * APART}", item)
            moved = NAMES.sub(rf"\1-{turn}", moved)
            yield LINKS.sub(rf"\1-{turn}\2", moved)


def moved_in(file: Path) -> tuple[float, int]:
    began = time.monotonic()
    process = subprocess.Popen(  # noqa: S603 our own command
        [sys.executable, "manage.py", "import_wordpress", str(file), "--site", "old.example"],
        cwd=PROJECT, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    most = 0
    while process.poll() is None:
        most = max(most, sum(_memory(pid) for pid in _family(process.pid)))
        time.sleep(0.2)
    if process.returncode:
        sys.exit(process.returncode)
    return time.monotonic() - began, most


def _family(pid: int) -> list[int]:
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _memory(pid: int) -> int:
    """Kilobytes of its own: what it shares with another counts once, by halves."""
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    found = re.search(r"^Pss:\s+(\d+)", rollup, re.MULTILINE)
    return int(found[1]) if found else 0


if __name__ == "__main__":
    main()
