"""Placements, creatives and bookings to test with."""

from datetime import timedelta

from factory import LazyAttribute, LazyFunction, Sequence, SubFactory
from factory.django import DjangoModelFactory

from newsroom.ads.choosing import forget, this_hour
from newsroom.ads.models import Booking, Creative, Placement

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class PaidFactory(DjangoModelFactory):
    """With a picture of every size, whose files are not there."""

    class Meta:
        model = Creative

    name = Sequence(lambda n: f"Campaign {n}")
    advertiser = "Vela Boats"
    alt = "A boat under sail"
    link = "https://boats.example/summer"
    wide = "promos/wide.webp"
    strip = "promos/strip.webp"
    narrow = "promos/narrow.webp"
    box = "promos/box.webp"
    tall = "promos/tall.webp"
    text = "promos/text.webp"


class HouseFactory(DjangoModelFactory):
    class Meta:
        model = Creative

    kind = Creative.Kind.HOUSE
    name = Sequence(lambda n: f"House {n}")
    headline = Sequence(lambda n: f"Our newsletter {n}")
    words = "Every morning at seven."
    link = "/newsletter/"


def placement(key: str = "home", **fields) -> Placement:
    row, _ = Placement.objects.update_or_create(key=key, defaults=fields)
    forget()
    return row


class BookingFactory(DjangoModelFactory):
    class Meta:
        model = Booking
        skip_postgeneration_save = True

    class Params:
        at = "home"

    placement = LazyAttribute(lambda o: placement(o.at))
    creative = SubFactory(HouseFactory)
    starts_at = LazyFunction(lambda: this_hour() - timedelta(days=1))
