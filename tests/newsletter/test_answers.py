"""What a mail server may answer, and what becomes of a copy then."""

import threading
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from newsletter.actions.freezing import begin_due, freeze_begun
from newsletter.models import Delivery, Issue, Lane, ProviderEvent, Suppression
from newsletter.sending.ledger import totals
from newsletter.suppressing import is_suppressed
from newsroom.notifications.models import Notification
from tests.factories import UserFactory
from tests.newsletter.letters import DRY, QUICK, issue_for, send, sink

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def send_until_done(provider, pace=DRY, seconds: float = 60) -> Issue:
    """Senders one after the other, as copies that were put off come back."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        send(provider, pace)
        issue = Issue.objects.get()
        if totals(issue)["done"]:
            return issue
        time.sleep(0.05)
    raise AssertionError(totals(issue))


def test_of_mixed_answers_every_copy_comes_to_its_right_end(tmp_path):
    readers = 400
    issue_for(readers)

    with sink(tmp_path, "--slower=10", "--later=5", "--gone=2", "--drop=1", "--hang=1") as post:
        issue = send_until_done(post.provider(answer_timeout=0.5))
        taken = post.taken()

    sums = totals(issue)
    ends = dict(Delivery.objects.values_list("key", "state"))
    refused = Delivery.objects.filter(state=State.FAILED)
    assert sums["expected"] == readers
    assert sums["accepted"] + sums["failed"] + sums["uncertain"] == readers
    assert 0 < sums["failed"] <= readers * 0.06
    assert set(refused.values_list("last_code", "attempts")) == {(550, 1)}  # tried once
    for key, state in ends.items():
        if state == State.ACCEPTED:
            assert taken[key.hex] >= 1
        if state == State.FAILED:
            assert taken[key.hex] == 0
    resends = dict(Delivery.objects.values_list("key", "resends"))
    assert all(taken[key.hex] <= 1 + resends[key] for key in ends)


@pytest.mark.parametrize(
    "answer",
    [
        "550 5.7.1 your mail is not wanted here",
        "552 5.3.4 message too big",
        "530 5.7.0 authentication required",
        "550 no",
    ],
)
def test_a_provider_that_refuses_everything_pauses_the_issue_and_the_desk_is_told(tmp_path, answer):
    editor, reporter = UserFactory(role="Administrator"), UserFactory(role="Reporter")
    _may_send(editor)
    issue_for(200)

    with sink(tmp_path, f"--refuse={answer}") as post:
        send(post.provider(connections=8))

    issue = Issue.objects.get()
    tried = Delivery.objects.exclude(last_reply="").count()
    assert issue.state == Issue.State.PAUSED
    assert 20 <= tried <= 50
    assert answer.partition(" ")[2] in issue.halted_because
    notice = Notification.objects.get()
    assert notice.recipient == editor != reporter
    assert "The day at the harbour" in notice.sentence
    assert answer in notice.sentence


def test_two_senders_together_do_not_try_longer(tmp_path):
    """Each alone would hear twenty refusals before it stopped: forty together."""
    issue_for(200)
    begin_due()
    freeze_begun()

    with sink(tmp_path, "--refuse=550 5.1.1 no such mailbox", "--slow-refusal=0.1") as post:
        both = [threading.Thread(target=_send_and_close, args=[post]) for _ in range(2)]
        for sender in both:
            sender.start()
        for sender in both:
            sender.join()

    assert Issue.objects.get().state == Issue.State.PAUSED
    tried = sum(Delivery.objects.values_list("attempts", flat=True))
    assert 20 <= tried <= 22  # and what the other had begun
    assert not Suppression.objects.exists()  # it is about us: nobody is struck off for it


def _send_and_close(post):
    send(post.provider(connections=1))
    connection.close()


@pytest.mark.parametrize(
    ("answer", "lasting", "suppressed"),
    [
        ("550 5.1.1 no such mailbox", True, True),
        ("550 no", True, False),  # so says the second copy too, and then it is
        ("552 5.2.2 mailbox full", False, False),
        ("554 rejected as spam", False, False),
    ],
)
def test_a_refusal_for_good_is_a_bounce_like_any_other(tmp_path, answer, lasting, suppressed):
    issue = issue_for(1)

    with sink(tmp_path, f"--refuse={answer}") as post:
        send(post.provider())

    copy = issue.deliveries.get()
    event = ProviderEvent.objects.get()
    assert (copy.state, copy.last_code) == (State.FAILED, int(answer[:3]))
    assert (event.kind, event.delivery, event.lasting) == ("bounced", copy, lasting)
    assert answer in event.detail
    assert is_suppressed("daily-reader0@example.com") is suppressed


def test_a_second_copy_refused_for_good_strikes_the_address_off(tmp_path):
    with sink(tmp_path, "--refuse=550 no") as post:
        issue_for(1)
        send(post.provider())
        issue_for(0)
        assert not is_suppressed("daily-reader0@example.com")
        send(post.provider())

    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED
    assert is_suppressed("daily-reader0@example.com")


def test_a_refusal_that_speaks_of_us_is_no_bounce(tmp_path):
    issue = issue_for(1)

    with sink(tmp_path, "--refuse=550 5.7.1 blocked: listed at an example of a list") as post:
        for _ in range(6):
            send(post.provider())
            time.sleep(0.4)

    assert issue.deliveries.get().state == State.FAILED
    assert not ProviderEvent.objects.exists()
    assert not Suppression.objects.exists()


def test_what_a_refusing_provider_did_not_get_goes_out_once_it_is_resumed(tmp_path):
    from newsletter.actions.sending import resume

    issue = issue_for(100)
    with sink(tmp_path, "--refuse=550 5.7.1 not wanted") as post:
        send(post.provider())
    editor = UserFactory(role="Editor")

    with sink(tmp_path) as post:
        assert resume(Issue.objects.get(), by=editor) is True
        send(post.provider())

        assert sorted(post.taken().values()) == [1] * 100
    issue.refresh_from_db()
    assert totals(issue)["accepted"] == 100


def test_a_server_that_is_away_costs_no_attempt_and_slows_the_lane(tmp_path):
    issue_for(3)
    with sink(tmp_path) as post:
        provider = post.provider(rate=100.0)
    # the server has ended; its port is closed
    lives = replace(QUICK, closed=60.0)

    _send_for(provider, lives, seconds=2)

    lane = Lane.objects.get()
    assert lane.rate == 50.0
    assert lane.closed_until > timezone.now()
    assert lane.reason
    assert set(Delivery.objects.values_list("state", "attempts")) == {(State.PENDING, 0)}
    assert Issue.objects.get().state == Issue.State.SENDING


def test_a_copy_that_is_put_off_comes_back_after_a_while_and_in_the_end_fails(tmp_path):
    issue_for(1)
    waits = replace(DRY, backoff=(60.0, 300.0), give_up_after=360.0)

    with sink(tmp_path, "--later=100") as post:
        for waited, expected in [(60, State.PENDING), (300, State.PENDING), (0, State.FAILED)]:
            send(post.provider(), waits)
            copy = Delivery.objects.get()
            assert copy.state == expected
            if waited:
                away = copy.next_try_at - timezone.now()
                assert timedelta(seconds=waited - 5) < away < timedelta(seconds=waited * 1.3)
            Delivery.objects.update(next_try_at=timezone.now())

    assert (copy.attempts, copy.last_code) == (3, 450)
    assert copy.last_reply == "4.2.1 mailbox busy"


def test_a_server_that_wants_it_slower_is_used_at_half_the_rate_and_the_attempt_is_free(tmp_path):
    issue_for(1)
    slow = replace(DRY, soon=60.0)

    with sink(tmp_path, "--slower=100") as post:
        send(post.provider(rate=100.0), slow)

    copy = Delivery.objects.get()
    assert (copy.state, copy.attempts, copy.last_code) == (State.PENDING, 0, 421)
    assert Lane.objects.get().rate == 50.0


def test_an_address_that_cannot_stand_in_a_command_is_never_sent(tmp_path):
    issue = issue_for(2)
    one = issue.newsletter.subscriptions.first().subscriber
    one.email = "a@b.example>\r\nRCPT TO:<all@example.com"
    one.save()

    with sink(tmp_path) as post:
        send(post.provider())

        assert sum(post.taken().values()) == 1
    assert totals(Issue.objects.get())["failed"] == 1


def test_silence_after_the_message_is_uncertain_and_sent_again_once(tmp_path):
    issue_for(1)

    with sink(tmp_path, "--hang=100") as post:
        issue = send_until_done(post.provider(answer_timeout=0.3))

        assert list(post.taken().values()) == [2]
    copy = Delivery.objects.get()
    assert (copy.state, copy.resends) == (State.UNCERTAIN, 1)
    assert copy.settled_at is not None
    assert totals(issue)["uncertain"] == 1


def test_a_newsletter_that_would_rather_not_come_twice_leaves_it_uncertain(tmp_path):
    issue = issue_for(1)
    issue.newsletter.when_uncertain = "leave"
    issue.newsletter.save()

    with sink(tmp_path, "--hang=100") as post:
        send_until_done(post.provider(answer_timeout=0.3))

        assert list(post.taken().values()) == [1]
    assert Delivery.objects.get().state == State.UNCERTAIN


@pytest.mark.parametrize(
    ("known", "state", "copies"), [(True, State.ACCEPTED, 1), (False, State.ACCEPTED, 2)]
)
def test_a_provider_that_can_be_asked_settles_what_is_uncertain(tmp_path, known, state, copies):
    issue = issue_for(1)
    issue.newsletter.when_uncertain = "leave"
    issue.newsletter.save()
    with sink(tmp_path, "--hang=100") as silent:
        provider = silent.provider(answer_timeout=0.3)
        provider.can_be_asked, provider.look_up = True, lambda key: None
        send(provider)
    assert Delivery.objects.get().state == State.UNCERTAIN  # it is not known yet

    with sink(tmp_path) as post:
        provider = post.provider()
        provider.can_be_asked, provider.look_up = True, lambda key: known
        send_until_done(provider)

        assert sum(post.taken().values()) + 1 == copies
    assert Delivery.objects.get().state == state


def _may_send(person) -> None:
    from django.contrib.auth.models import Permission

    person.user_permissions.add(Permission.objects.get(codename="send_issue"))


def _send_for(provider, pace, *, seconds: float) -> None:
    import threading

    from newsletter.sending.sender import send_until

    stop = threading.Event()
    threading.Timer(seconds, stop.set).start()
    send_until(stop, provider, pace)
