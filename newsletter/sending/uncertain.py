"""What becomes of copies of which nobody can say whether they were sent.

A provider that knows a copy by its key gets it again; one that can be asked is asked; otherwise the
newsletter's own policy decides. A copy is sent again once if a provider fell silent, and up to
MOST_LOSSES times if the sender itself was lost: more would mean that it is this copy that brings
senders down.
"""

from datetime import timedelta

from psycopg import Connection

from newsletter.providers import Provider
from newsletter.sending.ledger import NO_ANSWER
from newsletter.sending.pace import Pace

MOST_LOSSES = 5
ASKED_AT_A_TIME = 50
OVER = ["cancelled", "held"]  # issues of which nothing is sent again

# Under the lease the intent was given stands when it was written.
WITH_KEY = """
UPDATE newsletter_delivery d SET state = 0, next_try_at = now(), resends = resends + 1
WHERE state = 5 AND settled_at IS NULL AND resends < %(most)s
  AND EXISTS (SELECT 1 FROM newsletter_issue WHERE id = d.issue_id AND state <> ALL(%(over)s))
  AND lease_until - make_interval(secs => %(patience)s) > now() - %(window)s
"""

ASKABLE = """
SELECT id, epoch, key, lease_until - make_interval(secs => %(patience)s)
    < now() - make_interval(secs => %(asked_for)s)
FROM newsletter_delivery d WHERE state = 5 AND settled_at IS NULL
  AND EXISTS (SELECT 1 FROM newsletter_issue WHERE id = d.issue_id AND state <> ALL(%(over)s))
ORDER BY lease_until LIMIT %(some)s
"""

ANSWERED = """
UPDATE newsletter_delivery SET state = %(to)s, next_try_at = now(),
    settled_at = CASE WHEN %(to)s = 3 THEN now() END, resends = resends + (%(to)s = 0)::int
WHERE id = %(id)s AND epoch = %(epoch)s AND state = 5 AND settled_at IS NULL
"""

BY_POLICY = f"""
WITH open AS (
    SELECT d.id, (newsletter.when_uncertain = 'resend' AND issue.state IN ('sending', 'paused')
        AND d.resends < CASE WHEN d.last_code = {NO_ANSWER} THEN 1 ELSE %(most)s END) AS again
    FROM newsletter_delivery d JOIN newsletter_issue issue ON issue.id = d.issue_id
    JOIN newsletter_newsletter newsletter ON newsletter.id = issue.newsletter_id
    WHERE d.state = 5 AND d.settled_at IS NULL AND issue.state <> 'held'
      AND (NOT %(wait)s OR d.id = ANY(%(late)s) OR issue.state = 'cancelled')
    FOR UPDATE OF d SKIP LOCKED
)
UPDATE newsletter_delivery d SET state = CASE WHEN open.again THEN 0 ELSE 5 END,
    next_try_at = CASE WHEN open.again THEN now() ELSE d.next_try_at END,
    resends = d.resends + open.again::int,
    settled_at = CASE WHEN open.again THEN NULL ELSE now() END
FROM open WHERE d.id = open.id
"""  # noqa: S608 our own words


def settle(db: Connection, provider: Provider, pace: Pace) -> None:
    facts = {"patience": provider.patience, "most": MOST_LOSSES, "over": OVER}
    if provider.takes_key:
        window = min(provider.takes_key, timedelta(days=365))
        db.execute(WITH_KEY, {**facts, "window": window})
    late = _ask(db, provider, pace)
    db.execute(BY_POLICY, {**facts, "wait": late is not None, "late": late or []})


def _ask(db: Connection, provider: Provider, pace: Pace) -> list[int] | None:
    """Those nothing will be learnt about any more; None where nothing can be asked at all."""
    if not provider.can_be_asked:
        return None
    facts = {
        "patience": provider.patience,
        "asked_for": pace.asked_for,
        "some": ASKED_AT_A_TIME,
        "over": OVER,
    }
    beyond = []
    for pk, epoch, key, late in db.execute(ASKABLE, facts).fetchall():
        accepted = provider.look_up(key)
        if accepted is None:
            beyond += [pk] if late else []
            continue
        db.execute(ANSWERED, {"id": pk, "epoch": epoch, "to": 3 if accepted else 0})
    return beyond
