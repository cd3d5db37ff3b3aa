"""Stories that went out in newsletters and were corrected since, for their tests."""

from datetime import timedelta

from django.urls import reverse
from django.utils import timezone

from articles.models import ReaderNote
from newsletter.models import Delivery, Issue
from tests.newsletter.ledger import content_of, copy_for, issue_of, reader

State = Delivery.State
CORRECTION = ReaderNote.Kind.CORRECTION


def corrected(story, *, kind=CORRECTION, text="On Thursday, not on Tuesday.") -> ReaderNote:
    """Five minutes ago: it cannot be taken back at once any more."""
    note = ReaderNote.objects.create(article=story, kind=kind, text=text)
    ReaderNote.objects.filter(pk=note.pk).update(at=timezone.now() - timedelta(minutes=5))
    return ReaderNote.objects.get(pk=note.pk)


def copies(story, which, **states) -> Issue:
    """An issue with the story, and a copy in that state for each reader of that name."""
    issue = issue_of(which, expected=len(states))
    content = content_of(issue, stories=[story.pk])
    for name, state in states.items():
        copy_for(reader(f"{name}@example.com", which), content, state)
    return issue


def address(name, note) -> str:
    return reverse(f"admin:newsletter_issue_{name}", args=[note.pk])


def told(post) -> dict[str, int]:
    return {email.partition("@")[0]: times for email, times in post.readers().items()}
