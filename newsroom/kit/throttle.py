"""How often somebody may do something, counted once for all processes."""

import hashlib
import ipaddress
import time
from collections.abc import Callable

from django.core.cache import cache
from django.http import HttpRequest

from newsroom.kit.locks import one_at_a_time
from newsroom.kit.network import client_address

Clock = Callable[[], float]


def allowed(purpose: str, who: str, *, times: int, seconds: int, clock: Clock = time.time) -> bool:
    """Count this attempt of `who`; False when there were `times` within the last `seconds`.

    Attempts that were refused do not count, so nobody is kept out for longer by trying. The
    database's lock makes reading and writing the counter one step across processes.
    """
    key = "throttle:" + hashlib.sha256(f"{purpose}\0{who.strip().lower()}".encode()).hexdigest()
    with one_at_a_time(key):
        now = clock()
        recent = [then for then in cache.get(key, []) if now - seconds < then <= now]
        if len(recent) >= times:
            return False
        cache.set(key, [*recent, now], timeout=seconds)
    return True


def network(request: HttpRequest) -> str:
    """The visitor's network: an IPv4 address, or the /64 every IPv6 household is given."""
    address = client_address(request)
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def allowed_from_network(purpose: str, request: HttpRequest, *, times: int, seconds: int) -> bool:
    return allowed(f"{purpose}:network", network(request), times=times, seconds=seconds)
