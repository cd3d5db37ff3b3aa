"""The one way in which the site fetches what an address of somebody else names.

The host is looked up once; every address it has must be one of the open internet, and the
connection goes to the address that was checked, so that a name cannot turn into another meanwhile.
Ports are those of the web, redirects are checked anew and few, size and time are bounded.
"""

import http.client
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

from django.utils.translation import gettext as _

REDIRECTS = 3
PATIENCE = 20.0  # seconds for all of it
ONE_STEP = 5.0  # for a connection, and for each piece
CHUNK = 64 * 1024
PORTS = frozenset({80, 443})
# Networks that reach into others: what lies behind is not what the address says.
_TUNNELS = [ipaddress.ip_network(net) for net in ("64:ff9b::/96", "2002::/16", "2001::/32")]


class NotFetched(Exception):
    """What was asked for cannot or may not be fetched; says why in words."""


@dataclass(frozen=True)
class Fetched:
    content: bytes
    kind: str
    address: str


def is_open_internet(address: str) -> bool:
    """Whether an IP address is one anybody may reach, and no way into a network of ours."""
    found = ipaddress.ip_address(address.partition("%")[0])
    tunnelled = found.version == 6 and any(found in net for net in _TUNNELS)
    if tunnelled or getattr(found, "ipv4_mapped", None) is not None:
        return False
    return found.is_global and not found.is_multicast


def fetch(
    address: str,
    *,
    most_bytes: int,
    may_reach: Callable[[str], bool] = is_open_internet,
    ports: frozenset[int] = PORTS,
) -> Fetched:
    """What stands at the address, followed over a few redirects; raises NotFetched."""
    until = time.monotonic() + PATIENCE
    for _step in range(REDIRECTS + 1):
        found = _ask(address, most_bytes, until, may_reach, ports)
        if isinstance(found, Fetched):
            return found
        address = urljoin(address, found)
    raise NotFetched(_("It leads on and on."))


def _ask(address: str, most_bytes: int, until: float, may_reach, ports) -> Fetched | str:
    """The content, or where it is instead."""
    host, port, secure, target = _parted(address, ports)
    place = _looked_up(host, port, may_reach)
    connection = http.client.HTTPConnection(host, port, timeout=ONE_STEP)
    try:
        connection.sock = _connected(place, port, host, secure)
        with closing(connection):
            connection.request("GET", target, headers={"Accept": "*/*", "Connection": "close"})
            answer = connection.getresponse()
            if answer.status in (301, 302, 303, 307, 308) and answer.getheader("Location"):
                return answer.getheader("Location")
            if answer.status != 200:
                raise NotFetched(_("It answers %d.") % answer.status)
            content = _read(answer, most_bytes, until)
            return Fetched(content, answer.getheader("Content-Type", ""), address)
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NotFetched(_("It cannot be reached (%s).") % type(error).__name__) from None


def _parted(address: str, ports: frozenset[int]) -> tuple[str, int, bool, str]:
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except (ValueError, UnicodeError):
        raise NotFetched(_("This is no address.")) from None
    if parts.scheme not in ("http", "https") or not host or parts.username is not None:
        raise NotFetched(_("Only http and https are fetched, without a name and password."))
    if port not in ports:
        raise NotFetched(_("Port %d is not one of the web.") % port)
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else ""
    return host, port, parts.scheme == "https", path + query


def _looked_up(host: str, port: int, may_reach) -> str:
    try:
        rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        places = [row[4][0] for row in rows]
        allowed = bool(places) and all(may_reach(place) for place in places)
    except (OSError, ValueError, UnicodeError):
        raise NotFetched(_("Nobody knows the host %s.") % host) from None
    if not allowed:
        raise NotFetched(_("%s is not on the open internet.") % host)
    return places[0]


def _connected(place: str, port: int, host: str, secure: bool) -> socket.socket:
    found = socket.create_connection((place, port), timeout=ONE_STEP)
    if not secure:
        return found
    try:
        return ssl.create_default_context().wrap_socket(found, server_hostname=host)
    except BaseException:
        with suppress(OSError):
            found.close()
        raise


def _read(answer: http.client.HTTPResponse, most_bytes: int, until: float) -> bytes:
    made, size = [], 0
    while chunk := answer.read1(CHUNK):
        size += len(chunk)
        if size > most_bytes:
            raise NotFetched(_("It is larger than allowed."))
        if time.monotonic() > until:
            raise NotFetched(_("It comes too slowly."))
        made.append(chunk)
    return b"".join(made)
