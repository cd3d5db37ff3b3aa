"""Who gets an issue and what, fixed and counted before the first copy goes out."""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from newsletter import audience
from newsletter.actions import freezing
from newsletter.actions.freezing import freeze
from newsletter.actions.sending import cancel_rest, pause, resume
from newsletter.models import Content, Delivery, Issue, Subscriber
from newsletter.sending import ledger
from newsletter.sending.ledger import totals
from newsroom.privacy.actions.erasing import erase_due
from newsroom.privacy.models import ErasureRequest
from tests.factories import UserFactory
from tests.newsletter.letters import issue_for, readers

pytestmark = pytest.mark.django_db(transaction=True)
FREEZING = Issue.State.FREEZING


def test_freezing_gives_each_reader_a_row_and_counts_them_twice():
    issue = issue_for(7, state=FREEZING)

    assert freeze(issue.pk) is True

    issue.refresh_from_db()
    assert (issue.state, issue.expected) == (Issue.State.SENDING, 7)
    assert issue.frozen_at is not None
    assert Delivery.objects.filter(issue=issue, state=Delivery.State.PENDING).count() == 7
    assert totals(issue)["done"] is False


def test_pages_of_readers_add_up(monkeypatch):
    monkeypatch.setattr(freezing, "PAGE", 3)
    issue = issue_for(10, state=FREEZING)

    assert freeze(issue.pk) is True

    assert len(set(Delivery.objects.values_list("subscriber", flat=True))) == 10


def test_readers_with_other_choices_share_a_content_with_those_who_chose_the_same(monkeypatch):
    monkeypatch.setattr(freezing, "CONTENTS_AT_A_TIME", 1)
    issue = issue_for(6, state=FREEZING, stories=2)
    Subscriber.objects.filter(pk__in=Subscriber.objects.all()[:2]).update(
        counting_agreed_at=issue.created_at
    )

    freeze(issue.pk)

    found = Content.objects.filter(issue=issue)
    assert sorted((c.counted, c.deliveries.count()) for c in found) == [(False, 4), (True, 2)]


def test_a_freezing_that_was_cut_off_begins_again_and_counts_who_there_is_then(monkeypatch):
    issue = issue_for(4, state=FREEZING)
    monkeypatch.setattr(freezing, "_open", lambda *_: False)
    freeze(issue.pk)
    assert Delivery.objects.count() == 4  # as a sender leaves it that was killed before the end
    readers(issue.newsletter, 2, name="later")
    Subscriber.objects.filter(email="daily-reader0@example.com").first().subscriptions.update(
        left_at="2999-01-01T00:00Z"
    )
    monkeypatch.undo()

    assert freeze(issue.pk) is True

    assert Issue.objects.get().expected == Delivery.objects.count() == 5


def test_a_count_that_does_not_agree_sends_nothing_and_leaves_nothing(monkeypatch):
    issue = issue_for(4, state=FREEZING)
    lay = freezing._lay

    def lose_one(issue, cursor):
        lay(issue, cursor)
        cursor.execute("DELETE FROM newsletter_delivery WHERE id IN"
                       " (SELECT min(id) FROM newsletter_delivery)")  # fmt: skip

    monkeypatch.setattr(freezing, "_lay", lose_one)

    assert freeze(issue.pk) is False

    assert Issue.objects.get().state == FREEZING
    assert not Delivery.objects.exists()


def test_two_senders_do_not_freeze_one_issue_at_once(monkeypatch):
    issue = issue_for(4, state=FREEZING)
    others = []

    def meanwhile(found):
        other = threading.Thread(
            target=lambda: (others.append(freeze(issue.pk)), connection.close())
        )
        other.start()
        other.join()
        return gathered(found)

    gathered = audience.readers
    monkeypatch.setattr(audience, "readers", meanwhile)

    assert freeze(issue.pk) is True

    assert others == [False]
    assert Delivery.objects.count() == 4


@pytest.mark.parametrize("stop", [pause, cancel_rest])
def test_an_issue_stopped_while_it_is_frozen_is_not_sent_half(monkeypatch, stop):
    issue, editor = issue_for(4, state=FREEZING), UserFactory(role="Editor")
    lay = freezing._lay

    def stop_it(issue, cursor):
        lay(issue, cursor)
        stop(issue, by=editor)

    monkeypatch.setattr(freezing, "_lay", stop_it)

    assert freeze(issue.pk) is False

    assert not Delivery.objects.exists()
    monkeypatch.undo()
    if stop is pause:
        resume(issue, by=editor)
        assert Issue.objects.get().state == FREEZING
        assert freeze(issue.pk) is True
        assert Delivery.objects.count() == 4


def test_a_reader_who_is_being_erased_while_an_issue_is_frozen_has_no_copy():
    issue = issue_for(4, state=FREEZING)
    gone = Subscriber.objects.first()
    frozen = []

    with ledger.connect() as other, other.transaction():
        other.execute("DELETE FROM newsletter_subscription WHERE subscriber_id = %s", [gone.pk])
        other.execute("DELETE FROM newsletter_subscriber WHERE id = %s", [gone.pk])
        freezer = threading.Thread(
            target=lambda: (frozen.append(freeze(issue.pk)), connection.close())
        )
        freezer.start()
        wait_until_blocked()
    freezer.join()

    assert frozen == [False]  # it had counted one more: all is counted anew
    assert freeze(issue.pk) is True
    assert Issue.objects.get().expected == Delivery.objects.count() == 3
    assert gone.pk not in Delivery.objects.values_list("subscriber", flat=True)


def test_a_reader_who_is_erased_while_an_issue_is_frozen_leaves_a_copy_without_a_name():
    issue = issue_for(1, state=FREEZING)
    content = Content.objects.create(issue=issue, digest="x", subject="x")
    reader = Subscriber.objects.get()
    member = UserFactory(email=reader.email)
    ErasureRequest.objects.create(person=member, keep_comments=True, due_at=timezone.now())

    with ledger.connect() as freezer, freezer.transaction():
        freezer.execute("SELECT id FROM newsletter_subscriber FOR KEY SHARE")
        erasing = threading.Thread(target=lambda: (erase_due(), connection.close()))
        erasing.start()
        wait_until_blocked()
        freezer.execute(
            "INSERT INTO newsletter_delivery (issue_id, subscriber_id, content_id)"
            " VALUES (%s, %s, %s)",
            [issue.pk, reader.pk, content.pk],
        )
    erasing.join()

    assert not Subscriber.objects.exists()
    assert Delivery.objects.get().subscriber_id is None


def wait_until_blocked(seconds: float = 20) -> None:
    """Until a statement waits for another's row."""
    until = time.monotonic() + seconds
    with connection.cursor() as cursor:
        while time.monotonic() < until:
            cursor.execute(
                "SELECT EXISTS (SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
                " AND datname = current_database())"
            )
            if cursor.fetchone()[0]:
                return
            time.sleep(0.02)
    raise AssertionError("nothing waits")


def test_an_issue_without_readers_is_done_at_once():
    issue = issue_for(0, state=FREEZING)

    freeze(issue.pk)

    issue.refresh_from_db()
    assert totals(issue)["done"] is True
    assert issue.expected == 0
