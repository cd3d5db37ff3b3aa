"""Ways to hand a copy over: one small protocol, whatever stands behind it.

A provider is named in settings.NEWSLETTER_PROVIDER as {"CLASS": dotted path, "OPTIONS": {…}}.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING, Protocol
from uuid import UUID

from django.conf import settings
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from newsletter.sending.copies import Copy


class Kind(Enum):
    ACCEPTED = auto()
    REFUSED = auto()  # for good, and only this reader is concerned
    BLOCKED = auto()  # for good, because of us: our sign-in, our reputation, what we wrote
    LATER = auto()  # for now, or the connection broke while it was surely not sent
    SLOWER = auto()  # too much at once; it says nothing about this copy
    UNCERTAIN = auto()  # all was written, and no answer came


@dataclass(frozen=True)
class Answer:
    """What became of one copy, with the provider's own code and words where it gave any."""

    kind: Kind
    code: int | None = None
    words: str = ""


class NoConnection(Exception):
    """The provider cannot be reached. `ours`: it answers, but will not deal with us."""

    def __init__(self, words: str, *, ours: bool = False):
        super().__init__(words)
        self.ours = ours


class Line(Protocol):
    """One connection, used by one thread."""

    def hand_over(self, copy: "Copy", *, last_chance: Callable[[], None]) -> Answer:
        """Hand one copy over and wait for the answer.

        `last_chance` is called just before what cannot be taken back; what it raises comes through,
        and the copy is then surely not sent. After an answer other than ACCEPTED or one that leaves
        the connection in doubt, `usable` is false.
        """

    @property
    def usable(self) -> bool: ...

    def close(self) -> None: ...


class Provider(Protocol):
    """`rate` is messages a second over all senders, `patience` the seconds one copy may take.

    `takes_key`: for so long, a copy sent again under the same key reaches the reader once.
    `can_be_asked`: it can say what it accepted; otherwise nobody waits for that.
    """

    name: str
    rate: float
    connections: int
    patience: float
    takes_key: timedelta | None
    can_be_asked: bool

    def open(self) -> Line:
        """A connection ready to take copies, or NoConnection."""

    def look_up(self, key: UUID) -> bool | None:
        """Whether it accepted the copy with this key; None where it cannot say (yet)."""


def chosen() -> Provider:
    wanted = settings.NEWSLETTER_PROVIDER
    return import_string(wanted["CLASS"])(**wanted["OPTIONS"])
