"""Who may read on: one function, pure, asked by every door."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from articles.models.section import Access


class Why(StrEnum):
    OPEN = "open"
    MEMBER = "member"
    AGAIN = "read before this month"
    FREE = "one of the free ones"
    GIFT = "given"
    USED_UP = "the free ones are used up"
    MEMBERS_ONLY = "members only"


@dataclass(frozen=True)
class Reader:
    """`read` are the ids of metered stories opened this month; `free` how many there are for this
    kind of reader, None for all."""

    member: bool
    read: Collection[int]
    free: int | None
    gift: bool = False


@dataclass(frozen=True)
class Decision:
    """`left` is how many free stories remain after this one; None where nothing is counted."""

    allowed: bool
    why: Why
    left: int | None = None


def decide(rule: Access, reader: Reader, story: int) -> Decision:
    if rule == Access.OPEN:
        return Decision(True, Why.OPEN)
    if reader.gift:
        return Decision(True, Why.GIFT)
    if rule == Access.MEMBERS:
        return Decision(reader.member, Why.MEMBER if reader.member else Why.MEMBERS_ONLY)
    if reader.free is None:
        return Decision(True, Why.MEMBER)
    left = max(0, reader.free - len(reader.read))
    if story in reader.read:
        return Decision(True, Why.AGAIN, left)
    if left == 0:
        return Decision(False, Why.USED_UP, 0)
    return Decision(True, Why.FREE, left - 1)
