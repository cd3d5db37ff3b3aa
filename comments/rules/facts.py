"""What the database knows when a comment is posted; as many queries for a first as for a last."""

from datetime import datetime, timedelta

from allauth.account.models import EmailAddress
from django.db import connection
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import User
from articles.models import Article
from comments.models import Comment, Decision, Trace
from comments.models.rule import Rule
from comments.rules.folding import likeness, trace_of_host, traces
from comments.rules.judging import Facts

WINDOWS = Rule.Window.values
ALIKE = 0.45
CANDIDATES = 20  # newest of each trace: enough to see a wave, however large it is
RECORD_DAYS = 30
FIND = """
SELECT t.value, c.id, c.author_id, c.posted_at, c.shape, c.status
FROM unnest(%s::bigint[]) AS wanted(value)
CROSS JOIN LATERAL (
    SELECT value, comment_id FROM comments_trace
    WHERE value = wanted.value AND posted_at > %s
    ORDER BY posted_at DESC LIMIT %s
) t JOIN comments_comment c ON c.id = t.comment_id
"""


class Neighbours:
    """Comments of the last day that are like a text, or link where it links."""

    def __init__(self, shape: list[int], links: list[str], *, but: int | None = None):
        self.shape, self.now = shape, timezone.now()
        wanted = traces(shape, links)
        self.rows = []
        if wanted:
            with connection.cursor() as cursor:
                cursor.execute(FIND, [wanted, self.now - timedelta(days=1), CANDIDATES])
                self.rows = [row for row in cursor.fetchall() if row[1] != but]
        self.alike = {row[1]: row for row in self.rows if likeness(shape, row[4]) >= ALIKE}.values()

    def by(self, person: int) -> dict[str, int]:
        """How often the person said it before."""
        return self._in_windows([(at, n) for _, n, who, at, *_ in self.alike if who == person])

    def by_others(self, person: int) -> dict[str, int]:
        """How many other people did."""
        return self._in_windows([(at, who) for _, _, who, at, *_ in self.alike if who != person])

    def linking(self, host: str, person: int) -> dict[str, int]:
        trace = trace_of_host(host)
        rows = [(r[3], r[2]) for r in self.rows if r[0] == trace and r[2] != person]
        return self._in_windows(rows)

    def removed(self) -> int:
        return sum(row[5] == Comment.Status.REMOVED for row in self.alike)

    def _in_windows(self, rows: list[tuple[datetime, int]]) -> dict[str, int]:
        found = {}
        for minutes in WINDOWS:
            since = self.now - timedelta(minutes=minutes)
            if number := len({what for at, what in rows if at > since}):
                found[str(minutes)] = number
        return found


def gather(
    article: Article, person: User, links: list[str], near: Neighbours, *, but: int | None = None
) -> Facts:
    """`but` is the comment itself, when it is judged again after a change."""
    now = timezone.now()
    own = Comment.objects.filter(author=person).exclude(pk=but)
    windows = {
        f"in_{m}": Count("pk", filter=Q(posted_at__gt=now - timedelta(minutes=m))) for m in WINDOWS
    }
    held = Q(status=Comment.Status.HELD, lane=Comment.Lane.HELD)
    told = own.aggregate(
        known=Count("pk", filter=Q(status=Comment.Status.VISIBLE)),
        waiting=Count("pk", filter=held & Q(posted_at__gt=now - timedelta(days=1))),
        **windows,
    )
    month = now - timedelta(days=RECORD_DAYS)
    removed = Decision.objects.filter(
        comment__author=person, status=Comment.Status.REMOVED, undone_at=None, made_at__gt=month
    )
    hour = Q(posted_at__gt=now - timedelta(minutes=10))
    day = article.thread.filter(posted_at__gt=now - timedelta(days=1))
    pace = day.aggregate(busy=Count("pk", filter=hour), day=Count("pk"))
    opened = article.published_at or now
    length = min(timedelta(days=1), now - opened).total_seconds() / 600
    return Facts(
        known=told["known"],
        waiting=told["waiting"],
        removed=removed.values("comment").distinct().count(),
        verified=EmailAddress.objects.filter(user=person, verified=True).exists(),
        said={str(m): told[f"in_{m}"] for m in WINDOWS if told[f"in_{m}"]},
        same=near.by(person.pk),
        others=near.by_others(person.pk),
        junk=near.removed(),
        hosts={host: near.linking(host, person.pk) for host in sorted(set(links))},
        busy=pace["busy"],
        usual=round((pace["day"] - pace["busy"]) / max(1, length), 2),
    )


def leave_traces(comment: Comment, links: list[str]) -> None:
    Trace.objects.bulk_create(
        Trace(value=value, comment=comment, posted_at=comment.posted_at)
        for value in traces(comment.shape, links)
    )
