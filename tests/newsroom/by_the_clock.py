"""A first publication at its time with no worker running: when is it at which address?

The addresses are those of test_only_public_stories.py, which come from the URL map: every one that
shows the live story there is asked here, over and over, as a browser or a cache asks that keeps
what it was given and asks with its mark.
"""

import re
import threading
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import Client

from articles.actions import publishing
from articles.models import Article, PublicVersion
from newsroom.kit.times import database_now
from newsroom.notifications.models import Notification
from tests.crawling import Answer, Reader
from tests.newsroom.test_only_public_stories import LISTED, LIVE, addresses

READERS = 8
WITHIN = 1.0
PATIENCE = 20
# Of one member alone: asked with the member's session.
OF_A_MEMBER = ("/accounts/", "/me/", "/comments/")


@dataclass
class Appearing:
    """Seconds after its time. `stale` is when an answer without the story was asked for; `delays`
    when each address's first one with it had arrived, this machine's slowness included."""

    stale: dict[str, float] = field(default_factory=dict)
    delays: dict[str, float] = field(default_factory=dict)
    early: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)  # answers that others may keep
    before: set[str] = field(default_factory=set)  # those that were asked and had it not
    asked: int = 0

    def worst(self) -> float:
        return max(self.delays.values())

    def median(self) -> float:
        return sorted(self.delays.values())[len(self.delays) // 2]


def surfaces(paper) -> list[str]:
    """Every address that shows the live story, with the live story's own."""
    found = [address for address, shows in addresses(paper) if shows]
    assert len(LISTED) > 30
    return list(dict.fromkeys(found))


def back_to_the_desk(story: Article) -> Article:
    """As if it had never been out: the same words, and all that leads to it. Who was told of it
    is told again by the worker, which does not run."""
    Notification.objects.all().delete()
    Article.objects.filter(pk=story.pk).update(
        status=Article.Status.READY, path=None, published_at=None, first_published_at=None,
        updated_at=None,
    )  # fmt: skip
    PublicVersion.objects.filter(article=story).delete()
    return Article.objects.get(pk=story.pk)


def appear(story: Article, editor, member, port: int, paths: list[str], wait: float) -> Appearing:
    """Schedule it `wait` seconds from now and ask until it is everywhere."""
    found, lock = Appearing(), threading.Lock()
    at = database_now() + timedelta(seconds=wait)
    publishing.publish(back_to_the_desk(story), by=editor, at=at)
    cookie = _cookie(member)
    connection.close()

    def watch(own: list[str]) -> None:
        marks, left = {}, list(own)
        until = time.monotonic() + wait + PATIENCE
        with Reader(port) as reader:
            while left and time.monotonic() < until:
                for path in list(left):
                    answer = _ask(reader, path, cookie, marks)
                    with lock:
                        if _judge(answer, path, at, found):
                            left.remove(path)
                # Few questions before, so that those at its time are not kept waiting.
                time.sleep(0.5 if at.timestamp() - time.time() > 1.5 else 0.02)

    threads = [threading.Thread(target=watch, args=[paths[n::READERS]]) for n in range(READERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(wait + 2 * PATIENCE)
    return found


def _ask(reader: Reader, path: str, cookie: str, marks: dict[str, str]) -> Answer:
    own = {"Cookie": cookie} if path.startswith(OF_A_MEMBER) else {}
    known = {"If-None-Match": marks[path]} if path in marks else {}
    answer = reader.ask(path, **own, **known)
    if answer.status == 200 and "etag" in answer.headers:
        marks[path] = answer.headers["etag"]
    return answer


def _judge(answer: Answer, path: str, at: datetime, found: Appearing) -> bool:
    """Whether the story is there; a question with its name in it is no answer."""
    due = at.timestamp()
    kept = answer.headers.get("cache-control", "")
    if not re.search(r"max-age=0\b|no-store|no-cache", kept):
        found.kept.append(f"{answer.status} {path}: {kept or 'nothing said'}")
    text = answer.text.lower()
    for echo in {path.lower(), quote(path, safe="").lower()} - {"/", "%2f"}:
        text = text.replace(echo, "")
    there = LIVE.lower() in text.replace(f'value="{LIVE.lower()}"', "")
    if path.startswith("/search/suggest/"):
        there = f"{LIVE.lower()} rain" in text
    elif "?q=" in path:
        there = f"/{LIVE.lower()}/" in text
    if there and answer.answered_at < due:
        found.early.append(f"{path}: {due - answer.answered_at:.3f} s early")
    if there and answer.answered_at >= due:
        found.delays[path] = answer.answered_at - due
    if not there and answer.asked_at >= due:
        found.stale[path] = answer.asked_at - due
    if not there and answer.answered_at < due:
        found.before.add(path)
    found.asked += answer.answered_at < due
    return there


def _cookie(person) -> str:
    client = Client()
    client.force_login(person)
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"
