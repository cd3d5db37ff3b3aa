"""What readers said at a site that moved in: taken in many at once, and nobody is told."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from comments.models import Comment, Hold
from comments.models.comment import DEEPEST
from newsroom.kit.copying import copy_in, take_numbers

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
    for arrival, pk in zip(arrivals, take_numbers(Comment, len(arrivals)), strict=True):
        parent = arrival.parent.comment if arrival.parent else arrival.to
        arrival.comment = Comment(
            pk=pk,
            article_id=arrival.article_id,
            text=arrival.text,
            signature=arrival.signature[:LONGEST_SIGNATURE],
            status=arrival.status,
            posted_at=arrival.posted_at,
            parent=parent,
            ancestors=[*parent.ancestors, parent.pk][:DEEPEST] if parent else [],
        )
        if parent:
            parent.answered = True
    answered = {a.to.pk for a in arrivals if a.to}
    made = copy_in([arrival.comment for arrival in arrivals])
    Comment.objects.filter(pk__in=answered, answered=False).update(answered=True)
    copy_in(
        [
            Hold(comment=comment, kind=Hold.Kind.MOVED, found="")
            for comment in made
            if comment.status == Comment.Status.HELD
        ]
    )
