"""Which creative stands where: decided by the page's address and the hour, and nothing else.

So a page is the same for all its readers, and two of them can talk about what they saw.
"""

import hashlib
import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from newsroom.ads.models import Booking, Placement
from newsroom.kit.brief import Brief


def this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


def _placements_on() -> frozenset[str]:
    return frozenset(Placement.objects.filter(on=True).values_list("key", flat=True))


# Pages without advertising ask the database nothing.
places_on = Brief(_placements_on)
forget = places_on.forget


def in_order(
    bookings: Iterable[Booking], *, key: str, path: str, hour: datetime,
    stood: frozenset[int] = frozenset(),
) -> list[Booking]:  # fmt: skip
    """Paid before the paper's own, then what has not stood on the page; then lots are drawn.

    A lot favours the heavier. `stood` are creatives.

    Each booking's lot depends on itself alone: one that ends moves no other on pages where it
    did not stand. (Weighted rendezvous hashing.)
    """

    def lot(booking: Booking) -> float:
        told = f"{key}\n{path}\n{hour:%Y-%m-%dT%H}\n{booking.pk}".encode()
        drawn = int.from_bytes(hashlib.blake2b(told, digest_size=8).digest())
        return -math.log((drawn + 1) / (2**64 + 1)) / booking.weight

    return sorted(
        bookings, key=lambda b: (b.creative.is_house, b.creative_id in stood, lot(b), b.pk)
    )


@dataclass
class PageOfPromos:
    """All that one page needs, read in one query, or in none where no placement is on."""

    path: str
    hour: datetime = field(default_factory=this_hour)
    _running: list[Booking] | None = None
    _stood: set[int] = field(default_factory=set)

    def standing(self, key: str, sections: frozenset[int] = frozenset()) -> list[Booking]:
        """The bookings for a placement on this page, best first."""
        if key not in places_on():
            return []
        if self._running is None:
            self._running = list(Booking.objects.running(self.hour))
        fitting = [
            b
            for b in self._running
            if b.placement.key == key and (not b.section_ids or sections & set(b.section_ids))
        ]
        stood = frozenset(self._stood)
        return in_order(fitting, key=key, path=self.path, hour=self.hour, stood=stood)

    def stands(self, booking: Booking) -> bool:
        """Elsewhere on the page another creative is preferred. False when it stood already."""
        first = booking.creative_id not in self._stood
        self._stood.add(booking.creative_id)
        return first


def page_of(request) -> PageOfPromos:
    """The one belonging to this request."""
    if not hasattr(request, "promos"):
        request.promos = PageOfPromos(request.path)
    return request.promos
