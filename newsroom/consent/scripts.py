"""What a purpose really does: the scripts of other sites, and whom they may talk to.

Kept as text, one script a line: its address, then further hosts, parted by spaces.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

NAME = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
HOST = re.compile(rf"(?:\*\.)?(?:{NAME}\.)+{NAME}", re.ASCII)
# What would end a rule or a policy in the header that names the hosts.
UNSAFE = re.compile(r"[\s;,'\"<>\\]")


@dataclass(frozen=True)
class Script:
    address: str
    hosts: tuple[str, ...]


def read_scripts(text: str) -> list[Script]:
    """The scripts in the text; ValidationError names the first word that will not do."""
    return [_script(line.split()) for line in text.splitlines() if line.strip()]


def hosts_in(text: str) -> frozenset[str]:
    return frozenset(host for script in read_scripts(text) for host in script.hosts)


def _script(words: list[str]) -> Script:
    address = words[0]
    own = _host_of(address)
    return Script(address, tuple(dict.fromkeys([own, *map(_host, words[1:])])))


def _host_of(address: str) -> str:
    try:
        parts = urlsplit(address)
        usual = parts.port in {None, 443} and not parts.username and not parts.password
    except ValueError:
        parts, usual = None, False
    if not (usual and parts.scheme == "https" and parts.hostname and not UNSAFE.search(address)):
        raise ValidationError(
            _("“%(word)s” is no address of a script: it begins with https://."),
            params={"word": address},
        )
    return _host(parts.hostname)


def _host(word: str) -> str:
    host = word.lower().removeprefix("https://").rstrip("/")
    if not HOST.fullmatch(host) or host.rsplit(".", 1)[-1].isdigit():
        raise ValidationError(
            _("“%(word)s” is no host: write it as stats.example.com or *.example.com."),
            params={"word": word},
        )
    return host
