"""Letting comments in and taking them away; who did it is kept."""

from django.db import transaction

from accounts.models import User
from comments.models import Comment, Decision


@transaction.atomic
def approve(comment: Comment, *, by: User) -> Comment:
    """Show the comment to everyone."""
    return _decide(comment, Comment.Status.VISIBLE, by, "")


@transaction.atomic
def remove(comment: Comment, *, by: User, reason: str = "") -> Comment:
    """Take the comment away; its text is kept for the desk."""
    return _decide(comment, Comment.Status.REMOVED, by, reason)


def _decide(comment: Comment, status: str, by: User, reason: str) -> Comment:
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment.pk)
    if comment.status != status:
        comment.status = status
        comment.save(update_fields=["status"])
        Decision.objects.create(comment=comment, person=by, status=status, reason=reason.strip())
    return comment
