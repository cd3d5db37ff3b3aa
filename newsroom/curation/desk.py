"""The front page as its editors see it: every place, what stands there and why."""

from dataclasses import dataclass, field

from django.db.models import Q, prefetch_related_objects
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.models import Article, Section
from newsroom.curation.actions import BREAKING_FOR, end_of_day
from newsroom.curation.changes import told
from newsroom.curation.front import FrontPage, compose
from newsroom.curation.models import BreakingBanner, EditionChange, Front, FrontBlock, Pin
from newsroom.curation.slots import PLACES, Place, Slot
from newsroom.kit.keys import is_key
from newsroom.kit.times import moment

STORIES, CHANGES = 24, 20


@dataclass
class Spot:
    """A place as it is drawn. A story without a pin was chosen by the rule."""

    place: Place
    words: str
    story: Article | None
    pin: Pin | None
    up: Place | None = None
    down: Place | None = None


@dataclass
class Row:
    slot: Slot
    key: str
    heading: str
    spots: list[Spot] = field(default_factory=list)

    @property
    def variant(self) -> str:
        """Of the teaser: large ones for the places that have one story."""
        return "plain" if PLACES[self.slot] == 1 else "flex"


def number() -> int:
    """Of the last change: what is posted from the page is posted on this state of it."""
    return Front.objects.filter(pk=1).values_list("number", flat=True).first() or 0


def tops() -> dict[int, Section]:
    return {s.pk: s for s in Section.objects.filter(parent=None).order_by("order", "name")}


def front_desk(asked) -> dict:
    """`asked` is the query of the address: q searches, story is put first, to is the place."""
    now = timezone.now()
    base = number()
    page, sections = compose(), tops()
    rows = _rows(page, sections)
    prefetch_related_objects(list(page.pins.values()), "person")
    prefetch_related_objects([idle.pin for idle in page.idle], "story", "person")
    standing = {
        spot.story.pk: spot for row in rows for spot in row.spots if spot.story and spot.pin
    }
    planned = Pin.objects.filter(starts_at__gt=now).select_related("story", "person")
    banner = BreakingBanner.objects.select_related("story").filter(ends_at__gt=now).first()
    stories, wanted = _stories(asked)
    return {
        "base": base,
        "rows": rows,
        "idle": [(idle, idle.pin.place.in_words(sections)) for idle in page.idle],
        "planned": [(pin, pin.place.in_words(sections)) for pin in planned.order_by("starts_at")],
        "stories": [(story, standing.get(story.pk), _when(story, now)) for story in stories],
        "wanted": wanted,
        "q": asked.get("q", ""),
        "to": asked.get("to", ""),
        "spots": [spot for row in rows for spot in row.spots],
        "until": end_of_day(now),
        "banner": banner,
        "banner_stands": bool(banner and banner.stands(now)),
        "banner_until": now + BREAKING_FOR,
        "changes": _changes(sections),
        "blocks": _blocks(page, sections),
        "blocks_chosen": FrontBlock.objects.exists(),
        "now": now,
    }


def _rows(page: FrontPage, sections: dict[int, Section]) -> list[Row]:
    """In the order of the page itself."""
    found = [
        _row(Slot.LEAD, [page.lead], page, sections),
        _row(Slot.SECONDARY, page.secondary, page, sections),
    ]
    after_first = [
        _row(Slot.LONG_READ, [page.long_read], page, sections),
        _row(Slot.OPINION, page.opinion, page, sections),
    ]
    for number, block in enumerate(page.blocks):
        found.append(_row(Slot.BLOCK, block.stories, page, sections, block.section))
        if number == 0:
            found += after_first
    return found if page.blocks else [*found, *after_first]


def _row(slot, stories, page: FrontPage, sections, section: Section | None = None) -> Row:
    """Pinned stories where they are pinned, the others around them: readers get no gap, editors
    see that there is one to fill."""
    pk = section.pk if section else None
    row = Row(slot, f"{slot}-{pk}" if pk else str(slot), section.name if section else slot.label)
    held = {page.pins[s.pk].position: s for s in stories if s and s.pk in page.pins}
    by_rule = iter([s for s in stories if s and s.pk not in page.pins])
    last = PLACES[slot]
    for position in range(1, last + 1):
        place = Place(slot, position, pk)
        story = held.get(position) or next(by_rule, None)
        pin = page.pins.get(story.pk) if story else None
        if pin:
            pin.story = story  # read with the page: not once more for each pin
        up = Place(slot, position - 1, pk) if position > 1 else None
        down = Place(slot, position + 1, pk) if position < last else None
        row.spots.append(Spot(place, str(place.in_words(sections)), story, pin, up, down))
    return row


def _stories(asked) -> tuple[list[Article], set[int]]:
    """Those asked for by number first, then the newest that answer the search; what is still to
    come stands among them, drafts do not."""
    numbers = [int(text) for text in asked.getlist("story") if is_key(text)][:STORIES]
    lines = Article.objects.select_related("section").defer("body", "search")
    wanted = list(lines.filter(pk__in=numbers))
    found = lines.filter(status=Article.Status.PUBLISHED).exclude(pk__in=numbers)
    for word in asked.get("q", "").replace("\x00", "").split()[:6]:
        found = found.filter(
            Q(headline__icontains=word)
            | Q(front_title__icontains=word)
            | Q(section__name__icontains=word)
        )
    return [*wanted, *found.newest_first()[:STORIES]], {story.pk for story in wanted}


def _when(story: Article, now) -> str:
    if story.status != Article.Status.PUBLISHED:
        return _("%(state)s: publish or schedule it first") % {"state": story.get_status_display()}
    if story.published_at > now:
        return _("goes live %(time)s") % {"time": moment(story.published_at, now)}
    return moment(story.published_at, now)


def _changes(sections) -> list[dict]:
    changes = EditionChange.objects.select_related("person").defer("before", "after")
    return [{"change": c, "words": told(c, sections)} for c in changes[:CHANGES]]


def _blocks(page: FrontPage, sections: dict[int, Section]) -> list[dict]:
    """Every whole section: the chosen ones, else those on the page, in their order, then the
    others."""
    chosen = list(FrontBlock.objects.values_list("section_id", flat=True))
    shown = chosen or [block.section.pk for block in page.blocks]
    on_page = {block.section.pk for block in page.blocks}
    known = [sections[pk] for pk in shown if pk in sections]
    lines = [{"section": section, "order": n} for n, section in enumerate(known, 1)]
    lines += [
        {"section": section, "order": ""} for pk, section in sections.items() if pk not in shown
    ]
    return [{**line, "stands": line["section"].pk in on_page} for line in lines]
