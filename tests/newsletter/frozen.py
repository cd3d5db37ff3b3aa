"""An issue as its readers would get it, put into the ledger without sending anything."""

from django.db import connection
from django.utils import timezone

from newsletter.audience import readers
from newsletter.models import Content, Delivery, Issue
from newsletter.rendering import render


def copies(issue: Issue) -> dict[int, list[int]]:
    """Stories by subscriber; a reader who stood there twice would be seen."""
    found = readers(issue)
    with connection.cursor() as cursor:
        sql = f"SELECT subscriber_id, stories FROM ({found.sql}) AS reader"  # noqa: S608
        cursor.execute(sql, found.params)
        rows = cursor.fetchall()
    assert len(rows) == len(dict(rows))
    return dict(rows)


def freeze(issue: Issue, *, state=Delivery.State.ACCEPTED) -> dict[int, list[int]]:
    got = copies(issue)
    contents = {}
    for stories in got.values():
        key = tuple(stories)
        if key not in contents:
            made = render(issue, stories, counted=False)
            contents[key] = Content.objects.create(
                issue=issue, digest=str(key)[:64], stories=stories,
                subject=made.subject, html=made.html, text=made.text,
            )  # fmt: skip
    Delivery.objects.bulk_create(
        Delivery(issue=issue, subscriber_id=pk, content=contents[tuple(stories)], state=state)
        for pk, stories in got.items()
    )
    issue.state, issue.frozen_at, issue.expected = "sending", timezone.now(), len(got)
    issue.save()
    return got
