"""Advertising in the demo: words of the paper's own, and one boatyard that does not exist."""

import random
from datetime import datetime, timedelta

from newsroom.ads.choosing import forget, this_hour
from newsroom.ads.models import Booking, Creative, HourlyCount, Placement
from newsroom.ads.pictures import read_picture
from newsroom.ads.sizes import SIZES
from newsroom.demo.ledger import Ledger
from newsroom.demo.promo_pictures import sail
from newsroom.demo.readership import DAY

DAYS = 12
OWN = {
    "newsletter": (
        "The day in Spain, in your post",
        "One email each morning, and a way out in every one.",
        "/newsletter/",
    ),
    "popular": (
        "What others are reading today",
        "Counted without knowing who read what.",
        "/popular/?period=day",
    ),
    "contact": (
        "Have you seen what we should look into?",
        "Write to the newsroom: a person reads it.",
        "/contact/",
    ),
}
# Where each stands, and with what weight.
BOOKED = {
    "boatyard": {"home": 1, "story-rail": 2},
    "newsletter": {"home": 1, "section": 2, "section-rail": 1, "story-text": 1, "story-rail": 1},
    "popular": {"section": 1, "section-rail": 1, "story-text": 1},
    "contact": {"section-rail": 1, "popular-rail": 1, "story-text": 1, "story-rail": 1},
}


def load_promos(ledger: Ledger) -> int:
    """Creatives and bookings that are not there yet; how many bookings were added."""
    places = {place.key: place for place in Placement.objects.all_there()}
    made = 0
    for name, booked in BOOKED.items():
        creative = _creative(ledger, name)
        for key, weight in booked.items():
            mark = f"promo:{name}:{key}"
            if creative is None or mark in ledger:
                continue
            booking = Booking.objects.create(
                placement=places[key],
                creative=creative,
                weight=weight,
                starts_at=this_hour() - timedelta(days=DAYS),
                ends_at=this_hour() + timedelta(days=45) if name == "boatyard" else None,
            )
            _count(booking, this_hour())
            ledger.add(mark, booking.pk)
            made += 1
    forget()
    return made


def _creative(ledger: Ledger, name: str) -> Creative | None:
    """The stored one; None where it was deleted since."""
    key = f"promo:{name}"
    if key in ledger:
        return Creative.objects.filter(pk=ledger.id_of(key)).first()
    creative = _boatyard() if name == "boatyard" else _own(name)
    creative.full_clean(exclude=SIZES)
    creative.save()
    ledger.add(key, creative.pk)
    return creative


def _own(name: str) -> Creative:
    headline, words, link = OWN[name]
    return Creative(
        kind=Creative.Kind.HOUSE, name=headline, headline=headline, words=words, link=link
    )


def _boatyard() -> Creative:
    creative = Creative(
        name="Boatyard, summer",
        advertiser="Astillero del Faro",
        alt="A small boat with a red sail on a calm sea",
        link="https://example.com/astillero-del-faro",
    )
    for name, size in SIZES.items():
        stored = read_picture(sail(2 * size.width, 2 * size.height), size)
        getattr(creative, name).save(stored.name, stored, save=False)
    return creative


def _count(booking: Booking, now: datetime) -> None:
    """What the days behind us would have brought; the same each time."""
    chance = random.Random(str(booking))  # noqa: S311 nothing secret
    rows = []
    for hours in range(1, DAYS * 24):
        when = now - timedelta(hours=hours)
        seen = round(DAY[when.hour] * booking.weight * chance.uniform(2, 6))
        clicks = sum(chance.random() < 0.012 for _view in range(seen))
        rows.append(HourlyCount(booking=booking, hour=when, impressions=seen, clicks=clicks))
    HourlyCount.objects.bulk_create(rows)
