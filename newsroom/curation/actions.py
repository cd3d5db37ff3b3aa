"""The only code that changes the front page. Each change is numbered, whole and can be undone.

`base` is the number of the last change its author saw: a change made on an older state of the
page is refused with what happened meanwhile, so that nobody overwrites what they never saw.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article, Section
from newsroom.curation.models import BreakingBanner, EditionChange, Front, FrontBlock, Pin
from newsroom.curation.slots import Place
from newsroom.curation.snapshots import restore, snapshot

SHORTEST_DAY = timedelta(hours=6)
BREAKING_FOR = timedelta(hours=2)
Act = EditionChange.Act


class ChangedMeanwhile(Exception):
    """Somebody else changed the page first; `changes` says what, newest first."""

    def __init__(self, changes: list[EditionChange]):
        super().__init__(f"{len(changes)} changes")
        self.changes = changes


def end_of_day(start: datetime) -> datetime:
    """When a pin ends unless it is told otherwise: at midnight, and not before six hours."""
    midnight = timezone.localtime(start).replace(hour=0, minute=0, second=0, microsecond=0)
    return max(
        midnight + timedelta(days=1), (start + SHORTEST_DAY).replace(second=0, microsecond=0)
    )


def place(
    story: Article,
    where: Place,
    *,
    by: User | None,
    base: int,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> Pin:
    """Pin the story, from now or later, until an end. It leaves any other place it held."""
    about = {"story": story.headline, "place": str(where)}
    with _changing(Act.PLACE, by=by, base=base, about=about) as now:
        start = max(starts_at or now, now)
        end = ends_at or end_of_day(start)
        _check_place(where)
        _check_times(start, end)
        _check_story(story, end)
        about["until"] = end.isoformat()
        Pin.objects.filter(story=story, starts_at__lt=end, ends_at__gt=start).delete()
        if start == now:  # what is planned for later in this place stays planned
            _in_place(where).filter(starts_at__lte=now).delete()
        return Pin.objects.create(
            slot=where.slot,
            section_id=where.section_id,
            position=where.position,
            story=story,
            starts_at=start,
            ends_at=end,
            person=by,
        )


def clear(pin: Pin, *, by: User | None, base: int) -> None:
    """Take the pin off; the rule fills its place."""
    about = {"story": pin.story.headline, "place": str(pin.place)}
    with _changing(Act.CLEAR, by=by, base=base, about=about):
        Pin.objects.filter(pk=pin.pk).delete()


def move(pin: Pin, to: Place, *, by: User | None, base: int) -> None:
    """Put the pin into another place; a pin that stands there takes the one it leaves."""
    left = pin.place
    about = {"story": pin.story.headline, "place": str(to), "from": str(left)}
    with _changing(Act.MOVE, by=by, base=base, about=about):
        _check_place(to)
        meets = _in_place(to).filter(starts_at__lt=pin.ends_at, ends_at__gt=pin.starts_at)
        _put(meets.exclude(pk=pin.pk), left)
        _put(Pin.objects.filter(pk=pin.pk), to)


def choose_blocks(sections: Iterable[Section], *, by: User | None, base: int) -> None:
    """Which sections stand as blocks, in this order; none leaves it to the navigation."""
    chosen = list(dict.fromkeys(sections))
    with _changing(Act.BLOCKS, by=by, base=base, about={"names": [s.name for s in chosen]}):
        if any(section.parent_id for section in chosen):
            raise ValidationError(_("Only whole sections can be blocks, not their parts."))
        FrontBlock.objects.all().delete()
        FrontBlock.objects.bulk_create(
            FrontBlock(section=section, order=order) for order, section in enumerate(chosen)
        )


def raise_banner(
    text: str,
    *,
    by: User | None,
    base: int,
    story: Article | None = None,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> BreakingBanner:
    """Breaking news on every page, from now or later; it takes the place of any other."""
    with _changing(Act.RAISE, by=by, base=base, about={"text": text}) as now:
        start = max(starts_at or now, now)
        end = ends_at or start + BREAKING_FOR
        _check_times(start, end)
        if story is not None:
            _check_story(story, end)
        BreakingBanner.objects.all().delete()
        banner = BreakingBanner(
            text=" ".join(text.split()), story=story, starts_at=start, ends_at=end, person=by
        )
        banner.clean_fields(exclude=["person"])
        banner.save()
        return banner


def lower_banner(*, by: User | None, base: int) -> None:
    banner = BreakingBanner.objects.first()
    about = {"text": banner.text if banner else ""}
    with _changing(Act.LOWER, by=by, base=base, about=about):
        BreakingBanner.objects.all().delete()


def revert(to: int, *, by: User | None, base: int) -> None:
    """Put the page back as it was after change `to`; 0 is before the first. A change like any."""
    with _changing(Act.REVERT, by=by, base=base, about={"number": to}) as now:
        change = EditionChange.objects.filter(number=to or 1).first()
        if change is None:
            raise ValidationError(_("There is no such change to go back to."))
        restore(change.after if to else change.before, now=now)


@contextmanager
def _changing(act: str, *, by: User | None, base: int, about: dict) -> Iterator[datetime]:
    """One change at a time, on the state its author saw. What changes nothing leaves no trace."""
    with transaction.atomic():
        Front.objects.get_or_create(pk=1)
        front = Front.objects.select_for_update().annotate(now=Now()).get(pk=1)
        if front.number != base:
            later = EditionChange.objects.filter(number__gt=base).select_related("person")
            raise ChangedMeanwhile(list(later))
        Pin.objects.over().delete()
        BreakingBanner.objects.filter(ends_at__lte=front.now).delete()
        before = snapshot()
        yield front.now
        after = snapshot()
        if before == after:
            return
        _open_breaking_news()
        front.number += 1
        front.save(update_fields=["number"])
        EditionChange.objects.create(
            number=front.number, act=act, person=by, about=about, before=before, after=after
        )


def _open_breaking_news() -> None:
    """Everybody may read the story to its end for as long as it is breaking."""
    banner = BreakingBanner.objects.first()
    story = banner.story_id if banner else None
    opened = Article.objects.filter(open_from__isnull=False)
    opened.exclude(pk=story).update(open_from=None, open_until=None)
    if story:
        Article.objects.filter(pk=story).update(
            open_from=banner.starts_at, open_until=banner.ends_at
        )


def _check_place(where: Place) -> None:
    if not where.exists:
        raise ValidationError(_("There is no such place on the front page."))
    whole = Section.objects.filter(pk=where.section_id, parent=None)
    if where.section_id and not whole.exists():
        raise ValidationError(_("There is no such section to be a block."))


def _check_times(start: datetime, end: datetime) -> None:
    if end <= start:
        raise ValidationError(_("The end must come after the beginning, and must not be over."))


def _check_story(story: Article, end: datetime) -> None:
    if story.status != Article.Status.PUBLISHED:
        raise ValidationError(_("Only a published or scheduled story can stand before readers."))
    if story.published_at >= end:
        raise ValidationError(_("The story goes live only after that end."))


def _in_place(where: Place):
    return Pin.objects.filter(slot=where.slot, section_id=where.section_id, position=where.position)


def _put(pins, where: Place) -> None:
    pins.update(slot=where.slot, section_id=where.section_id, position=where.position)
