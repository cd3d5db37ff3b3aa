"""Text as it is meant: without accents, capitals and the figures people write letters with.

Every character of the folded text knows its place in the original, so that a match can be shown
where it stands.
"""

import re
import zlib

from newsroom.kit.slugs import unaccented

LEET = str.maketrans("013457@$!|", "oieastasii")
# Letters of other alphabets that look like Latin ones.
TWINS = str.maketrans("авекмнорстухіјѕԁԛοανικρτυх", "abekmhopctyxijsdqoavikptyx")
LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|ru|cn|top|xyz|shop|online|site|club|io"
    r"|co|ly|me|es|uk|de|fr|example)\b(?:/[^\s<>\"]*)?",
    re.IGNORECASE,
)
BANDS, ROWS = 9, 2
SHINGLE = 4
SHORTEST = 24  # letters; “Well said” is said by many


def folded(text: str, *, leet: bool) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the original."""
    letters, places = [], []
    for place, character in enumerate(text):
        plain = unaccented(character).lower().translate(TWINS)
        for letter in plain.translate(LEET) if leet else plain:
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def hosts(text: str) -> list[tuple[str, int, int]]:
    """The links in a text: host, where it begins, where it ends."""
    found = []
    for match in LINK.finditer(text):
        written = match.group().rstrip(".,;:!?)”’")
        address = re.sub(r"^https?://|^www\.", "", written.lower())
        host = re.split(r"[/?#:]", address)[0].removeprefix("www.").strip(".")
        found.append((host, match.start(), match.start() + len(written)))
    return found


def shape(text: str) -> list[int]:
    """Eighteen numbers that are mostly the same for texts that are mostly the same.

    The least hash of the four-letter pieces in each of eighteen groups; a group without a piece
    takes its neighbour's. Empty for a text too short to be anybody's in particular.
    """
    letters = re.sub(r"[^a-z]", "", folded(text, leet=False)[0])
    if len(letters) < SHORTEST:
        return []
    least: list[int | None] = [None] * (BANDS * ROWS)
    for at in range(len(letters) - SHINGLE + 1):
        number = zlib.crc32(letters[at : at + SHINGLE].encode())
        group, value = number % len(least), number // len(least) & 0x7FFFFFF
        if least[group] is None or value < least[group]:
            least[group] = value
    for _ in least:
        least = [v if v is not None else least[i - 1] for i, v in enumerate(least)]
    return least


def likeness(one: list[int], other: list[int]) -> float:
    if not one or not other:
        return 0.0
    return sum(a == b for a, b in zip(one, other, strict=True)) / len(one)


def traces(shape: list[int], links: list[str]) -> list[int]:
    """What a comment can be found by: parts of its shape, and the hosts it links to."""
    bands = (
        [_number(f"{band}:{shape[band * ROWS : band * ROWS + ROWS]}") for band in range(BANDS)]
        if shape
        else []
    )
    return [*bands, *(trace_of_host(host) for host in sorted(set(links)))]


def trace_of_host(host: str) -> int:
    return _number(f"host:{host}")


def _number(text: str) -> int:
    data = text.encode()
    return zlib.crc32(data) << 31 | zlib.crc32(data[::-1]) >> 1
