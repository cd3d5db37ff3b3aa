"""What a text may refer to, and what was found in it that an editor should know."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape
from urllib.parse import unquote, urlsplit

EXAMPLES = 3
_SIZE = re.compile(r"-\d{1,5}x\d{1,5}(?=\.\w{2,5}\Z)")
_MONTH = re.compile(r"(?:\A|/)(\d{4}/\d{2}/[^/]+)\Z")
_PHOTON = re.compile(r"\Ai\d\.wp\.com/")
PICTURE = re.compile(r"\.(jpe?g|png|gif|webp|avif|bmp|tiff?|heic)\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of the old site. `image` is the picture we made of it, if we did; `document` the
    address it has here as a document."""

    foreign_id: str
    url: str
    image: int | None = None
    alt: str = ""
    caption: str = ""
    document: str = ""
    title: str = ""


@dataclass
class Findings:
    """What was not understood or not there, for the receipt."""

    shortcodes: Counter = field(default_factory=Counter)
    blocks: Counter = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)
    pictures_missing: list[str] = field(default_factory=list)
    documents_missing: list[str] = field(default_factory=list)
    links_lost: list[str] = field(default_factory=list)
    alts: dict[int, str] = field(default_factory=dict)
    length: list[int] = field(default_factory=list)  # before and after, if they differ

    def example(self, name: str, text: str) -> None:
        known = self.examples.setdefault(name, [])
        if len(known) < EXAMPLES:
            known.append(" ".join(text.split())[:200])


@dataclass
class Surroundings:
    """`links`: addresses as they stand in the text, and where they lead now."""

    base: str = ""  # the old site's own address, which relative ones are meant from
    by_id: Mapping[str, Attached] = field(default_factory=dict)
    by_key: Mapping[str, Attached] = field(default_factory=dict)
    children: list[Attached] = field(default_factory=list)
    links: Mapping[str, str] = field(default_factory=dict)
    hosts: frozenset[str] = frozenset()
    is_html: bool = False  # nothing in the text is to be replaced or made into paragraphs
    findings: Findings = field(default_factory=Findings)

    def picture(self, address: str, foreign_id: str = "") -> Attached | None:
        if foreign_id and (found := self.by_id.get(foreign_id)):
            return found
        return self.by_key.get(file_key(address))

    def document(self, address: str) -> Attached | None:
        found = self.by_key.get(file_key(address)) if address else None
        return found if found and found.document else None

    def is_own(self, address: str) -> bool:
        """Whether an address leads into the old site."""
        if address.startswith("/") and not address.startswith("//"):
            return True
        return host_of(address) in self.hosts


@lru_cache(2_000)
def host_of(address: str) -> str:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return host.removeprefix("www.")


@lru_cache(2_000)
def file_key(address: str) -> str:
    """What is the same for a file, its smaller copies, and its address on another host.

    Month and name where WordPress keeps them so; else host and path.
    """
    address = unescape(address).strip()
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    place = _PHOTON.sub("", f"{host}{unquote(parts.path)}".lower())
    place = _SIZE.sub("", place)
    month = _MONTH.search(place)
    return (month[1] if month else place.removeprefix("www."))[:300]


@dataclass(frozen=True)
class References:
    """What has to be looked up before a text can be converted."""

    addresses: set[str]
    ids: set[str]
    wants_children: bool


_ADDRESS = re.compile(r"https?://[^\s\"'<>\]]{4,1500}")
# Each begins with letters that stand in few texts: a search for them is quick.
_RELATIVE = re.compile(r"=\s*[\"'](/[^\"'/][^\"']{0,1000})[\"']")
_IDS = [
    re.compile(r"wp-image-(\d{1,12})"),
    re.compile(r"data-id=[\"'](\d{1,12})"),
    re.compile(r"ids\s*=\s*[\"']?([\d,\s]{1,2000})"),
    re.compile(r"clude\s*=\s*[\"']?([\d,\s]{1,2000})"),  # in and ex
    re.compile(r"\"(?:id|ids|mediaId)\"\s*:\s*\[?([\d,\s]{1,2000})"),
]
_GALLERY = re.compile(r"\[gallery\b")


def references(text: str) -> References:
    addresses = {unescape(found) for found in _ADDRESS.findall(text)}
    addresses |= {unescape(found) for found in _RELATIVE.findall(text)}
    found = (part for pattern in _IDS for part in pattern.findall(text))
    ids = {number for part in found for number in re.findall(r"\d+", part)}
    return References(addresses, ids, bool(_GALLERY.search(text)))
