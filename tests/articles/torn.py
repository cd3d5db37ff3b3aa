"""Reading while it is published: is any page part of one version and part of the next?

Every version of the story has its number everywhere: in its headline, standfirst and paragraphs,
in the name that signs it, its tag, and what readers are told. A page with two numbers is torn.
"""

import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from django.db import connection
from django.utils import timezone

from articles.actions import editing, publishing
from articles.models import Article
from tests.articles.writing_page import saved
from tests.crawling import Answer, Reader
from tests.factories import AuthorFactory, SectionFactory

MARK = re.compile(r"v(\d{4})x", re.IGNORECASE)
NOTE = re.compile(r"n(\d{4})x")
CHOICES = re.compile("<option.*?</option>", re.DOTALL)  # of the search form: every name there is
READERS = 6
TOLD_EVERY = 16  # readers are told of one change in so many
FIRST_EVERY = 5  # one publication in so many is another story's first


@dataclass
class Reading:
    reads: Counter = field(default_factory=Counter)
    torn: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    versions: set[int] = field(default_factory=set)
    publishes: int = 0


class Story:
    """One that is updated again and again, and what came before its readers beside it."""

    def __init__(self, editor):
        self.editor = editor
        self.section = SectionFactory(slug="torn", name="Torn")
        self.path, self.pk = "", None
        story = self._new(self._texts(0), ["v0000x", "always"], AuthorFactory(name="v0000x"))
        self.path, self.pk = story.path, story.pk

    def _new(self, texts: dict, tags: list[str], author) -> Article:
        story = Article(section=self.section, slug=f"rain-{texts['headline'][-4:]}", **texts)
        return publishing.publish(
            saved(story, self.editor, authors=[author], tags=tags), by=self.editor
        )

    def _texts(self, number: int) -> dict:
        mark = f"v{number:04}x"
        return {
            "headline": f"{mark} rain over the harbour",
            "standfirst": f"{mark} it rains.",
            "body": "".join(f"<p>{mark} paragraph.</p><h2>So</h2>" for _ in range(4)),
            "seo_description": f"{mark} described",
            "social_title": f"{mark} shared",
            "byline_text": f"{mark} told by {{1}}",
        }

    def update(self, number: int) -> None:
        """What the button does, by the action behind it."""
        story = Article.objects.get(pk=self.pk)
        for name, value in self._texts(number).items():
            setattr(story, name, value)
        editing.save(
            story, by=self.editor, base=story.version, substantive=True,
            authors=[AuthorFactory(name=f"v{number:04}x")], tags=[f"v{number:04}x", "always"],
            told=f"n{number:04}x: as the harbour says." if number % TOLD_EVERY == 0 else "",
        )  # fmt: skip

    def first(self, number: int) -> None:
        """Another story comes out beside it."""
        texts = {
            "headline": f"Another one {number}",
            "standfirst": "Beside it.",
            "body": "<p>a</p>",
        }
        self._new(texts, ["always"], AuthorFactory())

    def addresses(self) -> list[str]:
        month = f"/sitemap-{timezone.localtime():%Y-%m}.xml"
        return [
            self.path, self.path, self.path, f"{self.path}?print=1", "/", "/torn/", "/tag/always/",
            "/feed/", "/torn/feed/atom/", "/tag/always/feed/", "/popular/", "/news-sitemap.xml",
            f"{self.path}comments/", "/search/?q=harbour", month,
        ]  # fmt: skip


def read_while_publishing(story: Story, port: int, *, reads: int, publishes: int) -> Reading:
    found, lock, over = Reading(), threading.Lock(), threading.Event()

    def read(seed: int) -> None:
        chance, last, addresses = random.Random(seed), 0, story.addresses()
        with Reader(port) as reader:
            while not over.is_set():
                answer = reader.ask(chance.choice(addresses))
                with lock:
                    last = _judge(answer, found, last)

    readers = [threading.Thread(target=read, args=[n]) for n in range(READERS)]
    for thread in readers:
        thread.start()
    try:
        _publish(story, found, reads, publishes)
    finally:
        over.set()
        for thread in readers:
            thread.join(60)
    return found


def _publish(story: Story, found: Reading, reads: int, publishes: int) -> None:
    """Spread over the reads, so that each publication is met by readers."""
    version = 0
    for number in range(1, publishes + 1):
        if number % FIRST_EVERY == 0:
            story.first(number)
        else:
            version += 1
            story.update(version)
        found.publishes += 1
        until = time.monotonic() + 60
        while found.reads.total() < reads * number / publishes and time.monotonic() < until:
            time.sleep(0.01)
    connection.close()


def _judge(answer: Answer, found: Reading, last: int) -> int:
    kind = re.sub(r"\d{4}/\d{2}/\d{2}/[^/]+/", "STORY/", answer.address)
    found.reads[kind] += 1
    if answer.status != 200:
        found.failed.append(f"{answer.status} {answer.address}")
        return last
    text = CHOICES.sub("", answer.text)
    marks = {int(mark) for mark in MARK.findall(text)}
    if kind.startswith("/STORY/") and "comments" not in kind and marks:
        told = max((int(note) for note in NOTE.findall(answer.text)), default=0)
        if told != max(marks) // TOLD_EVERY * TOLD_EVERY:
            found.torn.append(f"{answer.address}: note {told} under {sorted(marks)}")
    if len(marks) > 1:
        found.torn.append(f"{answer.address}: {sorted(marks)}")
    found.versions |= marks
    if marks and max(marks) < last:
        found.torn.append(f"{answer.address}: {max(marks)} after {last}")
    return max([last, *marks])
