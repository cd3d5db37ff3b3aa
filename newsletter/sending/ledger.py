"""Every change of a delivery while its issue is being sent: claim, intent, acknowledgement, and
what becomes of the work of a sender that is gone.

In plain SQL on a connection of its own, which commits each statement and waits for the disk: a
copy is handed over only after its intent is safe, and the database alone says what time it is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

import psycopg
from django.db import connection
from psycopg import Connection

from newsletter.models import Delivery, Issue
from newsletter.sending.pace import Pace

State = Delivery.State
NO_ANSWER = 0  # last_code of a copy whose sender lived, but got no answer
LOST_SENDER = "The sender was gone before it could say what became of it."

# Which of the issues being sent have copies that may go now.
READY = """
SELECT issue.id FROM newsletter_issue issue WHERE issue.state = 'sending' AND EXISTS (
    SELECT 1 FROM newsletter_delivery d
    WHERE d.issue_id = issue.id AND d.state = 0 AND d.next_try_at <= now())
"""

# A sender given up by the others has no row any more and gets nothing.
CLAIM = """
WITH ready AS (
    SELECT id FROM newsletter_delivery
    WHERE issue_id = %(issue)s AND state = 0 AND next_try_at <= now()
      AND EXISTS (SELECT 1 FROM newsletter_sender WHERE id = %(sender)s)
      AND EXISTS (SELECT 1 FROM newsletter_issue WHERE id = %(issue)s AND state = 'sending')
    ORDER BY next_try_at, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE newsletter_delivery d SET state = 1, epoch = epoch + 1, sender = %(sender)s,
        lease_until = now() + make_interval(secs => %(lease)s)
    FROM ready WHERE d.id = ready.id
    RETURNING d.id, d.epoch, d.key, d.content_id, d.attempts, d.subscriber_id
)
SELECT claimed.*, subscriber.email, subscriber.key FROM claimed
LEFT JOIN newsletter_subscriber subscriber ON subscriber.id = claimed.subscriber_id
ORDER BY claimed.content_id, claimed.id
"""

ACKNOWLEDGE = """
UPDATE newsletter_delivery SET state = %(to)s, attempts = attempts - %(uncounted)s,
    next_try_at = CASE WHEN %(to)s = 0 THEN now() + make_interval(secs => %(wait)s)
        ELSE next_try_at END,
    settled_at = CASE WHEN %(to)s IN (3, 4) THEN now() END,
    last_code = %(code)s, last_reply = %(reply)s
WHERE id = %(done)s AND epoch = %(done_epoch)s AND state = 2
"""

# The intent asks once more whether this copy may go: a reader who left, or an address that was
# suppressed, before this very statement began gets none. No row is a claim lost or an issue halted.
INTEND = """
UPDATE newsletter_delivery d SET
    state = CASE WHEN may.go THEN 2 ELSE 6 END,
    attempts = d.attempts + may.go::int,
    settled_at = CASE WHEN may.go THEN NULL ELSE now() END,
    lease_until = now() + make_interval(secs => %(patience)s)
FROM (SELECT EXISTS (
        SELECT 1 FROM newsletter_subscription
        WHERE subscriber_id = %(subscriber)s AND newsletter_id = %(newsletter)s
          AND confirmed_at IS NOT NULL AND left_at IS NULL
    ) AND NOT EXISTS (
        SELECT 1 FROM newsletter_suppression WHERE email_hash = ANY(%(hashes)s)
    ) AS go) may
WHERE d.id = %(next)s AND d.epoch = %(next_epoch)s AND d.state = 1
  AND EXISTS (SELECT 1 FROM newsletter_issue WHERE id = d.issue_id AND state = 'sending')
RETURNING d.state
"""

# The acknowledgement of one copy and the intent of the next share a commit, and so one flush.
STEP = f"WITH done AS ({ACKNOWLEDGE}) {INTEND}"

GIVE_BACK = """
UPDATE newsletter_delivery d SET state = 0, sender = NULL
FROM unnest(%s::bigint[], %s::int[]) AS mine (id, epoch)
WHERE d.id = mine.id AND d.epoch = mine.epoch AND d.state = 1
"""

# A higher epoch voids whatever a sender believed dead may still want to write.
REAP = """
WITH lost AS (
    SELECT id FROM newsletter_delivery d WHERE state IN (1, 2) AND (lease_until < now()
        OR NOT EXISTS (SELECT 1 FROM newsletter_sender s WHERE s.id = d.sender))
    FOR UPDATE SKIP LOCKED
)
UPDATE newsletter_delivery d SET epoch = epoch + 1, sender = NULL,
    state = CASE state WHEN 1 THEN 0 ELSE 5 END,
    last_code = CASE state WHEN 1 THEN last_code END,
    last_reply = CASE state WHEN 1 THEN last_reply ELSE %(words)s END
FROM lost WHERE d.id = lost.id
"""


@dataclass(frozen=True, slots=True)
class Claimed:
    """A copy that only this sender may hand over, while `epoch` is the newest."""

    id: int
    epoch: int
    key: UUID
    content: int
    attempts: int
    subscriber: int | None
    email: str | None
    reader_key: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is to be written about a copy; `uncounted` takes back the attempt."""

    claimed: Claimed
    to: int
    code: int | None = None
    reply: str = ""
    wait: float = 0.0
    uncounted: int = 0


NOTHING = Outcome(Claimed(0, 0, UUID(int=0), 0, 0, None, None, None), State.ACCEPTED)


def connect(longest_pause: float = 30.0) -> Connection:
    """A connection that commits each statement for good, whatever the server's default is.

    A sender that stops in the middle of a claim (a machine put to sleep) holds the row of the seal,
    and with it all others, until the database ends its transaction after `longest_pause` seconds.
    """
    facts = connection.get_connection_params()
    facts.pop("cursor_factory", None)
    facts.update(prepare_threshold=2, autocommit=True, tcp_user_timeout=10_000, keepalives_idle=5)
    db = psycopg.connect(**facts)
    db.execute("SET synchronous_commit = on")
    db.execute("SET timezone = 'UTC'")
    db.execute(f"SET idle_in_transaction_session_timeout = {int(longest_pause * 1000)}")
    return db


def ready(db: Connection) -> list[int]:
    return [row[0] for row in db.execute(READY).fetchall()]


def claim(db: Connection, issue: int, *, sender: int, limit: int, pace: Pace) -> list[Claimed]:
    facts = {"issue": issue, "sender": sender, "limit": limit, "lease": pace.lease}
    return [Claimed(*row) for row in db.execute(CLAIM, facts).fetchall()]


def step(
    db: Connection,
    done: Outcome,
    following: Claimed,
    *,
    newsletter: int,
    hashes: list[str],
    patience: float,
) -> int | None:
    """Acknowledge one copy and intend the next: SENDING is the permission to hand it over."""
    facts = {
        **_acknowledgement(done),
        "next": following.id,
        "next_epoch": following.epoch,
        "subscriber": following.subscriber,
        "newsletter": newsletter,
        "hashes": hashes,
        "patience": patience,
    }
    row = db.execute(STEP, facts).fetchone()
    return row[0] if row else None


def acknowledge(db: Connection, done: Outcome) -> bool:
    """False: it was not ours any more, and nothing was written."""
    return db.execute(ACKNOWLEDGE, _acknowledgement(done)).rowcount == 1


def _acknowledgement(done: Outcome) -> dict:
    return {
        "done": done.claimed.id,
        "done_epoch": done.claimed.epoch,
        "to": int(done.to),
        "code": done.code,
        "reply": done.reply[:300].replace("\0", ""),
        "wait": done.wait,
        "uncounted": done.uncounted,
    }


def give_back(db: Connection, claimed: Iterable[Claimed]) -> None:
    """Copies that were taken and not begun."""
    mine = list(claimed)
    if mine:
        db.execute(GIVE_BACK, [[c.id for c in mine], [c.epoch for c in mine]])


def reap(db: Connection, pace: Pace) -> int:
    """Take back what senders hold that are gone: unsent if it was only claimed, else uncertain."""
    db.execute(
        "DELETE FROM newsletter_sender WHERE seen_at < now() - make_interval(secs => %s)",
        [pace.dead_after],
    )
    return db.execute(REAP, {"words": LOST_SENDER}).rowcount


def totals(issue: Issue) -> dict[str, int | bool]:
    """The sums of an issue. `done` is computed here and nowhere stored.

    expected = accepted + failed + uncertain + suppressed + cancelled + open; `unsettled` are those
    of the uncertain of which something may still be learnt.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT state, count(*), count(*) FILTER (WHERE settled_at IS NULL)"
            " FROM newsletter_delivery WHERE issue_id = %s GROUP BY state",
            [issue.pk],
        )
        rows = {state: (number, unsettled) for state, number, unsettled in cursor.fetchall()}
    sums: dict[str, int | bool] = {
        State(state).name.lower(): rows.get(state, (0, 0))[0] for state in State
    }
    sums["open"] = sum(rows.get(state, (0, 0))[0] for state in Delivery.OPEN)
    sums["unsettled"] = rows.get(State.UNCERTAIN, (0, 0))[1]
    sums["expected"] = issue.expected or 0
    frozen = issue.expected is not None and issue.state not in (
        Issue.State.FREEZING,
        Issue.State.SCHEDULED,
    )
    sums["done"] = bool(frozen and not sums["open"] and not sums["unsettled"])
    return sums
