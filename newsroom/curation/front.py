"""The front page: which story stands where. No story stands twice, save in Popular.

What editors pinned stands where they put it; everything else is filled by rule, newest first.
Ids are found first, from indexes; the stories chosen are then read once, so the number of
queries is the same for any number of stories and pins.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone

from articles.models import Article
from articles.models.article import LONG_READ_WORDS
from articles.popularity import Period, popular_box
from newsroom.curation import blocks
from newsroom.curation.blocks import FEWEST_IN_BLOCK, SHAPES, Block, Candidate
from newsroom.curation.models import Pin
from newsroom.curation.pins import Idle, Standing, standing_at
from newsroom.curation.slots import PLACES, Slot

NEWEST = 40
SECONDARY, OPINION = PLACES[Slot.SECONDARY], PLACES[Slot.OPINION]
LATEST, EVENTS = 8, 6


@dataclass
class FrontPage:
    lead: Article | None = None
    secondary: list[Article] = field(default_factory=list)
    latest: list[Article] = field(default_factory=list)
    opinion: list[Article] = field(default_factory=list)
    long_read: Article | None = None
    event_lead: Article | None = None
    events: list[Article] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    popular: list[Article] = field(default_factory=list)
    popular_period: Period | None = None
    # For the desk: the pins that stand, by their story, and those that do not.
    pins: dict[int, Pin] = field(default_factory=dict)
    idle: list[Idle] = field(default_factory=list)

    @property
    def stories(self) -> list[Article]:
        """All that stand in a place of the page; Popular is counted, not placed."""
        single = filter(None, [self.lead, self.long_read, self.event_lead])
        placed = [*self.secondary, *self.latest, *self.opinion, *self.events]
        return [*single, *placed, *(story for block in self.blocks for story in block.stories)]

    @property
    def some_event(self) -> Article:
        return self.event_lead or self.events[0]


@dataclass
class Found:
    """What may stand on the page, newest first: ids, enough of them whatever is pinned."""

    newest: list[tuple[int, bool]]
    opinion: list[int]
    long_reads: list[int]
    coming: list[int]
    sections: list[Candidate]


@dataclass
class Arranged:
    """Which ids stand where."""

    lead: list[int]
    opinion: list[int]
    long_read: list[int]
    events: list[int]
    secondary: list[int]
    latest: list[int]
    blocks: list[tuple[Block, list[int]]]
    used: set[int]


def compose(at: datetime | None = None) -> FrontPage:
    """The front page as it is now, or as it will be at a time to come."""
    pins = standing_at(at)
    found = _find(at, len(pins.pins))
    arranged = _arrange(found, pins)
    shown = {block.section.pk for block, _ in arranged.blocks}
    if absent := {pin.section_id for pin in pins.pins if pin.section_id} - shown:
        pins = pins.without_blocks(absent)  # so that their stories stand where the rule puts them
        arranged = _arrange(found, pins)

    stories = Article.objects.published(at).for_cards().in_bulk(arranged.used)
    coming = list(_read(arranged.events, stories))
    event_lead = next((a for a in coming if a.lead_picture), None)
    for block, ids in arranged.blocks:
        block.stories = list(_read(ids, stories))
    # What is most read may stand here again, but no picture twice on a page.
    with_picture = {pk for pk, a in stories.items() if a.lead_picture and pk not in arranged.latest}
    popular, period = popular_box(without=with_picture)
    return FrontPage(
        lead=next(_read(arranged.lead, stories), None),
        secondary=list(_read(arranged.secondary, stories)),
        latest=list(_read(arranged.latest, stories)),
        opinion=list(_read(arranged.opinion, stories)),
        long_read=next(_read(arranged.long_read, stories), None),
        event_lead=event_lead,
        events=[a for a in coming if a is not event_lead],
        blocks=[block for block, _ in arranged.blocks],
        popular=popular,
        popular_period=period,
        pins={pin.story_id: pin for pin in pins.pins},
        idle=pins.idle,
    )


def _find(at: datetime | None, pins: int) -> Found:
    live = Article.objects.published(at)
    plain = live.exclude(kind=Article.Kind.OPINION)
    opinion = live.filter(kind=Article.Kind.OPINION).newest_first()
    long_reads = plain.filter(word_count__gte=LONG_READ_WORDS).pictured(at)
    today = timezone.localdate(at) if at else timezone.localdate()
    coming = live.filter(event_date__gte=today).order_by("event_date", "pk")
    newest = plain.newest_first().saying_if_pictured(at).values_list("pk", "has_picture")
    spare = pins + 1 + OPINION + 1  # what stands before a slot is filled may be in its list
    return Found(
        newest=list(newest[: NEWEST + pins]),
        opinion=list(opinion.values_list("pk", flat=True)[: OPINION + spare]),
        long_reads=list(long_reads.newest_first().values_list("pk", flat=True)[: 1 + spare]),
        coming=list(coming.values_list("pk", flat=True)[: EVENTS + spare]),
        sections=blocks.candidates(NEWEST + pins, at),
    )


def _arrange(found: Found, pins: Standing) -> Arranged:
    """Pins first, so that no rule takes their stories; then the rules, in the order of weight."""
    used = pins.stories
    plain = [pk for pk, _ in found.newest]
    pictured = [pk for pk, picture in found.newest if picture]
    lead = _fill(pins.held(Slot.LEAD), [*pictured, *plain], 1, used)
    opinion = _fill(pins.held(Slot.OPINION), found.opinion, OPINION, used)
    long_read = _fill(pins.held(Slot.LONG_READ), found.long_reads, 1, used)
    events = _take(found.coming, EVENTS, used)
    secondary = _fill(pins.held(Slot.SECONDARY), pictured, SECONDARY, used)
    latest = _take(plain, LATEST, used)
    return Arranged(
        lead, opinion, long_read, events, secondary, latest,
        blocks=_fill_blocks(found.sections, pins, used),
        used=used,
    )  # fmt: skip


def _fill_blocks(
    sections: list[Candidate], pins: Standing, used: set[int]
) -> list[tuple[Block, list[int]]]:
    """A story belongs to one top section only, so all can be counted before any is filled."""
    free, worth = {}, []
    for candidate in sections:
        section = candidate.section
        free[section.pk] = [row for row in candidate.newest if row[0] not in used]
        stories = len(free[section.pk]) + len(pins.held(Slot.BLOCK, section.pk))
        if stories >= FEWEST_IN_BLOCK:
            worth.append((section, stories))
    filled = []
    for block in blocks.shaped(worth):
        held = pins.held(Slot.BLOCK, block.section.pk)
        rule = blocks.pictured_first(free[block.section.pk], block.shape, pinned=len(held))
        filled.append((block, _fill(held, rule, SHAPES[block.shape], used)))
    return filled


def _fill(held: dict[int, int], rule: Iterable[int], size: int, used: set[int]) -> list[int]:
    """Pinned stories in their places, the others by rule."""
    chosen = iter(_take(rule, size - len(held), used))
    places = [held.get(number) or next(chosen, None) for number in range(1, size + 1)]
    return [pk for pk in places if pk]


def _take(rule: Iterable[int], wanted: int, used: set[int]) -> list[int]:
    """The first `wanted` ids nobody has taken; they are taken from now on."""
    chosen = [pk for pk in dict.fromkeys(rule) if pk not in used][:wanted]
    used.update(chosen)
    return chosen


def _read(ids: list[int], stories: dict[int, Article]) -> Iterator[Article]:
    return (stories[pk] for pk in ids if pk in stories)
