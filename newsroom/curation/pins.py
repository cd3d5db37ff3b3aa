"""Which pins stand at a moment, and why the others do not."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from articles.models import Article
from newsroom.curation.models import Pin
from newsroom.curation.slots import Slot

NOT_PUBLIC = _("Readers cannot see this story, so the rule fills its place.")
PLACE_TAKEN = _("Another story that was pinned later stands in its place.")
STANDS_ELSEWHERE = _("The story stands in another place already.")
NO_BLOCK = _("This block is not on the page now.")


@dataclass
class Idle:
    """A pin whose time it is and that does not stand."""

    pin: Pin
    reason: str


@dataclass
class Standing:
    """At most one pin a place and one a story."""

    pins: list[Pin] = field(default_factory=list)
    idle: list[Idle] = field(default_factory=list)

    @property
    def stories(self) -> set[int]:
        return {pin.story_id for pin in self.pins}

    def held(self, slot: Slot, section_id: int | None = None) -> dict[int, int]:
        """Position and story of the pins of one slot."""
        return {
            pin.position: pin.story_id
            for pin in self.pins
            if pin.slot == slot and pin.section_id == section_id
        }

    def without_blocks(self, sections: set[int]) -> "Standing":
        """Without the pins in blocks of these sections: they are not on the page."""
        gone = [pin for pin in self.pins if pin.section_id in sections]
        kept = [pin for pin in self.pins if pin.section_id not in sections]
        return Standing(kept, [*self.idle, *(Idle(pin, NO_BLOCK) for pin in gone)])


def standing_at(at: datetime | None = None) -> Standing:
    """In one query. The page's order decides where a story stands that was pinned twice."""
    public = Q(story__status=Article.Status.PUBLISHED, story__published_at__lte=at or Now())
    pins = list(Pin.objects.standing(at).annotate(public=ExpressionWrapper(public, BooleanField())))
    order = list(Slot)
    pins.sort(key=lambda pin: (pin.starts_at, pin.pk), reverse=True)
    pins.sort(key=lambda pin: (order.index(pin.slot), pin.section_id or 0, pin.position))
    found, places = Standing(), set()
    for pin in pins:
        if reason := _reason(pin, places, found.stories):
            found.idle.append(Idle(pin, reason))
        else:
            places.add(pin.place)
            found.pins.append(pin)
    return found


def _reason(pin: Pin, places: set, stories: set[int]) -> str | None:
    if not pin.public:
        return NOT_PUBLIC
    if pin.place in places:
        return PLACE_TAKEN
    return STANDS_ELSEWHERE if pin.story_id in stories else None
