"""A wave: hundreds of accounts that post junk, and members who go on talking beside it.

The junk copies a few texts with small changes, links to a few places, strings real words together,
and a tenth of its accounts had been let in before; the members write sentences of their own.
"""

import gzip
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.actions.posting import post_comment
from comments.models import Comment, Hold
from tests.factories import ArticleFactory

CORPUS = Path(__file__).resolve().parents[3] / "shared/data/corpus/usgov_news.jsonl.gz"
BAIT = [
    "My cousin earns nine thousand a month from home with one simple trick, ask me how",
    "The doctors do not want you to know what this old root does to your knees",
    "Finally a broker who pays out the same day, I doubled my savings in a single week",
    "Everybody in this town knows who is behind it, share this before they delete it",
    "Cheap flats by the sea, keys in hand, the owner sells before the end of the month",
]
PLACES = ["sunny-flats.example", "win-now.example", "old-root.example", "fast-broker.example"]
OWN = (
    "I walked along the {} this morning and thought of the {} your {} mentions, which my {} still"
    " remembers from the winter when the {} closed and nobody spoke of a {} at all."
)
LINES = (
    "harbour bridge reporter mother council promenade market station mayor river school library",
    "neighbour ferry orchard bakery lighthouse fountain tunnel doctor sailor garden theatre",
    "chapel quarry kitchen postman tramway square museum hospital stadium island valley windmill",
)
NOUNS = " ".join(LINES).split()


@dataclass
class Result:
    junk: int
    visible_junk: int
    ordinary: int
    at_once: int
    reasonless: int


def people(number: int, name: str) -> list[User]:
    made = User.objects.bulk_create(
        User(email=f"{name}{n}@example.com", display_name=f"{name} {n}", password="!")
        for n in range(number)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in made
    )
    return made


def with_history(members: list[User], story: Article, said: int = 12) -> None:
    Comment.objects.bulk_create(
        Comment(article=story, author=member, text=f"Said before {n}")
        for member in members
        for n in range(said)
    )
    Comment.objects.filter(author__in=members).update(posted_at=timezone.now() - timedelta(days=5))


def sentences(chance: random.Random) -> Iterator[str]:
    """Of the shared corpus where it is, of our own making where not; none twice."""
    if CORPUS.exists():
        with gzip.open(CORPUS, "rt") as lines:
            for line in lines:
                text = " ".join(str(v) for v in json.loads(line).values() if isinstance(v, str))
                for sentence in re.split(r"(?<=[.?!])\s+", text):
                    if 60 < len(sentence) < 400 and "." not in sentence[:-1]:
                        yield sentence
    while True:
        yield OWN.format(*chance.sample(NOUNS, 6))


def junk(chance: random.Random, real: Iterator[str]) -> str:
    kind = chance.random()
    if kind < 0.5:
        words = chance.choice(BAIT).split()
        for _ in range(chance.randrange(3)):
            words[chance.randrange(len(words))] = chance.choice(NOUNS)
        return " ".join(words) + "!" * chance.randrange(4)
    if kind < 0.8:
        return f"{next(real)} https://{chance.choice(PLACES)}/{chance.randrange(10**6)}"
    return " ".join(chance.choices(NOUNS, k=14)).capitalize()


def run_wave(*, accounts: int, posts: int, members: int, ordinary: int, seed: int = 7) -> Result:
    chance = random.Random(seed)
    stories = [ArticleFactory(live=True) for _ in range(5)]
    crowd, regulars = people(accounts, "crowd"), people(members, "regular")
    with_history(regulars + crowd[: accounts // 10], stories[0])
    real = iter(dict.fromkeys(_some(sentences(chance), posts + 2 * ordinary)))
    turns = ["junk"] * posts + ["own"] * ordinary
    chance.shuffle(turns)
    at_once, bad = 0, []
    for number, turn in enumerate(turns):
        story = chance.choice(stories)
        if turn == "junk":
            text = junk(chance, real)
            bad.append(post_comment(story, by=chance.choice(crowd), text=text).pk)
        else:
            said = post_comment(story, by=regulars[number % members], text=next(real))
            at_once += said.status == Comment.Status.VISIBLE
    held = Comment.objects.waiting()
    return Result(
        junk=posts,
        visible_junk=Comment.objects.visible().filter(pk__in=bad).count(),
        ordinary=ordinary,
        at_once=at_once,
        reasonless=held.exclude(
            pk__in=Hold.objects.filter(decision=None).values("comment")
        ).count(),
    )


def _some(texts: Iterator[str], number: int) -> Iterator[str]:
    for _ in range(number):
        yield next(texts)
