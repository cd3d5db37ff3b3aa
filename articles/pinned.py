"""Where words of a story are, and where they went when it was edited. Knows no database.

A story is a row of parts: headline, standfirst, then each block of its text; a place is a part, a
start in it, and the words that stand there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from articles.differences import blocks

# Below this likeness two parts are two texts, not one that was changed.
ALIKE = 0.35
FIXED = 2  # headline and standfirst, which are always there


@dataclass(frozen=True)
class Place:
    part: int
    start: int
    words: str


def parts(headline: str, standfirst: str, body: str) -> list[str]:
    return [plain(headline), plain(standfirst), *(block.text for block in blocks(body))]


def plain(text: str) -> str:
    return " ".join(text.split())


def find(story: Sequence[str], words: str, *, before: str = "", near: int = 0) -> Place | None:
    """The words, where what stands before them fits best; of those alike, nearest to a part."""
    words = plain(words)
    if not words:
        return None
    found = [
        Place(number, match.start(), words)
        for number, text in enumerate(story)
        for match in re.finditer(re.escape(words), text)
    ]
    before = plain(before)

    def fits(place: Place) -> tuple[int, int]:
        stands = story[place.part][: place.start].rstrip()
        return _common_end(stands, before), -abs(place.part - near)

    return max(found, key=fits, default=None)


def number_of(story: Sequence[str], place: Place) -> int:
    """Which of the places with these words it is, from 0; of headline and standfirst their own."""
    count = 0
    for number, text in enumerate(story):
        if (number < FIXED or place.part < FIXED) and number != place.part:
            continue
        for match in re.finditer(re.escape(place.words), text):
            if (number, match.start()) == (place.part, place.start):
                return count
            count += 1
    return 0


def carry(old: Sequence[str], new: Sequence[str], place: Place) -> Place | None:
    """Where the words are in the new text, changed or not; None when they were removed."""
    same = _same_part(old, new, place.part)
    if same is not None and (found := _within(old[place.part], new[same], place, same)):
        return found
    return find(new, place.words, near=place.part)


def _same_part(old: Sequence[str], new: Sequence[str], part: int) -> int | None:
    """The part of the new text that this one of the old became."""
    if part < FIXED:
        return part
    matcher = SequenceMatcher(None, old[FIXED:], new[FIXED:], autojunk=False)
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if not a1 <= part - FIXED < a2:
            continue
        if kind == "equal":
            return b1 + part - a1
        near = max(
            range(b1, b2),
            key=lambda n: _likeness(old[part], new[n + FIXED]),
            default=None,
        )
        if near is not None and _likeness(old[part], new[near + FIXED]) >= ALIKE:
            return near + FIXED
    return None


def _within(old: str, new: str, place: Place, part: int) -> Place | None:
    """At least half of the words are still there, in their order: what now stands between."""
    a, b = list(re.finditer(r"\S+", old)), list(re.finditer(r"\S+", new))
    end = place.start + len(place.words)
    ours = {n for n, word in enumerate(a) if word.start() < end and word.end() > place.start}
    matcher = SequenceMatcher(None, [w[0] for w in a], [w[0] for w in b], autojunk=False)
    stayed = [
        (a[block.a + step], b[block.b + step])
        for block in matcher.get_matching_blocks()
        for step in range(block.size)
        if block.a + step in ours
    ]
    if not stayed or len(stayed) * 2 < len(ours):
        return None
    (first_was, first), (last_was, last) = stayed[0], stayed[-1]
    # What began or ended within a word does so still: “said” of “said.”
    begins = first.start() + max(0, place.start - first_was.start())
    ends = last.end() - max(0, last_was.end() - end)
    return Place(part, begins, new[begins:ends])


def _likeness(old: str, new: str) -> float:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio()


def _common_end(one: str, other: str) -> int:
    count = 0
    for a, b in zip(reversed(one), reversed(other), strict=False):
        if a != b:
            break
        count += 1
    return count
