"""The moderators' queues: as fast with ten thousand waiting as with ten.

Pages follow one another by the place of their last line and not by a number, and each queue has an
index of its own.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from django.db.models import Case, Count, Q, When

from accounts.models import User
from comments.actions.holding import open_holds
from comments.models import Appeal, Comment, Decision, Report
from comments.selection import QUEUES, WAITING, Selection
from newsroom.kit.keys import is_key

LINES = 30
AROUND = 12
Status = Comment.Status


@dataclass
class Queue:
    lines: list[Comment]
    after: str = ""  # where the next page begins; empty on the last
    current: Comment | None = None
    next: Comment | None = None
    around: list[Comment] = field(default_factory=list)


def counts() -> dict[str, int]:
    """Of the queues that wait; each counts its own index."""
    waiting = {name: Comment.objects.filter(QUEUES[name][1]).count() for name in WAITING}
    return {**waiting, "appeals": Appeal.objects.filter(decided_at=None).count()}


def queue(selection: Selection, *, after: str = "", at: str = "") -> Queue:
    oldest = selection.oldest_first
    comments = _beyond(selection.comments(), after, oldest)
    comments = comments.order_by(*(("posted_at", "pk") if oldest else ("-posted_at", "-pk")))
    comments = comments.select_related("author", "article__section", "claimed_by")
    comments = comments.defer("article__body", "article__search", "facts", "shape")
    lines = list(comments[: LINES + 1])
    found = Queue(lines[:LINES])
    if len(lines) > LINES:
        last = found.lines[-1]
        found.after = f"{last.posted_at.isoformat()}_{last.pk}"
    _describe(found.lines)
    place = next((i for i, c in enumerate(found.lines) if str(c.pk) == at), 0)
    if found.lines:
        found.current = found.lines[place]
        found.next = found.lines[place + 1] if place + 1 < len(found.lines) else None
        found.around = around(found.current)
    return found


def _beyond(comments, after: str, oldest: bool):
    moment, _, number = after.partition("_")
    try:
        since = datetime.fromisoformat(moment)
        since = since.astimezone(UTC) if since.tzinfo else None
    except (ValueError, OverflowError):
        return comments
    if not is_key(number) or since is None:
        return comments
    if oldest:
        return comments.filter(Q(posted_at__gt=since) | Q(posted_at=since, pk__gt=int(number)))
    return comments.filter(Q(posted_at__lt=since) | Q(posted_at=since, pk__lt=int(number)))


def _describe(lines: list[Comment]) -> None:
    """Reasons, reports and the writers' records, in one query each."""
    holds = open_holds(lines)
    reports: dict[int, list[Report]] = {}
    for report in Report.objects.filter(comment__in=lines, decision=None):
        reports.setdefault(report.comment_id, []).append(report)
    records = records_of({line.author_id for line in lines} - {None})
    for line in lines:
        line.open_holds = holds.get(line.pk, [])
        line.reported = reports.get(line.pk, [])
        line.record = records.get(line.author_id, {})


def records_of(people: set[int]) -> dict[int, dict]:
    """How much each has said that stands, and how much was removed."""
    rows = (
        Comment.objects.filter(author__in=people)
        .values("author")
        .annotate(
            seen=Count("pk", filter=Q(status=Status.VISIBLE)),
            removed=Count("pk", filter=Q(status=Status.REMOVED)),
        )
    )
    return {row["author"]: row for row in rows}


def around(comment: Comment) -> list[Comment]:
    """The thread above and below it, in its order; what was taken away is there too."""
    thread = Comment.objects.filter(root=comment.root)
    near = thread.filter(
        Q(pk__in=[*comment.ancestors, comment.pk, comment.parent_id])
        | Q(ancestors__contains=[comment.pk])
        | Q(parent=comment.pk)
    )
    found = near.order_by("path").select_related("author").defer("facts", "shape")
    return list(found[:AROUND])


def appeals(moderator: User) -> list[Appeal]:
    """The longest waiting first, after those the moderator may answer those that others must."""
    of_others = Q(against=moderator) | Q(person=moderator)
    waiting = Appeal.objects.filter(decided_at=None).select_related(
        "person", "against", "sanction", "comment__article", "comment__author"
    )
    waiting = waiting.order_by(Case(When(of_others, then=1), default=0), "made_at", "pk")
    found = list(waiting.defer("comment__article__body", "comment__article__search")[:LINES])
    decisions: dict[int, Decision] = {}
    about = [asked.comment_id for asked in found if asked.comment_id]
    for decision in Decision.objects.filter(comment__in=about, undone_at=None):
        decisions.setdefault(decision.comment_id, decision)
    for asked in found:
        asked.decision = decisions.get(asked.comment_id)
    return found
