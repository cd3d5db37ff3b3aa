"""Deciding about comments: each decision knows what it was made about, and can be undone.

One or ten thousand are decided by the same statements, a few for each thousand; rows are locked in
the order of their numbers, so that two moderators at once wait for each other and never block.
"""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import batched

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import (
    Count,
    F,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from articles.models import Article
from comments.actions.holding import put_on_hold
from comments.actions.telling import tell_of_decisions, tell_of_replies, untell, untell_replies
from comments.models import Comment, Decision, Hold, Report
from comments.selection import Selection, as_they_waited

CLAIM = timedelta(minutes=3)
AT_ONCE = 1000
# What deciding does not look at, and what costs most to read.
UNUSED = ("text", "facts", "shape", "ancestors", "root", "path")
Status = Comment.Status


class Changed(ValidationError):
    """Somebody else, or the writer, did something with the comment meanwhile."""

    def __init__(self, comment: Comment, last: Decision | None = None):
        # A decision that is not the last thing that happened has not led to what is now.
        decided = last is not None and last.version == comment.version
        who = last.person.display_name if decided and last.person else ""
        state = comment.get_status_display()
        said = _("Meanwhile this comment has changed: %(state)s (%(who)s). Look at it again.")
        if not who:
            said = _("Meanwhile this comment has changed: %(state)s. Look at it again.")
        super().__init__(said, params={"state": state, "who": who}, code="changed")
        self.comment = comment


@dataclass
class Outcome:
    """What came of deciding about many: `left` are those that had changed meanwhile."""

    batch: uuid.UUID
    done: int = 0
    left: list[Comment] = field(default_factory=list)

    def said(self, most: int) -> list[Changed]:
        """What became of the first of those that are left."""
        return _changed(self.left[:most])


def decide(
    comment: Comment, status: str, *, by: User, version: int | None = None, **words
) -> Comment:
    """Show or remove it. With `version` only as long as it is what the moderator looked at."""
    with transaction.atomic():
        comment = locked(comment)
        if _has_changed(comment, version):
            raise _changed([comment])[0]
        _decide([comment], status, by=by, **words)
    return comment


def approve(comment: Comment, *, by: User, **how) -> Comment:
    """Show the comment to everyone."""
    return decide(comment, Status.VISIBLE, by=by, **how)


def remove(comment: Comment, *, by: User, **how) -> Comment:
    """Take the comment away; its text is kept for the desk."""
    return decide(comment, Status.REMOVED, by=by, **how)


def decide_many(
    chosen: Iterable[tuple[int, int]], status: str, *, by: User, why: str = "", reason: str = ""
) -> Outcome:
    """Each as it was seen: what somebody else has decided meanwhile is left as it is, and said."""
    outcome = Outcome(uuid.uuid4())
    for some in batched(dict(chosen).items(), AT_ONCE):
        seen = dict(some)
        with transaction.atomic():
            found = _lock(seen)
            fresh = [c for c in found if not _has_changed(c, seen[c.pk])]
            outcome.left += [c for c in found if _has_changed(c, seen[c.pk])]
            outcome.done += _decide(
                fresh, status, by=by, why=why, reason=reason, batch=outcome.batch
            )
    return outcome


def decide_all(selection: Selection, status: str, *, by: User, at: datetime, **words) -> Outcome:
    """All that are selected as they were at that moment, when the moderator was shown them."""
    meant = as_they_waited(selection, at).order_by("pk").values_list("pk", "version")
    return decide_many(meant, status, by=by, **words)


def locked(comment: Comment) -> Comment:
    """With what is needed to decide about it and to tell of it."""
    if found := _lock([comment.pk]):
        return _with_whom_to_tell(found)[0]
    raise Comment.DoesNotExist


def _lock(numbers: Iterable[int]) -> list[Comment]:
    """Always in the same order."""
    rows = Comment.objects.select_for_update(no_key=True).filter(pk__in=list(numbers))
    return list(rows.order_by("pk").defer(*UNUSED))


def _with_whom_to_tell(comments: list[Comment]) -> list[Comment]:
    """Thousands of comments are on few stories and by fewer people: each of these is read once."""
    stories = Article.objects.defer("body", "search")
    parents = Comment.objects.defer(*UNUSED)
    prefetch_related_objects(
        comments, Prefetch("article", stories), "author", Prefetch("parent", parents)
    )
    return comments


def _has_changed(comment: Comment, version: int | None) -> bool:
    return version not in (None, comment.version) or comment.status == Status.WITHDRAWN


def _changed(comments: list[Comment]) -> list[Changed]:
    last: dict[int, Decision] = {}
    decisions = Decision.objects.filter(comment__in=comments).select_related("person")
    for decision in decisions.order_by("made_at", "pk") if comments else ():
        last[decision.comment_id] = decision
    return [Changed(comment, last.get(comment.pk)) for comment in comments]


def _decide(
    comments: list[Comment],
    status: str,
    *,
    by: User,
    why: str = "",
    reason: str = "",
    batch: uuid.UUID | None = None,
) -> int:
    """For comments that are locked. How many it made a difference to."""
    comments = [c for c in comments if c.status != status or c.open_reports]
    if not comments:
        return 0
    _with_whom_to_tell(comments)
    batch = batch or uuid.uuid4()
    made = Decision.objects.bulk_create(
        Decision(
            comment=comment,
            person=by,
            was=comment.status,
            was_featured=comment.featured,
            status=status,
            why=why,
            reason=reason.strip()[:200],
            version=comment.version + 1,
            batch=batch,
        )
        for comment in comments
    )
    _write_down(comments, made, status)
    tell_of_decisions(made)
    if status == Status.VISIBLE:
        tell_of_replies(comments)
    else:
        untell_replies(comments)
    return len(made)


def _write_down(comments: list[Comment], made: list[Decision], status: str) -> None:
    reported = [comment.pk for comment in comments if comment.open_reports]
    settled = {"status": status, "open_reports": 0, "claimed_by": None, "claimed_at": None}
    if status != Status.VISIBLE:
        settled["featured"] = False
    numbers = [comment.pk for comment in comments]
    Comment.objects.filter(pk__in=numbers).update(version=F("version") + 1, **settled)
    for comment in comments:
        comment.version += 1
        for name, value in settled.items():
            setattr(comment, name, value)
    its_own = Decision.objects.filter(comment=OuterRef("comment"), pk__in=[d.pk for d in made])
    for rows, those in ((Hold.objects, numbers), (Report.objects, reported)):
        open_ones = rows.filter(comment__in=those, decision=None)
        open_ones.update(decision=Subquery(its_own.values("pk")[:1]))


@transaction.atomic
def hold(comment: Comment, *, by: User, version: int | None = None) -> Comment:
    """Take a visible comment from readers until somebody has looked at it again."""
    comment = locked(comment)
    if comment.status != Status.VISIBLE or version not in (None, comment.version):
        raise _changed([comment])[0]
    put_on_hold(comment, Hold(kind=Hold.Kind.HAND, person=by))
    return comment


def undo(batch: uuid.UUID, *, by: User) -> int:
    """Take one's own decisions of one go back, where nothing came after them."""
    wanted = Decision.objects.filter(batch=batch, person=by, undone_at=None).order_by("comment")
    pairs = list(wanted.values_list("comment", "pk"))
    return sum(_undo(dict(some)) for some in batched(pairs, AT_ONCE))


@transaction.atomic
def _undo(decision_of: dict[int, int]) -> int:
    comments = {comment.pk: comment for comment in _lock(decision_of)}
    decisions = Decision.objects.filter(pk__in=decision_of.values(), undone_at=None)
    undone = [d for d in decisions if comments[d.comment_id].version == d.version]
    made = [decision.pk for decision in undone]
    for rows in (Hold.objects, Report.objects):
        rows.filter(decision__in=made).update(decision=None)
    _put_back(undone)
    Decision.objects.filter(pk__in=made).update(undone_at=Now())
    untell(undone)
    _tell_after_undoing(undone, comments)
    return len(undone)


def _put_back(undone: list[Decision]) -> None:
    """As they were, all that were alike in one statement; reports that came since count too."""
    alike: dict[tuple[str, bool], list[int]] = {}
    for decision in undone:
        alike.setdefault((decision.was, decision.was_featured), []).append(decision.comment_id)
    reports = Report.objects.filter(comment=OuterRef("pk"), decision=None).order_by()
    number = reports.values("comment").annotate(n=Count("pk")).values("n")
    for (was, was_featured), numbers in alike.items():
        Comment.objects.filter(pk__in=numbers).update(
            status=was,
            featured=was_featured,
            version=F("version") + 1,
            open_reports=Coalesce(Subquery(number), 0),
        )


def _tell_after_undoing(undone: list[Decision], comments: dict[int, Comment]) -> None:
    for decision in undone:
        comments[decision.comment_id].status = decision.was
    again = [comments[decision.comment_id] for decision in undone]
    untell_replies([comment for comment in again if comment.status != Status.VISIBLE])
    seen = [comment for comment in again if comment.status == Status.VISIBLE]
    tell_of_replies(_with_whom_to_tell(seen))


@transaction.atomic
def feature(comment: Comment, *, by: User, on: bool) -> Comment:
    """Highlight a comment, or no longer."""
    comment = locked(comment)
    if on and comment.status != Status.VISIBLE:
        raise _changed([comment])[0]
    comment.featured = on
    comment.save(update_fields=["featured"])
    return comment


def claim(number: int, *, by: User) -> Comment | None:
    """Say that one is reading it. The other who is, when there is one."""
    free = Q(claimed_by=None) | Q(claimed_by=by) | Q(claimed_at__lt=Now() - CLAIM)
    mine = Comment.objects.filter(free, pk=number).update(claimed_by=by, claimed_at=Now())
    if mine:
        return None
    return Comment.objects.select_related("claimed_by").filter(pk=number).first()
