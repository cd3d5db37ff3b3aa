"""A wave: hundreds of accounts that post junk, and members who go on talking beside it.

The junk copies a few texts with small changes, links to a few places, strings real words together,
and a tenth of its accounts had been let in before; the members write sentences of their own.

It has a clock of its own: everything is posted within ten minutes of it, however long the machine
takes, by accounts without rest and by members no sooner than three quarters of a minute after
what they said last.
"""

import gzip
import json
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import time_machine
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
BEGINNINGS = (
    "I walked past the {} on Sunday", "Nobody asked the people near the {}",
    "When my {} was young", "You forget what the {} cost us", "As somebody who worked at the {}",
    "Last winter our {} stood empty", "It is a pity about the {}", "Thank you for going to the {}",
    "We moved here because of the {}", "My father built half of that {}",
    "There used to be a {} on every corner", "Has anybody counted the {}",
    "The old {} had better light", "Between us and the {} lies a road",
)  # fmt: skip
MIDDLES = (
    "and what I saw was a {} full of rain", "yet every summer the {} opens late",
    "so the children cross by the {}", "while the {} pays nothing at all",
    "but a {} does not mend itself", "and even the {} has given up waiting",
    "which is why my {} sold the house", "though the papers of the {} say otherwise",
    "because the {} closes at five", "as the {} will tell whoever listens",
    "and three doors on a {} burned down", "since then no {} has come back",
    "until somebody painted the {} green", "where a {} should have been",
)  # fmt: skip
ENDS = (
    "Ask the {} in the next street.", "I would keep the {} as it is.",
    "Let us see what the {} does.",
    "Better a small {} than none.", "That says much about our {}.",
    "Our {} deserves some patience.",
    "The bill goes to the {} in the end.", "Who remembers the {} of that year?",
    "Not one {} was there to help.", "Give me a {} and a quiet morning.",
    "A second {} would be cheaper.", "They should visit the {} at night.",
    "Perhaps the {} knows why.", "I hope the {} reads this.",
)  # fmt: skip
LINES = (
    "harbour bridge reporter mother council promenade market station mayor river school library",
    "neighbour ferry orchard bakery lighthouse fountain tunnel doctor sailor garden theatre",
    "chapel quarry kitchen postman tramway square museum hospital stadium island valley windmill",
)
NOUNS = " ".join(LINES).split()


SECONDS = 600
REST = 45  # seconds a member takes between two comments, at the least


@dataclass
class Result:
    junk: int
    visible_junk: int
    ordinary: int
    at_once: int
    taken_back: int  # of those, when they turned out to be like others
    reasonless: int
    briskest: int  # comments of the member who said most
    held_for: dict[str, int]  # ordinary comments, by what held them


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
        parts = (chance.choice(BEGINNINGS), chance.choice(MIDDLES), chance.choice(ENDS))
        one, two, three = (p.format(chance.choice(NOUNS)) for p in parts)
        yield f"{one}, {two}. {three}"


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
    turns = [(chance.uniform(0, SECONDS), chance.choice(crowd), True) for _ in range(posts)]
    turns += [(at, member, False) for at, member in paced(chance, regulars, ordinary)]
    junk_posts, own_posts = [], []
    began = timezone.now() - timedelta(seconds=SECONDS)
    with time_machine.travel(began, tick=False) as clock:
        for at, person, is_junk in sorted(turns, key=lambda turn: turn[0]):
            clock.move_to(began + timedelta(seconds=at))
            text = junk(chance, real) if is_junk else next(real)
            said = post_comment(chance.choice(stories), by=person, text=text)
            (junk_posts if is_junk else own_posts).append((said.pk, said.status))
    held = Comment.objects.waiting()
    own = [pk for pk, _status in own_posts]
    open_holds = Hold.objects.filter(decision=None)
    delayed = [pk for pk, status in own_posts if status != Comment.Status.VISIBLE]
    return Result(
        junk=len({pk for pk, _status in junk_posts}),
        visible_junk=Comment.objects.visible().filter(pk__in=[p for p, _ in junk_posts]).count(),
        ordinary=len(own),
        at_once=len(own) - len(delayed),
        taken_back=held.filter(pk__in=own).count() - len(delayed),
        reasonless=held.exclude(pk__in=open_holds.values("comment")).count(),
        briskest=max(Counter(person.pk for _, person, is_junk in turns if not is_junk).values()),
        held_for=dict(Counter(_kinds(delayed))),
    )


def _kinds(numbers: list[int]):
    return Hold.objects.filter(comment__in=numbers).values_list("kind", flat=True)


def paced(chance: random.Random, people: list[User], number: int) -> Iterator[tuple[float, User]]:
    """When who says something: by chance, but nobody twice within the time it takes to write."""
    said: dict[int, list[float]] = {}
    while number:
        at, person = chance.uniform(0, SECONDS), chance.choice(people)
        before = said.setdefault(person.pk, [])
        if all(abs(at - other) >= REST for other in before):
            before.append(at)
            number -= 1
            yield at, person


def _some(texts: Iterator[str], number: int) -> Iterator[str]:
    for _ in range(number):
        yield next(texts)
