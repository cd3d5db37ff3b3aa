"""Issues to send, a mail server to send them to, and senders: here or in processes."""

import json
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from django.db import connection
from django.utils import timezone

from newsletter.models import Issue, IssueStory, Newsletter, Subscriber, Subscription
from newsletter.providers.smtp import Smtp
from newsletter.sending.pace import Pace
from newsletter.sending.sender import SenderLife
from tests.factories import ArticleFactory

PROJECT = Path(__file__).resolve().parents[2]
QUICK = Pace(
    poll=0.05, sweep=0.2, heartbeat=0.2, fence=2.0, dead_after=3.0, lease=5.0, batch=20,
    backoff=(0.2, 0.3, 0.5), give_up_after=30.0, soon=0.1, damping=0.5, recovery=0.5, closed=0.3,
)  # fmt: skip


# Who runs dry has no heart that beats, and a busy machine is no dead one.
DRY = replace(QUICK, fence=30.0, dead_after=60.0)


def readers(newsletter: Newsletter, number: int, name: str = "reader") -> list[Subscriber]:
    """Addresses that said yes."""
    made = Subscriber.objects.bulk_create(
        Subscriber(email=f"{name}{n}@example.com") for n in range(number)
    )
    now = timezone.now()
    Subscription.objects.bulk_create(
        Subscription(subscriber=s, newsletter=newsletter, asked_at=now, confirmed_at=now)
        for s in made
    )
    return made


def issue_for(number: int, *, slug: str = "daily", stories: int = 1, **fields) -> Issue:
    """An issue of a newsletter with so many readers, due now."""
    newsletter, _new = Newsletter.objects.get_or_create(
        slug=slug, defaults={"name": "The daily letter"}
    )
    readers(newsletter, number, name=f"{slug}-reader")
    issue = Issue.objects.create(
        newsletter=newsletter,
        edition=f"{Issue.objects.count() + 1}",
        subject="The day at the harbour",
        **{"state": Issue.State.SCHEDULED, "scheduled_for": timezone.now(), **fields},
    )
    for position in range(stories):
        story = ArticleFactory(live=True, headline=f"Boats, the {position + 1}.")
        IssueStory.objects.create(issue=issue, article=story, position=position)
    return issue


def leave(subscriber: Subscriber) -> None:
    Subscription.objects.filter(subscriber=subscriber).update(
        left_at=timezone.now() + timedelta(seconds=1)
    )


@dataclass
class Sink:
    """A mail server in a process of its own, and what it took."""

    port: int
    log: Path
    process: subprocess.Popen
    keys: list[str] = field(default_factory=list)

    def provider(self, **options) -> Smtp:
        return Smtp(**self.options(**options))

    def options(self, **options) -> dict:
        usual = {"rate": 100_000.0, "connections": 4, "timeout": 5.0, "answer_timeout": 1.0}
        return {"host": "127.0.0.1", "port": self.port, **usual, **options}

    def taken(self) -> Counter[str]:
        """How often each key was accepted."""
        return Counter(line.split()[0] for line in self.log.read_text().splitlines())

    def readers(self) -> Counter[str]:
        return Counter(line.split()[1] for line in self.log.read_text().splitlines())


@contextmanager
def sink(folder: Path, *options: str, port: int = 0) -> Iterator[Sink]:
    log = folder / f"sink-{os.urandom(4).hex()}"
    log.touch()
    command = [sys.executable, "-m", "tests.sink", str(port), str(log), *options]
    process = subprocess.Popen(command, cwd=PROJECT, stdout=subprocess.PIPE, text=True)
    try:
        yield Sink(int(process.stdout.readline()), log, process)
    finally:
        process.terminate()
        process.wait(10)
        process.stdout.close()


def send(provider, pace: Pace = DRY) -> None:
    """One sender, until nothing waits any more."""
    SenderLife(provider, pace, threading.Event()).run_dry()


@contextmanager
def sender_process(
    provider: dict, seal: Path, *, pace: Pace = QUICK, fault: tuple | None = None
) -> Iterator[subprocess.Popen]:
    """A real sender on the database of this test; killed at the end if it still runs."""
    address = urlsplit(os.environ["DATABASE_URL"])
    name = connection.settings_dict["NAME"]
    wanted = {
        "NEWSLETTER_PROVIDER": {"CLASS": "newsletter.providers.smtp.Smtp", "OPTIONS": provider},
        "NEWSLETTER_PACE": asdict(pace),
        "SENDING_SEAL": str(seal),
        "FAULT": fault,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.newsletter.sender_process", json.dumps(wanted)],
        cwd=PROJECT,
        env={
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "newsroom.settings.test",
            "DATABASE_URL": urlunsplit(address._replace(path=f"/{name}")),
        },
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
