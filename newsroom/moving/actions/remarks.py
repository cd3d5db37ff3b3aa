"""Comments of a former site, in their threads. What was said is brought; who said it is a name."""

from django.utils import timezone

from comments.actions.arriving import Arrival, take_in
from comments.models import Comment
from newsroom.kit.copying import copy_in
from newsroom.moving.actions.asking import PINGS, Moving
from newsroom.moving.actions.planning import foreign_id
from newsroom.moving.dates import moment
from newsroom.moving.items import Item, Remark
from newsroom.moving.models import Origin
from newsroom.moving.texts import inline, said

STATES = {
    "1": Comment.Status.VISIBLE,
    "approved": Comment.Status.VISIBLE,
    "approve": Comment.Status.VISIBLE,
    "trash": Comment.Status.REMOVED,
    "post-trashed": Comment.Status.REMOVED,
}
Outcome = Origin.Outcome


def take_in_remarks(moving: Moving, work: list[tuple[Item, Origin]]) -> None:
    """Those that are not here yet; every one that is left out is counted by its reason."""
    keys = [_key(i, o, r) for i, o in work for r in i.remarks]
    rows = moving.origins().filter(kind="comment", foreign_id__in=keys, twin=0)
    known = {origin.foreign_id: origin for origin in rows}
    here = Comment.objects.in_bulk([o.object_id for o in known.values() if o.object_id])
    arrivals: list[Arrival] = []
    origins: list[tuple[Origin, Arrival]] = []
    for item, origin in work:
        made: dict[str, Arrival] = {}
        met: set[str] = set()
        for remark in in_threads(item.remarks):
            key = _key(item, origin, remark)
            reason = "twice" if key in met else _why_left_out(moving, origin, remark)
            met.add(key)
            if reason or key in known:
                moving.remarks[reason or "comment"] += 1
                continue
            arrival = _arrival(moving, origin, remark)
            parent_key = f"{_of(item, origin)}/{remark.parent}"
            arrival.parent = made.get(remark.parent)
            if arrival.parent is None and (above := known.get(parent_key)):
                arrival.to = here.get(above.object_id)
            made[remark.foreign_id] = arrival
            arrivals.append(arrival)
            row = Origin(
                source=moving.source, kind="comment", foreign_id=key,
                outcome=Outcome.COMMENT, move=moving.move,
            )  # fmt: skip
            origins.append((row, arrival))
            moving.remarks["comment"] += 1
            moving.changes["new comments"] += 1
    take_in(arrivals)
    for row, arrival in origins:
        row.object_id = arrival.comment.pk
    copy_in([row for row, _arrival in origins])


def in_threads(remarks: list[Remark]) -> list[Remark]:
    """Parents before their answers, whatever order the file has; circles are cut."""
    by_id = {remark.foreign_id: remark for remark in remarks}
    done: dict[int, Remark] = {}
    for remark in remarks:
        line = [remark]
        while (above := by_id.get(line[-1].parent)) and id(above) not in done:
            if any(above is one for one in line):
                break
            line.append(above)
        for one in reversed(line):
            done.setdefault(id(one), one)
    return list(done.values())


def _of(item: Item, origin: Origin) -> str:
    return f"{foreign_id(item)[:80]}.{origin.twin}"


def _key(item: Item, origin: Origin, remark: Remark) -> str:
    number = remark.foreign_id or f"{remark.date}{remark.name}"
    return f"{_of(item, origin)}/{number}"[:190]


def _why_left_out(moving: Moving, origin: Origin, remark: Remark) -> str:
    if origin.outcome == Outcome.PAGE:
        return "on a page"
    if origin.outcome != Outcome.STORY or not origin.object_id:
        return "on something left out"
    if remark.kind in PINGS and not moving.wishes.pings:
        return "ping"
    if remark.kind not in ("", "comment") and remark.kind not in PINGS:
        return "another kind"
    if remark.state == "spam":
        return "spam"
    if STATES.get(remark.state) == Comment.Status.REMOVED and not moving.wishes.trash:
        return "trash"
    return "" if said(remark.text) else "empty"


def _arrival(moving: Moving, origin: Origin, remark: Remark) -> Arrival:
    at = moment(remark.date, remark.date_gmt, moving.zone) or timezone.now()
    return Arrival(
        article_id=origin.object_id,
        text=said(remark.text),
        signature=inline(remark.name),
        posted_at=min(at, timezone.now()),
        status=STATES.get(remark.state, Comment.Status.HELD),
    )
