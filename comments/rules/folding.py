"""Text as it is meant: without accents, capitals and the figures people write letters with.

Every character of the folded text knows its place in the original, so that a match can be shown
where it stands.
"""

import re
import unicodedata
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
# Four letters or more, each by itself.
SPELLED_OUT = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,2}[^\W_](?![^\W_])){3,}")
BANDS, ROWS = 9, 2
SHINGLE = 4
SHORTEST = 24  # letters; “Well said” is said by many


def folded(text: str, *, leet: bool) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the place in the original."""
    letters, places = [], []
    for place, character in enumerate(text):
        if unicodedata.category(character) == "Cf":
            continue  # nobody sees it; it may stand in the middle of a word
        plain = unaccented(character).lower().translate(TWINS)
        for letter in plain.translate(LEET) if leet else plain:
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def closed_up(text: str, places: list[int]) -> tuple[str, list[int]]:
    """The same with words that are spelled out, l-i-k-e t h i s, written as words."""
    inside = {
        at
        for run in SPELLED_OUT.finditer(text)
        for at in range(*run.span())
        if not text[at].isalnum()
    }
    kept = [at for at in range(len(text)) if at not in inside]
    return "".join(text[at] for at in kept), [places[at] for at in kept]


def hosts(text: str) -> list[tuple[str, int, int]]:
    """The links in a text: whose place it is, where it begins, where it ends."""
    found = []
    for match in LINK.finditer(text):
        written = match.group().rstrip(".,;:!?)”’")
        address = re.sub(r"^https?://|^www\.", "", written.lower())
        host = re.split(r"[/?#]", address)[0].rpartition("@")[2].split(":")[0]
        found.append((_site(host.strip(".")), match.start(), match.start() + len(written)))
    return found


def _site(host: str) -> str:
    """As much of the name as one has to rent: any number of names can be put before it."""
    labels = host.split(".")
    if labels[-1].isdigit():
        return host  # an address in numbers
    of_a_country = len(labels[-1]) == 2 and len(labels[-2:][0]) <= 3
    return ".".join(labels[-3 if of_a_country else -2 :])


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
