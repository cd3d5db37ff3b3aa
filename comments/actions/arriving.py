"""What readers said at a site that moved in: taken in many at once, and nobody is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from comments.models import Comment, Hold
from comments.models.comment import DEEPEST

LONGEST_SIGNATURE = 120


@dataclass
class Arrival:
    """One comment. `parent` is another of the same lot, or one that is here already by `to`."""

    article_id: int
    text: str
    signature: str
    posted_at: datetime
    status: Comment.Status
    parent: "Arrival | None" = None
    to: Comment | None = None
    comment: Comment | None = None


@transaction.atomic
def take_in(arrivals: list[Arrival]) -> None:
    """Store them with their threads. Those not let in there wait here as well, and say why.

    Parents stand before their answers in the list.
    """
    if not arrivals:
        return
    for arrival, pk in zip(arrivals, _new_ids(len(arrivals)), strict=True):
        parent = arrival.parent.comment if arrival.parent else arrival.to
        arrival.comment = Comment(
            pk=pk,
            article_id=arrival.article_id,
            text=arrival.text,
            signature=arrival.signature[:LONGEST_SIGNATURE],
            status=arrival.status,
            parent=parent,
            ancestors=[*parent.ancestors, parent.pk][:DEEPEST] if parent else [],
        )
        if parent:
            parent.answered = True
    answered = {a.to.pk for a in arrivals if a.to}
    made = Comment.objects.bulk_create([arrival.comment for arrival in arrivals])
    _date({a.comment.pk: a.posted_at for a in arrivals})
    Comment.objects.filter(pk__in=answered, answered=False).update(answered=True)
    Hold.objects.bulk_create(
        Hold(comment=comment, kind=Hold.Kind.MOVED, found="")
        for comment in made
        if comment.status == Comment.Status.HELD
    )


def _date(times: dict[int, datetime]) -> None:
    """On creation the time is written by itself: these were said long before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE comments_comment AS comment SET posted_at = said.at "
            "FROM unnest(%s::bigint[], %s::timestamptz[]) AS said (pk, at) "
            "WHERE comment.id = said.pk",
            [list(times), list(times.values())],
        )


def _new_ids(number: int) -> list[int]:
    """Ids taken beforehand, so that an answer can name its parent in the same insert."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('comments_comment', 'id')) "
            "FROM generate_series(1, %s)",
            [number],
        )
        return [row[0] for row in cursor.fetchall()]
