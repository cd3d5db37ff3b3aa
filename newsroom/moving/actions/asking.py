"""What somebody who moves a site asks for, and what one import knows while it runs."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import User
from newsroom.moving.bodies.surroundings import Attached
from newsroom.moving.items import Site, Term, Writer
from newsroom.moving.models import Move, Origin, Source

PINGS = {"pingback", "trackback"}


class Refused(Exception):
    """The import cannot begin; the words say why."""


@dataclass(frozen=True)
class Wishes:
    """`media`: a folder with the files; or they are fetched from where they were, or left out.
    `also`: further kinds that are stories."""

    site: str = ""
    media: Path | None = None
    fetch: bool = False
    zone: str = ""
    section: str = "archive"
    also: frozenset[str] = frozenset()
    pings: bool = False
    trash: bool = False
    overwrite: bool = False
    dry_run: bool = False
    report: Path | None = None
    newsletter: str = ""  # for the subscribers of a Ghost export, and on what basis
    basis: str = ""
    by: User | None = None
    move: Move | None = None  # the row of an import that was asked for in the desk

    @property
    def wants_pictures(self) -> bool:
        return self.fetch or self.media is not None


@dataclass
class Moving:
    """One import at work. `terms` and `writers` are what the files declare."""

    wishes: Wishes
    source: Source
    move: Move
    site: Site
    zone: ZoneInfo
    terms: dict[tuple[str, str], Term] = field(default_factory=dict)
    writers: dict[str, Writer] = field(default_factory=dict)
    position: int = 0
    twice: int = 0
    changes: Counter = field(default_factory=Counter)
    remarks: Counter = field(default_factory=Counter)
    readers: Counter = field(default_factory=Counter)
    # Of files that texts name, what is here: the same ones are named in text after text.
    files: dict[str, Attached | None] = field(default_factory=dict)
    unfetched: int = 0  # files a dry run would have asked the old site for
    touched: list[int] = field(default_factory=list)  # new stories, to be related later

    @property
    def note(self) -> str:
        return _("Came from %(site)s") % {"site": self.source.key}

    def origins(self):
        return Origin.objects.filter(source=self.source)


def zone_of(wishes: Wishes, told: str = "") -> ZoneInfo:
    """As it was asked for; else as the export tells; else ours."""
    try:
        return ZoneInfo(wishes.zone or told or settings.TIME_ZONE)
    except (KeyError, ValueError, OSError):
        raise Refused(_("There is no time zone called %s.") % wishes.zone) from None


def find_source(site: Site, wishes: Wishes, program: str) -> Source:
    """The site that moves, as it is known or will be; not stored yet when it is new."""
    address = wishes.site or site.address
    if address and "://" not in address:
        address = f"https://{address}"
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        host = ""
    if not host:
        words = _(
            "The file does not say which site it is from. Name it: --site https://old.example"
        )
        raise Refused(words)
    base = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"[:300]
    key = f"{host.removeprefix('www.')}{parts.path.rstrip('/')}"[:200]
    found = Source.objects.filter(key=key).first()
    source = found or Source(key=key, program=program, base=base)
    if source.program != program:
        raise Refused(_("%s moved in from another program before.") % key)
    source.title = source.title or site.title[:200]
    source.hosts = sorted({*source.hosts, *_hosts(address, site)})
    return source


def _hosts(address: str, site: Site) -> set[str]:
    found = set()
    for one in (address, site.blog_url, site.site_url, site.link):
        try:
            host = (urlsplit(one).hostname or "").removeprefix("www.")
        except ValueError:
            continue
        if host:
            found.add(host[:253])
            with suppress(UnicodeError):
                found.add(host.encode("idna").decode("ascii")[:253])
    return found
