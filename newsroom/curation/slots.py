"""The named places of the front page, and the number of stories each holds."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from articles.models import Section


class Slot(models.TextChoices):
    LEAD = "lead", _("Lead")
    SECONDARY = "secondary", _("Below the lead")
    LONG_READ = "long_read", _("The long read")
    OPINION = "opinion", _("Opinion")
    BLOCK = "block", _("Section block")


# In a block it is the first places that can be pinned; the others always follow the news.
PLACES = {
    Slot.LEAD: 1,
    Slot.SECONDARY: 4,
    Slot.LONG_READ: 1,
    Slot.OPINION: 3,
    Slot.BLOCK: 3,
}


@dataclass(frozen=True)
class Place:
    """One place on the page. Written as lead:1, or block-7:2 for the block of section 7."""

    slot: Slot
    position: int = 1
    section_id: int | None = None

    def __str__(self):
        return f"{self.slot_key}:{self.position}"

    @property
    def slot_key(self) -> str:
        return f"{self.slot}-{self.section_id}" if self.section_id else str(self.slot)

    @property
    def mark(self) -> str:
        """Its name within a page."""
        return f"place-{self.slot_key}-{self.position}"

    @property
    def exists(self) -> bool:
        in_block = self.slot == Slot.BLOCK
        return in_block == bool(self.section_id) and 1 <= self.position <= PLACES[self.slot]

    @classmethod
    def read(cls, text: str) -> "Place | None":
        """What str() wrote; None for anything that names no place."""
        key, _colon, position = text.partition(":")
        name, _dash, section = key.partition("-")
        if name not in Slot or not position.isdecimal() or len(position) > 2:
            return None
        if section and not (section.isdecimal() and len(section) < 19):
            return None
        place = cls(Slot(name), int(position), int(section) if section else None)
        return place if place.exists else None

    def in_words(self, sections: dict[int, Section]) -> str:
        if self.slot == Slot.BLOCK:
            section = sections.get(self.section_id)
            name = section.name if section else str(Slot.BLOCK.label)
        else:
            name = str(self.slot.label)
        if PLACES[self.slot] == 1:
            return name
        return _("%(name)s, place %(number)d") % {"name": name, "number": self.position}
