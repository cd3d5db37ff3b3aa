"""Stopping an issue, letting it go on, and what a reader's goodbye stops at once."""

import threading
import time
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from newsletter.actions.sending import (
    cancel_rest,
    is_sealed,
    pause,
    release_database,
    release_from_here,
    resume,
)
from newsletter.models import Delivery, Issue, Seal, Subscription
from newsletter.sending.ledger import totals
from newsletter.sending.sender import send_until
from newsroom.notifications.models import Notification
from tests.factories import UserFactory
from tests.newsletter.letters import QUICK, issue_for, send, sink

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


@pytest.fixture
def slowly(tmp_path):
    """A server that takes fifty milliseconds for each message, and a sender at work."""
    with sink(tmp_path, "--delay=0.05") as server:
        stop = threading.Event()
        work = threading.Thread(target=_send_and_close, args=(stop, server.provider(connections=1)))
        server.start = work.start
        yield server
        stop.set()
        work.join()


def _send_and_close(stop, provider):
    send_until(stop, provider, QUICK)
    connection.close()


def wait_until(true, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < until
        time.sleep(0.02)


def test_a_goodbye_while_the_issue_goes_out_stops_that_copy(slowly):
    issue = issue_for(40)
    slowly.start()
    wait_until(lambda: sum(slowly.taken().values()) >= 3)
    last = issue.deliveries.select_related("subscriber").order_by("-pk").first().subscriber

    answer = Client().post(
        f"/newsletter/leave/{last.key}/daily/", {"List-Unsubscribe": "One-Click"}
    )

    assert answer.status_code == 200
    wait_until(lambda: totals(Issue.objects.get())["done"])
    assert last.email not in slowly.readers()
    sums = totals(Issue.objects.get())
    assert (sums["accepted"], sums["suppressed"], sums["expected"]) == (39, 1, 40)


def test_pausing_stops_all_but_the_copy_in_flight_and_resuming_sends_the_rest_once(slowly):
    issue, editor = issue_for(40), UserFactory(role="Editor")
    slowly.start()
    wait_until(lambda: sum(slowly.taken().values()) >= 3)

    assert pause(issue, by=editor) is True

    time.sleep(0.2)  # the copy in flight arrives
    after_a_moment = sum(slowly.taken().values())
    time.sleep(0.5)  # long enough for several more, if it went on
    assert sum(slowly.taken().values()) == after_a_moment < 40
    resume(issue, by=editor)
    wait_until(lambda: totals(Issue.objects.get())["done"])
    assert sorted(slowly.taken().values()) == [1] * 40


def test_cancelling_lets_go_of_all_that_was_not_sent(slowly):
    issue, editor = issue_for(40), UserFactory(role="Editor")
    slowly.start()
    wait_until(lambda: sum(slowly.taken().values()) >= 3)

    cancel_rest(issue, by=editor)

    wait_until(lambda: totals(Issue.objects.get())["done"])
    sums = totals(Issue.objects.get())
    assert sums["accepted"] + sums["cancelled"] == 40
    assert sums["accepted"] == sum(slowly.taken().values()) < 40


def test_an_issue_that_comes_too_late_asks_first(post):
    late = timezone.now() - timedelta(minutes=121)
    issue = issue_for(3, scheduled_for=late)
    send(post.provider())

    issue.refresh_from_db()
    assert issue.state == Issue.State.HELD
    assert "in time" in issue.halted_because
    assert not Delivery.objects.exists()

    resume(issue, by=UserFactory(role="Editor"))
    send(post.provider())

    assert sum(post.taken().values()) == 3


def test_an_issue_within_its_time_is_sent_although_it_is_late(post):
    issue_for(3, scheduled_for=timezone.now() - timedelta(minutes=119))

    send(post.provider())

    assert sum(post.taken().values()) == 3


def test_an_issue_whose_time_has_not_come_waits(post):
    issue_for(3, scheduled_for=timezone.now() + timedelta(minutes=1))

    send(post.provider())

    assert Issue.objects.get().state == Issue.State.SCHEDULED
    assert not post.taken()


def test_a_copied_database_sends_nothing_until_somebody_releases_it(post, seal, capsys):
    """The copy has the row of the seal, but not the file that lies beside the site."""
    issue_for(2, slug="first")
    send(post.provider())
    seal.unlink()
    issue = issue_for(3)

    send(post.provider())

    assert is_sealed() is True
    assert sum(post.taken().values()) == 2
    issue.refresh_from_db()
    assert issue.state == Issue.State.HELD
    assert "restored or copied" in issue.halted_because
    with pytest.raises(ValidationError, match="released"):
        resume(issue, by=UserFactory(role="Editor"))
    call_command("release_sending")
    assert "Released" in capsys.readouterr().out
    send(post.provider())
    assert sum(post.taken().values()) == 2  # released, but nobody let this issue go
    resume(issue, by=UserFactory(role="Editor"))
    send(post.provider())
    assert sum(post.taken().values()) == 5


def test_a_restored_database_is_behind_its_file_and_sends_nothing(post):
    issue = issue_for(30)
    send(post.provider())
    # What pg_restore of an earlier night brings back: the turn of then, and unsent copies.
    Seal.objects.update(turn=0)
    Delivery.objects.update(state=State.PENDING, settled_at=None)

    send(post.provider())

    assert sorted(post.taken().values()) == [1] * 30
    issue.refresh_from_db()
    assert issue.state == Issue.State.HELD


def test_an_issue_from_before_the_restoring_asks_first_even_after_the_release(post, seal):
    """The database believes that it is still to come; it may have gone out before the disaster."""
    issue_for(2, slug="first")
    send(post.provider())
    seal.unlink()
    issue = issue_for(3, scheduled_for=timezone.now() + timedelta(seconds=0.3))
    assert release_from_here() is True
    Seal.objects.update(released_at=timezone.now() + timedelta(seconds=1))
    time.sleep(0.4)  # its time comes by the database's clock, which no test can move

    send(post.provider())

    issue.refresh_from_db()
    assert issue.state == Issue.State.HELD
    assert sum(post.taken().values()) == 2


def test_a_release_in_the_desk_reaches_a_sender_on_any_machine(post, seal):
    """The desk has no file of its own; the sender renews its own when it next looks."""
    issue_for(2, slug="first")
    send(post.provider())
    seal.unlink()
    send(post.provider())

    assert release_database(by=UserFactory(role="Administrator")) is True

    assert release_database(by=UserFactory(role="Administrator")) is False
    issue_for(3)
    send(post.provider())
    assert sum(post.taken().values()) == 5
    assert seal.exists()


def test_a_release_that_a_backup_brings_along_releases_nothing(post, seal):
    issue_for(2, slug="first")
    send(post.provider())
    seal.unlink()
    send(post.provider())
    release_database(by=UserFactory(role="Administrator"))
    send(post.provider())
    Seal.objects.update(turn=0)  # restored once more, from a backup made after that release

    issue_for(3)
    send(post.provider())

    assert is_sealed() is True
    assert sum(post.taken().values()) == 2


def test_a_file_that_comes_back_ends_the_doubt(post, seal):
    issue_for(2, slug="first")
    send(post.provider())
    kept = seal.read_text()
    seal.unlink()
    send(post.provider())
    assert is_sealed() is True

    seal.write_text(kept)
    issue_for(3)
    send(post.provider())

    assert is_sealed() is False
    assert sum(post.taken().values()) == 5


def test_the_newsroom_is_told_once_that_nothing_is_sent_however_many_senders_find_it(post, seal):
    administrator = UserFactory(role="Administrator")
    UserFactory(role="Reporter")
    issue_for(2, slug="first")
    send(post.provider())
    seal.unlink()

    for _ in range(3):
        send(post.provider())

    notice = Notification.objects.get()
    assert (notice.recipient, notice.kind) == (administrator, "sealed")
    assert notice.url == "/admin/newsletter/issue/release/"
    assert "no newsletter is sent" in notice.sentence


def test_those_who_may_send_are_told_once_that_an_issue_is_held(post):
    administrator = UserFactory(is_superuser=True)
    UserFactory(role="Reporter")
    issue_for(3, scheduled_for=timezone.now() - timedelta(days=1))

    send(post.provider())
    send(post.provider())

    notice = Notification.objects.get()
    assert notice.recipient == administrator
    assert notice.url.startswith("/admin/")


def test_an_intent_and_a_goodbye_at_once_are_one_before_the_other(post):
    """A goodbye that is committed before the intent is honoured, whatever was claimed before."""
    issue = issue_for(10)
    Subscription.objects.filter(newsletter=issue.newsletter).update(
        left_at=timezone.now() + timedelta(seconds=1)
    )
    Issue.objects.update(state=Issue.State.SENDING, frozen_at=timezone.now(), expected=0)

    send(post.provider())

    assert not post.taken()
