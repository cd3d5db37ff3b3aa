"""`make bench`: how fast an issue is frozen and handed over on this machine, and what it takes.

make bench ARGS="10000 100000"

A database of its own that waits for the disk as production does, a mail server in a process of its
own (tests/sink.py), and the real sender. Each size is a newsletter of its own.
"""

import argparse
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench.database import new_database, say

KB = 1024
MESSAGE = 40 * KB
STORIES = 8
PATIENCE = 900
SLICE = 0.05
TICKS = os.sysconf("SC_CLK_TCK")


@dataclass
class Figures:
    size: int
    message: int
    freezing: float
    freezing_processor: float
    sending: float
    shares: dict[str, float]
    memory: int

    def line(self) -> str:
        shares = " + ".join(f"{name} {share:.2f}" for name, share in self.shares.items())
        return (
            f"{self.size:>9,} readers: frozen in {self.freezing:.1f} s"
            f" ({self.size / self.freezing:,.0f} rows/s,"
            f" {self.freezing_processor:.1f} s of a processor); {self.message / KB:.0f} KB"
            f" handed over in {self.sending:.1f} s ({self.size / self.sending:,.0f} messages/s);"
            f" processors: {shares}; the sender's memory {self.memory / KB:.0f} MB"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--connections", type=int, default=8)
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # and end what was started
    with new_database() as cluster, tempfile.TemporaryDirectory() as folder:
        for size in asked.sizes:
            say(run(size, asked.connections, cluster, Path(folder)).line())


def run(size: int, connections: int, cluster, folder: Path) -> Figures:
    from django.conf import settings
    from django.db import connection

    from newsletter.actions.freezing import freeze
    from newsletter.sending.pace import Pace
    from tests.newsletter.letters import sender_process, sink

    settings.SENDING_SEAL = folder / f"seal-{size}"
    issue = prepare(size)
    began, before = time.monotonic(), ticks_of_all(cluster) + ticks(os.getpid())
    assert freeze(issue.pk)  # noqa: S101
    freezing = time.monotonic() - began
    freezing_processor = (ticks_of_all(cluster) + ticks(os.getpid()) - before) / TICKS
    grow(issue)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM newsletter_seal")
        cursor.execute("VACUUM ANALYZE newsletter_delivery")
    with sink(folder) as post:
        options = post.options(connections=connections, answer_timeout=600.0)
        with sender_process(options, settings.SENDING_SEAL, pace=Pace()) as sender:
            watched: dict[str, Callable[[], int]] = {
                "sender": lambda: ticks(sender.pid),
                "PostgreSQL": lambda: ticks_of_all(cluster),
                "mail server": lambda: ticks(post.process.pid),
            }
            wait_for(post, 1)
            began, before = time.monotonic(), {n: read() for n, read in watched.items()}
            ahead = taken(post)
            wait_for(post, size)
            while handed_over(issue) < size:
                time.sleep(SLICE)
            took = time.monotonic() - began
            used = {n: (read() - before[n]) / TICKS for n, read in watched.items()}
            memory = peak_memory(sender.pid)
        assert len(post.taken()) == size  # noqa: S101
    sending = took * size / (size - ahead)
    shares = {name: seconds / took for name, seconds in used.items()}
    return Figures(size, message_size(issue), freezing, freezing_processor, sending, shares, memory)


def prepare(size: int):
    """A newsletter with so many readers and an issue of it that is due."""
    from django.db import connection

    from newsletter.models import Issue
    from tests.newsletter.letters import issue_for

    slug = f"bench-{size}-{int(time.time())}"
    issue = issue_for(0, slug=slug, stories=STORIES, state=Issue.State.FREEZING)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH made AS (INSERT INTO newsletter_subscriber (email, key, created_at)"
            " SELECT %s || n || '@example.com', substr(md5(%s || n) || md5(n::text), 1, 32), now()"
            " FROM generate_series(1, %s) n RETURNING id)"
            " INSERT INTO newsletter_subscription (subscriber_id, newsletter_id, asked_at,"
            " asked_text, asked_place, confirmed_at, rhythm)"
            " SELECT id, %s, now(), '', '', now(), '' FROM made",
            [slug, slug, size, issue.newsletter_id],
        )
        cursor.execute("ANALYZE newsletter_subscriber, newsletter_subscription")
    return issue


def grow(issue) -> None:
    """Paragraphs until a copy is as large as a long issue; every one has a link of the reader's."""
    from newsletter.models import Content
    from newsletter.rendering import READER_KEY

    content = Content.objects.get(issue=issue)
    more = (
        "<p>Boats came in late – the wind had turned, and the quay filled with people who had"
        f' waited since noon. <a href="https://news.example/preferences/{READER_KEY}/">Yours</a></p>\n'
    )
    end = content.html.rfind("</body>")
    room = max(0, MESSAGE - message_size(issue)) // (len(more) + 12)
    content.html = content.html[:end] + more * room + content.html[end:]
    content.save(update_fields=["html"])


def message_size(issue) -> int:
    from uuid import uuid4

    from newsletter.models import Content
    from newsletter.sending.copies import Copy, Mould

    content = Content.objects.select_related("issue__newsletter").get(issue=issue)
    return len(Copy(Mould(content), uuid4(), "reader@example.com", "k" * 32).as_bytes())


def handed_over(issue) -> int:
    from newsletter.models import Delivery

    return Delivery.objects.filter(issue=issue, state=Delivery.State.ACCEPTED).count()


def taken(post) -> int:
    return post.log.read_bytes().count(b"\n")


def wait_for(post, number: int) -> None:
    """Asking the database would be work that it is measured with."""
    until = time.monotonic() + PATIENCE
    while taken(post) < number:
        if time.monotonic() > until:
            sys.exit("It takes too long.")
        time.sleep(SLICE if number == 1 else 0.5)


def ticks(pid: int, *, children: bool = False) -> int:
    try:
        facts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0
    return sum(int(number) for number in facts[11 : 15 if children else 13])


def ticks_of_all(cluster) -> int:
    """The server with its living processes; those that ended are counted by their parent."""
    first = int((cluster.data / "postmaster.pid").read_text().split()[0])
    found = subprocess.run(  # noqa: S603 our own
        ["ps", "-o", "pid=", "--ppid", str(first)],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return ticks(first, children=True) + sum(ticks(int(pid)) for pid in found.stdout.split())


def peak_memory(pid: int) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM"):
            return int(line.split()[1])
    return 0


if __name__ == "__main__":
    main()
