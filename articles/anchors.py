"""Ids of headings outlive the words, so that a link into a story still finds its place."""

from difflib import SequenceMatcher
from itertools import pairwise

LIKE = 0.6


def keep(headings: list, former: list[tuple[str, str]]) -> None:
    """Give headings without an id the one they had in the text before.

    `former` are the (id, words) of that text, in order. A heading is known again by its words,
    or else because it stands alone between the same two neighbours.
    """
    for heading in headings:
        if heading.get("id"):
            continue
        words = heading.text_content().strip().lower()
        free = _free(headings, former)
        scored = [(SequenceMatcher(None, words, old.lower()).ratio(), name) for name, old in free]
        ratio, name = max(scored, default=(0, ""), key=lambda found: found[0])
        if ratio >= LIKE:
            heading.set("id", name)
    _keep_between(headings, former)


def _free(headings: list, former: list[tuple[str, str]]) -> list[tuple[str, str]]:
    taken = {heading.get("id") for heading in headings}
    return [(name, words) for name, words in former if name not in taken]


def _keep_between(headings: list, former: list[tuple[str, str]]) -> None:
    free = {name for name, _words in _free(headings, former)}
    order = [None, *(name for name, _words in former), None]
    at = {
        (before, after): name
        for (before, name), (_same, after) in pairwise(pairwise(order))
        if name in free
    }
    around = [None, *headings, None]
    for before, heading, after in zip(around, around[1:], around[2:], strict=False):
        if heading.get("id"):
            continue
        sides = tuple(None if h is None else h.get("id", "") for h in (before, after))
        if name := at.pop(sides, ""):
            heading.set("id", name)
