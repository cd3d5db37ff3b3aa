"""How fast the provider may be used, by all senders together: a token bucket in the database.

The rate is halved when the provider says that we are too fast, and doubles again by the clock up to
the provider's own, so that nobody has to remember to raise it.
"""

from psycopg import Connection

from newsletter.providers import Provider
from newsletter.sending.pace import Pace

SLOWEST = 1.0

# The rate now. A lane never slowed down has the provider's own.
RATE = """CASE WHEN slowed_at IS NULL THEN %(top)s ELSE LEAST(%(top)s, rate * power(2, LEAST(40,
    GREATEST(0, extract(epoch FROM clock_timestamp() - slowed_at)) / %(recovery)s))) END"""

TAKE = f"""
WITH lane AS (
    SELECT id, {RATE} AS speed, tokens, filled_at FROM newsletter_lane
    WHERE provider = %(provider)s AND (closed_until IS NULL OR closed_until <= clock_timestamp())
    FOR UPDATE
), filled AS (
    SELECT id, speed, LEAST(GREATEST(speed, 1), tokens + speed * GREATEST(0,
        extract(epoch FROM clock_timestamp() - filled_at))) AS tokens FROM lane
), granted AS (
    SELECT id, tokens, LEAST(
        LEAST(%(batch)s, GREATEST(1, ceil(speed / %(hands)s))), floor(tokens))::int AS number
    FROM filled
)
UPDATE newsletter_lane SET tokens = granted.tokens - granted.number, filled_at = clock_timestamp()
FROM granted WHERE newsletter_lane.id = granted.id
RETURNING granted.number
"""  # noqa: S608 our own words

SLOW = f"""
UPDATE newsletter_lane SET rate = GREATEST(%(slowest)s, ({RATE}) / 2),
    slowed_at = clock_timestamp(), tokens = 0, filled_at = clock_timestamp(), reason = %(reason)s
WHERE provider = %(provider)s AND (slowed_at IS NULL
    OR slowed_at < clock_timestamp() - make_interval(secs => %(damping)s))
"""  # noqa: S608 our own words


class Lane:
    def __init__(self, provider: Provider, pace: Pace):
        self.facts = {
            "provider": provider.name,
            "top": float(provider.rate),
            "hands": provider.connections,
            "batch": pace.batch,
            "recovery": pace.recovery,
            "damping": pace.damping,
            "slowest": min(SLOWEST, provider.rate),
            "closed": pace.closed,
        }

    def lay(self, db: Connection) -> None:
        db.execute(
            "INSERT INTO newsletter_lane (provider, rate, tokens, reason)"
            " VALUES (%(provider)s, %(top)s, 0, '') ON CONFLICT (provider) DO NOTHING",
            self.facts,
        )

    def take(self, db: Connection) -> int:
        """How many copies this connection may claim now; 0 is to wait."""
        row = db.execute(TAKE, self.facts).fetchone()
        return row[0] if row else 0

    def give_back(self, db: Connection, number: int) -> None:
        """What was granted and not used."""
        if number:
            db.execute(
                "UPDATE newsletter_lane SET tokens = tokens + %(number)s"
                " WHERE provider = %(provider)s",
                {**self.facts, "number": number},
            )

    def slow_down(self, db: Connection, reason: str) -> None:
        db.execute(SLOW, {**self.facts, "reason": reason[:300]})

    def close(self, db: Connection, reason: str) -> None:
        """It cannot be reached: nobody knocks for a while."""
        self.slow_down(db, reason)
        db.execute(
            "UPDATE newsletter_lane SET reason = %(reason)s, closed_until = clock_timestamp()"
            " + make_interval(secs => %(closed)s) WHERE provider = %(provider)s",
            {**self.facts, "reason": reason[:300]},
        )
