"""What WordPress would drop or take for another thing without saying so, made to fit beforehand."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from html import escape
from unicodedata import normalize

from django.utils import timezone

from newsroom.moving.wxr.elements import meta

# A login may have 60 letters there; of more than 50 its address is another one.
LONGEST_LOGIN, LONGEST_EMAIL, BYTES_OF_A_SIGNATURE = 50, 100, 255
DATED = re.compile(r"/(\d{4})/(\d\d)/(\d\d)/([^/]+)/")


def html(text: str) -> str:
    """Titles, names and comments are HTML there."""
    return escape(text, quote=False)


def login(slug: str, pk: int) -> str:
    if len(slug) <= LONGEST_LOGIN:
        return slug
    end = f"-{pk}"
    return slug[: LONGEST_LOGIN - len(end)] + end


def email(address: str) -> str:
    return address if len(address) <= LONGEST_EMAIL else ""


def signature(name: str) -> str:
    """A comment whose name is too long is left out there, and what answers it hangs on nothing."""
    while len(html(name).encode()) > BYTES_OF_A_SIGNATURE:
        name = name[:-1]
    return html(name)


class Moments:
    """Of two of one kind with the same title and second, WordPress takes the later one for the
    former and leaves it out: so it is dated the next second that is free."""

    def __init__(self):
        self._taken: set[int] = set()

    def of(self, kind: str, title: str, at: datetime) -> datetime:
        letters = _compared(title)
        while (told := self._told(kind, letters, at)) in self._taken:
            at += timedelta(seconds=1)
        self._taken.add(told)
        return at

    @staticmethod
    def _told(kind: str, letters: str, at: datetime) -> int:
        return hash((kind, letters, f"{timezone.localtime(at):%Y-%m-%d %H:%M:%S}"))


def _compared(title: str) -> str:
    """Its database takes é for e and E for e."""
    return "".join(c for c in normalize("NFKD", title).casefold() if c.isalnum())


def former_addresses(
    paths: Iterable[str], slug: str, at: datetime, *, is_shared: bool = False
) -> str:
    """Names and days it was under, from which WordPress leads on to where it is.

    A name stands once there, whatever the day, so a story with a name of another gets a new one.
    """
    names, days = set(), set()
    for found in filter(None, map(DATED.fullmatch, paths)):
        *day, name = found.groups()
        names.add(name)
        days.add("-".join(day))
    if not is_shared:
        names.discard(slug)
    days.discard(f"{timezone.localtime(at):%Y-%m-%d}")
    said = [("_wp_old_slug", name) for name in sorted(names)]
    said += [("_wp_old_date", day) for day in sorted(days)]
    return "".join(meta(key, value) for key, value in said)
