"""Mailing a correction to those who were sent the story before it was corrected."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from articles.actions.undoing import WITHIN
from articles.models import ReaderNote
from newsletter import corrections, prose
from newsletter.actions.telling import SEND
from newsletter.models import Issue, IssueLog, Newsletter

LONGEST = 2000


class ToldAlready(Exception):
    """Somebody let it go before; a correction is mailed once."""


@transaction.atomic
def tell_readers(note: ReaderNote, *, by: User, words: str = "") -> list[Issue]:
    """A follow-up for each newsletter that brought the story, approved by whoever presses. They go
    by the sender like any issue, when the correction can no longer be taken back at once."""
    if not by.has_perm(SEND):
        raise PermissionDenied
    # Two who press at once: the second waits here, and finds what the first made.
    found = ReaderNote.objects.select_for_update(of=("self",)).filter(pk=note.pk).first()
    if found is None or not corrections.went_out().filter(pk=note.pk).exists():
        raise ValidationError(_("This correction is not before readers any more."))
    if found.follow_ups.exists():
        raise ToldAlready
    if len(words) > LONGEST:
        raise ValidationError(_("Write at most %(number)d characters.") % {"number": LONGEST})
    shares = corrections.offer(found).shares
    if not shares:
        raise ValidationError(_("Nobody who was sent the story gets newsletters any more."))
    return [_let_go(found, share.newsletter, prose.clean(words), by) for share in shares]


def _let_go(note: ReaderNote, newsletter: Newsletter, words: str, by: User) -> Issue:
    now = timezone.now()
    issue = corrections.draft(note, newsletter, words=words)
    issue.state = Issue.State.SCHEDULED
    issue.scheduled_for = max(now, note.at + WITHIN)
    issue.not_after = issue.scheduled_for + timedelta(minutes=newsletter.late_after)
    issue.approved_by = issue.created_by = by
    issue.approved_at = now
    issue.save()
    headline = note.article.headline[:200]
    IssueLog.objects.create(issue=issue, person=by, event=IssueLog.Event.FOLLOW_UP, note=headline)
    return issue
