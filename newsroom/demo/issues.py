"""The demo's newsletters at work: readers, issues they got, one being written, one that waits.

What was sent went to nobody: example.com has no mailboxes.
"""

import hashlib
import tomllib
from datetime import datetime, timedelta

from django.db import connection
from django.utils import timezone

from accounts.models import User
from newsletter.actions import issues
from newsletter.actions.issues import Chosen
from newsletter.audience import readers
from newsletter.models import (
    Content,
    Delivery,
    Issue,
    IssueLog,
    Newsletter,
    Subscriber,
    Subscription,
)
from newsletter.rendering import render
from newsroom.demo.edition import Edition
from newsroom.demo.ledger import Ledger
from newsroom.demo.letter_readers import let_readers_join, let_some_come_back
from newsroom.demo.people import SIGN_INS
from newsroom.demo.read import FOLDER

FILE = FOLDER / "content" / "issues.toml"
JOINED = timedelta(days=30)


def load_issues(ledger: Ledger, edition: Edition) -> int:
    """Once each, for newsletters and stories that are there."""
    told = tomllib.loads(FILE.read_text())["issues"]
    stories, made = edition.articles(), 0
    editor = edition.sign_ins.get("editor")
    for number, entry in enumerate(told):
        key = f"issue:{number}"
        newsletter = Newsletter.objects.filter(slug=entry["newsletter"]).first()
        chosen = [stories[slug] for slug in entry["stories"] if slug in stories]
        if key in ledger or newsletter is None or editor is None or not chosen:
            continue
        _let_join(newsletter, edition.now)
        let_readers_join(ledger, newsletter, editor, edition.now)
        ledger.add(key, _issue(entry, newsletter, chosen, editor, edition.now).pk)
        made += 1
    return made


def _let_join(newsletter: Newsletter, now: datetime) -> None:
    """The demo's members, but not those one signs in as: they find the form as it is."""
    own = [f"{username}@example.com" for username, *_ in SIGN_INS]
    members = User.objects.filter(email__endswith="@example.com", is_active=True)
    since = now - JOINED
    for email in members.exclude(email__in=own).values_list("email", flat=True):
        subscriber, _ = Subscriber.objects.get_or_create(email=email)
        Subscription.objects.get_or_create(
            subscriber=subscriber,
            newsletter=newsletter,
            defaults={"asked_at": since, "confirmed_at": since, "asked_place": "page"},
        )


def _issue(entry: dict, newsletter: Newsletter, stories, editor: User, now: datetime) -> Issue:
    issue = issues.begin(newsletter, by=editor)
    notes = entry.get("notes", {})
    chosen = [Chosen(story, notes.get(story.slug, "")) for story in stories]
    issue = issues.save(issue, words=entry, stories=chosen, by=editor, base=issue.version)
    if entry["state"] == "scheduled":
        at = _time_of(newsletter, now + timedelta(days=entry["in_days"]))
        issue = issues.schedule(issue, by=editor, base=issue.version, at=at)
    if entry["state"] == "sent":
        at = _time_of(newsletter, now - timedelta(days=entry["days"]))
        _send(issue, editor, at)
        let_some_come_back(issue, at)
    return issue


def _time_of(newsletter: Newsletter, moment: datetime) -> datetime:
    newsletter.refresh_from_db()
    day = timezone.localdate(moment)
    return datetime.combine(day, newsletter.send_at, timezone.get_default_timezone())


def _send(issue: Issue, editor: User, at: datetime) -> None:
    """As it was then: rendered, frozen, handed over; and dated so."""
    found = readers(issue)
    with connection.cursor() as cursor:
        cursor.execute(found.sql, found.params)
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    issue.scheduled_for = issue.frozen_at = issue.approved_at = at
    issue.edition = f"{timezone.localdate(at):%Y-%m-%d}"
    issue.state, issue.expected, issue.approved_by = Issue.State.SENDING, len(rows), editor
    issue.save()
    written = at - timedelta(hours=2)
    Issue.objects.filter(pk=issue.pk).update(created_at=written)
    IssueLog.objects.filter(issue=issue).update(at=written)
    contents = {
        key: _content(issue, *key) for key in {(tuple(r["stories"]), r["counted"]) for r in rows}
    }
    Delivery.objects.bulk_create(
        Delivery(
            issue=issue,
            subscriber_id=row["subscriber_id"],
            content=contents[tuple(row["stories"]), row["counted"]],
            state=Delivery.State.ACCEPTED,
            attempts=1,
            settled_at=at + timedelta(minutes=1),
            last_code=250,
        )
        for row in rows
    )


def _content(issue: Issue, stories: tuple[int, ...], counted: bool) -> Content:
    made = render(issue, list(stories), counted=counted)
    digest = hashlib.sha256(f"{made.subject}{made.html}{counted}".encode()).hexdigest()
    return Content.objects.create(
        issue=issue,
        digest=digest,
        subject=made.subject,
        html=made.html,
        text=made.text,
        stories=list(stories),
        counted=counted,
    )
