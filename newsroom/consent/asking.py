"""What readers are asked now, as every public page needs to know.

Kept in each process for a few seconds at most, as the paper's settings are: a change is seen at
once by the process that made it and by the others within KEPT_FOR seconds.
"""

import time
from dataclasses import dataclass
from functools import cached_property

from newsroom.consent.models import Purpose, Wording

KEPT_FOR = 2.0


@dataclass(frozen=True)
class Asked:
    wording: Wording
    purposes: list[Purpose]

    @cached_property
    def hosts(self) -> list[str]:
        """The other sites that pages may talk to, once a reader agrees."""
        found = {host for p in self.purposes for script in p.read for host in script.hosts}
        return sorted(found)

    @cached_property
    def addresses(self) -> dict[str, list[str]]:
        return {p.key: [script.address for script in p.read] for p in self.purposes}


_kept: tuple[float, Asked | None] | None = None


def asked() -> Asked | None:
    """None while there is nothing to ask."""
    global _kept
    if _kept and time.monotonic() - _kept[0] < KEPT_FOR:
        return _kept[1]
    fresh = _read()
    _kept = (time.monotonic(), fresh)
    return fresh


def forget() -> None:
    """The desk changed something: read again."""
    global _kept
    _kept = None


def _read() -> Asked | None:
    order = Purpose.Key.values
    purposes = sorted(Purpose.objects.switched_on(), key=lambda p: order.index(p.key))
    wording = Wording.objects.first() if purposes else None
    return Asked(wording, purposes) if wording else None
