"""Deciding about comments: each decision knows what it was made about, and can be undone."""

import uuid
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from comments.actions.holding import put_on_hold
from comments.actions.telling import tell_of_decision, tell_of_reply, untell
from comments.models import Comment, Decision, Hold

CLAIM = timedelta(minutes=3)


class Changed(ValidationError):
    """Somebody else, or the writer, did something with the comment meanwhile."""

    def __init__(self, comment: Comment):
        last = comment.decisions.select_related("person").first()
        who = last.person.display_name if last and last.person else ""
        state = comment.get_status_display()
        said = _("Meanwhile this comment has changed: %(state)s (%(who)s). Look at it again.")
        if not who:
            said = _("Meanwhile this comment has changed: %(state)s. Look at it again.")
        super().__init__(said, params={"state": state, "who": who}, code="changed")
        self.comment = comment


@transaction.atomic
def decide(
    comment: Comment,
    status: str,
    *,
    by: User,
    version: int | None = None,
    why: str = "",
    reason: str = "",
    batch: uuid.UUID | None = None,
) -> Comment:
    """Show or remove it. With `version` only as long as it is what the moderator looked at."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if version is not None and comment.version != version:
        raise Changed(comment)
    if comment.status == Comment.Status.WITHDRAWN:
        raise Changed(comment)
    if comment.status == status and not comment.open_reports:
        return comment
    was, comment.status = comment.status, status
    comment.version += 1
    comment.open_reports, comment.claimed_by, comment.claimed_at = 0, None, None
    if status != Comment.Status.VISIBLE:
        comment.featured = False
    comment.save()
    decision = Decision.objects.create(
        comment=comment,
        person=by,
        was=was,
        status=status,
        why=why,
        reason=reason.strip()[:200],
        version=comment.version,
        batch=batch or uuid.uuid4(),
    )
    comment.holds.filter(decision=None).update(decision=decision)
    comment.reports.filter(decision=None).update(decision=decision)
    tell_of_decision(decision)
    tell_of_reply(comment)
    return comment


def approve(comment: Comment, *, by: User, **how) -> Comment:
    """Show the comment to everyone."""
    return decide(comment, Comment.Status.VISIBLE, by=by, **how)


def remove(comment: Comment, *, by: User, **how) -> Comment:
    """Take the comment away; its text is kept for the desk."""
    return decide(comment, Comment.Status.REMOVED, by=by, **how)


@transaction.atomic
def hold(comment: Comment, *, by: User, version: int | None = None) -> Comment:
    """Take a visible comment from readers until somebody has looked at it again."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.status != Comment.Status.VISIBLE or version not in (None, comment.version):
        raise Changed(comment)
    put_on_hold(comment, Hold(kind=Hold.Kind.HAND, found=by.display_name[:200]))
    return comment


def decide_many(
    chosen: Iterable[tuple[int, int]], status: str, *, by: User, why: str = "", reason: str = ""
) -> tuple[uuid.UUID, int, list[Changed]]:
    """Each by itself: what somebody else has decided meanwhile is left as it is, and said."""
    batch, done, left = uuid.uuid4(), 0, []
    for number, version in chosen:
        comment = Comment.objects.filter(pk=number).first()
        if comment is None:
            continue
        try:
            decide(comment, status, by=by, version=version, why=why, reason=reason, batch=batch)
            done += 1
        except Changed as changed:
            left.append(changed)
    return batch, done, left


@transaction.atomic
def undo(batch: uuid.UUID, *, by: User) -> int:
    """Take one's own decisions of one go back, where nothing came after them."""
    decisions = Decision.objects.select_for_update(of=("self",)).filter(
        batch=batch, person=by, undone_at=None
    )
    undone = []
    for decision in decisions:
        comment = Comment.objects.select_for_update(of=("self",)).get(pk=decision.comment_id)
        if comment.version != decision.version:
            continue
        comment.status = decision.was
        comment.version += 1
        decision.holds.update(decision=None)
        decision.reports.update(decision=None)
        comment.open_reports = comment.reports.filter(decision=None).count()
        comment.save(update_fields=["status", "version", "open_reports"])
        decision.undone_at = timezone.now()
        decision.save(update_fields=["undone_at"])
        undone.append(decision.pk)
    untell(undone)
    return len(undone)


@transaction.atomic
def feature(comment: Comment, *, by: User, on: bool) -> Comment:
    """Highlight a comment, or no longer."""
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if on and comment.status != Comment.Status.VISIBLE:
        raise Changed(comment)
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
