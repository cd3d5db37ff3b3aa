"""What rules say about a text and what is known about its writer. Pure: no database, no clock.

The same function judges a comment as it is posted and replays it in a rehearsal.
"""

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from comments.models.rule import Rule
from comments.rules.folding import closed_up, folded, hosts

# A surge holds those with fewer comments than this; members with a history are not its cause.
NEWCOMER = 10
SURGE_AT_LEAST = 10
Kind = Rule.Kind


@dataclass
class Facts:
    """Numbers by window are keyed by its minutes, as text: JSON knows no other keys."""

    known: int = 0  # comments of theirs that readers see
    removed: int = 0  # in the last thirty days, by moderators
    waiting: int = 0  # of the last day, held for more than being new
    verified: bool = True
    said: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)  # much the same, by themselves
    others: dict[str, int] = field(default_factory=dict)  # people who said much the same
    junk: int = 0  # much the same, removed within a day
    hosts: dict[str, dict[str, int]] = field(default_factory=dict)  # people who linked there
    busy: int = 0  # on the story in the last ten minutes
    usual: float = 0.0  # on the story in ten minutes of its day

    def stored(self) -> dict:
        return asdict(self)


@dataclass(frozen=True)
class Finding:
    rule: Rule
    found: str
    start: int | None = None
    end: int | None = None


def judge(text: str, facts: Facts, rules: Iterable[Rule]) -> list[Finding]:
    """Every reason to hold it, each with the exact match. None: readers see it at once."""
    found = []
    for rule in rules:
        if rule.enabled and (look := LOOKS.get(rule.kind)):
            found += look(text, facts, rule)
    return found


def _first(text, facts, rule):
    if facts.known < rule.number:
        yield Finding(rule, _("comment number %(n)s") % {"n": facts.known + 1})


def _unverified(text, facts, rule):
    if not facts.verified:
        yield Finding(rule, _("the address is not confirmed"))


def _links(text, facts, rule):
    found = hosts(text)
    if len(found) >= rule.number:
        for _host, start, end in found:
            yield Finding(rule, text[start:end][:200], start, end)


def _words(text, facts, rule):
    pattern = pattern_of(rule.words)
    if pattern is None:
        return
    seen = set()
    for leet, spelled in ((False, False), (True, False), (True, True)):
        plain, places = folded(text, leet=leet)
        if spelled:
            plain, places = closed_up(plain, places)
        for match in pattern.finditer(plain):
            start, end = places[match.start()], places[match.end() - 1] + 1
            if not any(start < e and s < end for s, e in seen):
                seen.add((start, end))
                yield Finding(rule, text[start:end][:200], start, end)


def _many(numbers: dict, rule) -> int:
    number = numbers.get(str(rule.minutes), 0)
    return number if number >= rule.number else 0


def _repeat(text, facts, rule):
    if n := _many(facts.same, rule):
        said = ngettext("said %(n)s time before", "said %(n)s times before", n)
        yield Finding(rule, said % {"n": n})


def _wave(text, facts, rule):
    if n := _many(facts.others, rule):
        said = ngettext("said by %(n)s other person", "said by %(n)s other people", n)
        yield Finding(rule, said % {"n": n})


def _hosts(text, facts, rule):
    for host, start, end in hosts(text):
        if _many(facts.hosts.get(host, {}), rule):
            yield Finding(rule, text[start:end][:200], start, end)


def _junk(text, facts, rule):
    if facts.junk >= rule.number:
        yield Finding(rule, _("a moderator removed one like it"))


def _speed(text, facts, rule):
    if n := _many(facts.said, rule):
        said = ngettext("%(n)s comment just before", "%(n)s comments just before", n)
        yield Finding(rule, said % {"n": n})


def _surge(text, facts, rule):
    """The number is how many times the usual pace."""
    fast = facts.busy >= max(SURGE_AT_LEAST, rule.number * facts.usual)
    if facts.known < NEWCOMER and fast:
        yield Finding(rule, _("%(n)s comments in ten minutes") % {"n": facts.busy})


def _waiting(text, facts, rule):
    if facts.waiting >= rule.number:
        n = facts.waiting
        yield Finding(rule, ngettext("%(n)s waits", "%(n)s wait", n) % {"n": n})


def _record(text, facts, rule):
    if facts.removed >= rule.number:
        n = facts.removed
        said = ngettext("%(n)s removed in 30 days", "%(n)s removed in 30 days", n)
        yield Finding(rule, said % {"n": n})


LOOKS = {
    Kind.FIRST: _first,
    Kind.UNVERIFIED: _unverified,
    Kind.LINKS: _links,
    Kind.WORDS: _words,
    Kind.REPEAT: _repeat,
    Kind.WAVE: _wave,
    Kind.HOSTS: _hosts,
    Kind.JUNK: _junk,
    Kind.SPEED: _speed,
    Kind.SURGE: _surge,
    Kind.WAITING: _waiting,
    Kind.RECORD: _record,
}


@lru_cache(maxsize=32)
def pattern_of(words: str) -> re.Pattern | None:
    """One expression for a whole list: entire words, however they are accented."""
    parts = []
    for line in words.splitlines():
        plain = " ".join(folded(line.strip(), leet=False)[0].split())
        stem = plain.rstrip("*")
        if stem:
            ending = r"\w*" if plain.endswith("*") else ""
            parts.append(re.escape(stem).replace(r"\ ", r"\W+") + ending)
    if not parts:
        return None
    longest_first = sorted(parts, key=len, reverse=True)
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])")
