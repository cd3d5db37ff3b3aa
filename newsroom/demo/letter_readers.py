"""Who reads the demo's newsletters, and what came back of what they were sent.

They come in as a list that somebody brings along, so the desk has one to show; none of them exists.
"""

import csv
import io
import random
from datetime import datetime, timedelta

from accounts.models import User
from newsletter.actions import importing
from newsletter.actions.reports import Kind, Report, take
from newsletter.models import Delivery, Issue, Newsletter
from newsroom.demo.jobs import take_back
from newsroom.demo.ledger import Ledger

READERS = {"daily": 360, "weekly": 140}
WEEKS = 12
COLUMNS = ["email", "newsletter", "state", "asked_at", "confirmed_at", "left_at"]
# What mail servers said, in their usual words: whose copy (counted from the first), code and words.
CAME_BACK = [
    (3, 550, "5.1.1 The email account that you tried to reach does not exist", True, True),
    (41, 550, "5.1.1 User unknown in virtual mailbox table", True, True),
    (77, 552, "5.2.2 The recipient’s mailbox is over its quota", False, False),
    (118, 554, "5.7.1 Message refused by the recipient’s spam filter", False, False),
]


def let_readers_join(ledger: Ledger, newsletter: Newsletter, editor: User, now: datetime) -> None:
    """Over twelve weeks; some left again, a few never confirmed."""
    key = f"letter-readers:{newsletter.slug}"
    if key in ledger or newsletter.slug not in READERS:
        return
    stream = io.BytesIO(_list(newsletter.slug, now).encode())
    given = importing.List(stream, f"{newsletter.slug}-readers.csv", newsletter, by=editor)
    found = importing.prepare(given)
    importing.begin(found, by=editor)
    take_back("newsletter.tasks.take_in_import", "import_id", found.pk)
    importing.carry_out(found.pk)
    ledger.add(key, found.pk)


def let_some_come_back(issue: Issue, sent_at: datetime) -> None:
    """Reports as mail servers send them, with what follows: failed copies and suppressions."""
    copies = list(Delivery.objects.filter(issue=issue).order_by("pk"))
    for place, code, words, gone, lasting in CAME_BACK:
        if place < len(copies):
            copy, minutes = copies[place], timedelta(minutes=2 + place % 7)
            take(
                Report(
                    "mail",
                    Kind.BOUNCED,
                    f"demo:{copy.key.hex}",
                    key=copy.key,
                    happened_at=sent_at + minutes,
                    code=code,
                    detail=words,
                    gone=gone,
                    lasting=lasting,
                )
            )


def _list(slug: str, now: datetime) -> str:
    chance = random.Random(slug)  # noqa: S311 the same readers each time, nothing secret
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    for number in range(READERS[slug]):
        # More of them lately: a list grows by those who tell others.
        days = WEEKS * 7 * (1 - chance.random() ** 0.7)
        joined = now - timedelta(days=days, minutes=chance.randrange(600))
        left = joined + timedelta(days=chance.randrange(2, 50))
        state = chance.choices(["confirmed", "left", "waiting"], [90, 8, 2])[0]
        if state == "left" and left >= now:
            state = "confirmed"
        writer.writerow(
            [
                f"{slug}-reader-{number + 1}@example.com",
                slug,
                state,
                joined.isoformat(),
                "" if state == "waiting" else (joined + timedelta(minutes=4)).isoformat(),
                left.isoformat() if state == "left" else "",
            ]
        )
    return file.getvalue()
