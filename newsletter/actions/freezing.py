"""Beginning an issue: who gets it and what, fixed before the first copy goes out.

Nothing of it can be sent before all of it stands and has been counted: an issue that was frozen
half when its sender was killed is frozen again from the beginning.
"""

import hashlib
from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Now

from newsletter import audience, rendering
from newsletter.actions.sending import hold_late, hold_restored
from newsletter.models import Content, Delivery, Issue, Seal

PAGE = 50_000
CONTENTS_AT_A_TIME = 200

GATHER = """
CREATE TEMPORARY TABLE newsletter_frozen AS
SELECT reader.subscriber_id, reader.stories, reader.counted FROM ({readers}) reader
"""
# What different readers get, each once: one for all of them, or as many as there are readers.
CHOOSE = """
CREATE TEMPORARY TABLE newsletter_choice AS
SELECT row_number() OVER () AS number, stories, counted, NULL::bigint AS content_id
FROM (SELECT DISTINCT stories, counted FROM newsletter_frozen) choice
"""
CHOICES = """
SELECT number, stories, counted FROM newsletter_choice
WHERE number > %s ORDER BY number LIMIT %s
"""
# A reader who is being erased is waited for, and then has no row; one who is held cannot go before
# the row is there to lose its name.
LAY = """
WITH page AS (
    SELECT subscriber_id, stories, counted FROM newsletter_frozen
    WHERE subscriber_id > %(after)s ORDER BY subscriber_id LIMIT %(page)s
), held AS MATERIALIZED (
    SELECT id FROM newsletter_subscriber
    WHERE id IN (SELECT subscriber_id FROM page) FOR KEY SHARE
), laid AS (
    INSERT INTO newsletter_delivery (issue_id, subscriber_id, content_id, key)
    SELECT %(issue)s, subscriber_id, content_id, {key} FROM page
    JOIN held ON held.id = subscriber_id
    JOIN newsletter_choice USING (stories, counted)
    ON CONFLICT (issue_id, subscriber_id) DO NOTHING
)
SELECT max(subscriber_id) FROM page
"""
LOCK = int.from_bytes(hashlib.sha256(b"newsletter.freeze").digest()[:3])


def begin_due() -> None:
    """Issues whose time has come begin. One that comes too late asks first, and so does one whose
    time was before this database was restored: it may have been sent."""
    due = Issue.objects.filter(state=Issue.State.SCHEDULED, scheduled_for__lte=Now())
    for issue in due.select_related("newsletter").order_by("scheduled_for"):
        late_after = timedelta(minutes=issue.newsletter.late_after)
        Issue.objects.filter(pk=issue.pk, not_after=None).update(
            not_after=issue.scheduled_for + late_after
        )
        if Seal.objects.filter(released_at__gt=issue.scheduled_for).exists():
            hold_restored(issue.pk)
        elif _is_late(issue.pk):
            hold_late(issue.pk)
        else:
            Issue.objects.filter(pk=issue.pk, state=Issue.State.SCHEDULED).update(
                state=Issue.State.FREEZING
            )


def freeze_begun() -> None:
    """One issue after the other; what another sender is freezing is left to it."""
    begun = Issue.objects.filter(state=Issue.State.FREEZING).order_by("scheduled_for", "pk")
    for pk in list(begun.values_list("pk", flat=True)):
        freeze(pk)


def freeze(issue_id: int) -> bool:
    """Give each reader of the issue a row in the ledger. True when it may be sent now."""
    with connection.cursor() as cursor:
        turn = _turn(issue_id)
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK, turn])
        if not cursor.fetchone()[0]:
            return False
        try:
            issue = Issue.objects.select_related("newsletter").get(pk=issue_id)
            begun = issue.state == Issue.State.FREEZING and issue.expected is None
            return begun and _freeze(issue, cursor)
        finally:
            cursor.execute("DROP TABLE IF EXISTS newsletter_frozen, newsletter_choice")
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK, turn])


def _turn(issue_id: int) -> int:
    """Issues of the rule take turns, and follow-ups: each drops what readers get from the others,
    so it has to find their copies."""
    in_turn = Q(automatic=True) | Q(kind=Issue.Kind.FOLLOW_UP)
    return 0 if Issue.objects.filter(in_turn, pk=issue_id).exists() else issue_id % 2**31


def _freeze(issue: Issue, cursor) -> bool:
    _start_over(issue, cursor)
    frozen_at, expected = _gather(issue, cursor)
    for number, stories, counted in _choices(cursor):
        content = _content(issue, stories, counted)
        cursor.execute(
            "UPDATE newsletter_choice SET content_id = %s WHERE number = %s", [content.pk, number]
        )
    _lay(issue, cursor)
    return _open(issue, frozen_at, expected, cursor)


@transaction.atomic
def _start_over(issue: Issue, cursor) -> None:
    """What an earlier freezing left behind; none of it can have been sent.

    In SQL, because a million rows are not to be fetched to be deleted.
    """
    cursor.execute("DELETE FROM newsletter_delivery WHERE issue_id = %s", [issue.pk])
    cursor.execute("DELETE FROM newsletter_content WHERE issue_id = %s", [issue.pk])


@transaction.atomic
def _gather(issue: Issue, cursor) -> tuple[datetime, int]:
    """The audience at one instant: all later questions are answered from these tables."""
    readers = audience.readers(issue)
    cursor.execute(GATHER.format(readers=readers.sql), readers.params)
    expected = cursor.rowcount
    cursor.execute("CREATE UNIQUE INDEX ON newsletter_frozen (subscriber_id)")
    cursor.execute(CHOOSE)
    cursor.execute("CREATE UNIQUE INDEX ON newsletter_choice (number)")
    cursor.execute("ANALYZE newsletter_frozen, newsletter_choice")
    cursor.execute("SELECT now()")
    return cursor.fetchone()[0], expected


def _choices(cursor) -> Iterator[tuple[int, list[int], bool]]:
    """A few at a time."""
    after = 0
    while True:
        cursor.execute(CHOICES, [after, CONTENTS_AT_A_TIME])
        found = cursor.fetchall()
        if not found:
            return
        yield from found
        after = found[-1][0]


def _content(issue: Issue, stories: list[int], counted: bool) -> Content:
    made = rendering.render(issue, stories, counted=counted)
    whole = "\0".join([made.subject, made.html, made.text, repr(stories), str(counted)])
    return Content.objects.create(
        issue=issue,
        digest=hashlib.sha256(whole.encode()).hexdigest(),
        subject=made.subject,
        html=made.html,
        text=made.text,
        stories=stories,
        counted=counted,
    )


def _lay(issue: Issue, cursor) -> None:
    # Keys that grow are laid at the end of their index; a server before 18 lacks them.
    key = "uuidv7()" if connection.pg_version >= 180_000 else "gen_random_uuid()"
    lay = LAY.format(key=key)
    after = 0
    while after is not None:
        with transaction.atomic():
            cursor.execute(lay, {"after": after, "page": PAGE, "issue": issue.pk})
            after = cursor.fetchone()[0]


@transaction.atomic
def _open(issue: Issue, frozen_at: datetime, expected: int, cursor) -> bool:
    """Only what was counted twice and agrees is sent. Until here nothing says that it is frozen."""
    found = Issue.objects.select_for_update().get(pk=issue.pk)
    laid = Delivery.objects.filter(issue=issue).count()
    if found.state != Issue.State.FREEZING or laid != expected:
        _start_over(issue, cursor)
        return False
    if _is_late(issue.pk):
        hold_late(issue.pk)
        return False
    found.state, found.frozen_at, found.expected = Issue.State.SENDING, frozen_at, expected
    found.save(update_fields=["state", "frozen_at", "expected"])
    return True


def _is_late(issue_id: int) -> bool:
    return Issue.objects.filter(pk=issue_id, not_after__lt=Now()).exists()
