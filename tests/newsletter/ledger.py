"""Issues that were frozen and sent, with as many copies in each state as a test wants."""

from datetime import timedelta

from django.utils import timezone

from newsletter.models import Content, Delivery, Issue, Newsletter, Subscriber, Subscription

State = Delivery.State


def newsletter(slug="morning", **fields) -> Newsletter:
    defaults = {"name": slug.title(), **fields}
    return Newsletter.objects.get_or_create(slug=slug, defaults=defaults)[0]


def reader(email: str, *lists: Newsletter, confirmed=None, **fields) -> Subscriber:
    subscriber = Subscriber.objects.create(email=email, **fields)
    confirmed = confirmed or timezone.now() - timedelta(days=30)
    for each in lists:
        Subscription.objects.create(
            subscriber=subscriber, newsletter=each, asked_at=confirmed, confirmed_at=confirmed
        )
    return subscriber


def issue_of(which: Newsletter, *, expected=0, state=Issue.State.SENDING, **fields) -> Issue:
    number = Issue.objects.count() + 1
    return Issue.objects.create(
        newsletter=which,
        edition=f"{number}",
        subject=f"Issue {number}",
        state=state,
        frozen_at=timezone.now() - timedelta(hours=1),
        expected=expected,
        **fields,
    )


def content_of(issue: Issue, *, stories=(), counted=False) -> Content:
    return Content.objects.create(
        issue=issue,
        digest=f"{issue.pk}-{counted}-{list(stories)}",
        subject=issue.subject,
        html="<p>Hello</p>",
        text="Hello",
        stories=list(stories),
        counted=counted,
    )


def copy_for(subscriber: Subscriber, content: Content, state=State.ACCEPTED, **fields) -> Delivery:
    settled = None if state in Delivery.OPEN else timezone.now() - timedelta(minutes=30)
    fields = {"settled_at": settled, **fields}
    return Delivery.objects.create(
        issue=content.issue, subscriber=subscriber, content=content, state=state, **fields
    )


def sent_copy(email="ana@example.com", state=State.ACCEPTED, **fields) -> Delivery:
    """A reader of one newsletter, and the copy of an issue they were sent."""
    which = newsletter()
    content = content_of(issue_of(which, expected=1))
    return copy_for(reader(email, which), content, state, **fields)
