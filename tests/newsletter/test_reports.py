"""What is reported about a copy: each report once, in any order, and what follows from it."""

import itertools
from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.actions.reports import Kind, Report, take
from newsletter.actions.suppressing import let_back
from newsletter.models import Delivery, ProviderEvent, Subscription, Suppression
from newsletter.suppressing import is_suppressed
from tests.newsletter.ledger import State, content_of, copy_for, issue_of, newsletter, sent_copy

pytestmark = pytest.mark.django_db


def report(copy, kind, event="", ago=10, **fields) -> Report:
    happened = timezone.now() - timedelta(minutes=ago)
    key = copy.key if copy else None
    return Report("postmark", kind, event, key=key, happened_at=happened, **fields)


def test_an_address_that_does_not_exist_fails_the_copy_and_is_never_written_to_again():
    copy = sent_copy()

    take(report(copy, Kind.BOUNCED, "1", gone=True, code=550, detail="5.1.1 User unknown"))

    copy.refresh_from_db()
    assert (copy.state, copy.last_code, copy.last_reply) == (
        State.FAILED, 550, "550 5.1.1 User unknown",
    )  # fmt: skip
    assert Suppression.objects.get().reason == Suppression.Reason.BOUNCED
    assert is_suppressed("Ana@Example.com")


def test_another_lasting_bounce_needs_a_second_copy_to_suppress():
    first = sent_copy()
    second = copy_for(first.subscriber, content_of(issue_of(newsletter(), expected=1)))

    take(report(first, Kind.BOUNCED, "1", detail="550 no"))
    take(report(first, Kind.BOUNCED, "2", detail="550 no, told again"))

    assert not is_suppressed("ana@example.com")

    take(report(second, Kind.BOUNCED, "3", detail="550 no"))

    assert is_suppressed("ana@example.com")


def test_a_full_mailbox_fails_this_copy_and_says_nothing_about_the_next():
    copies = [sent_copy()]
    copies += [copy_for(copies[0].subscriber, content_of(issue_of(newsletter()))) for _ in range(3)]

    for number, copy in enumerate(copies):
        take(report(copy, Kind.BOUNCED, f"{number}", lasting=False, code=552))

    assert {copy.state for copy in Delivery.objects.all()} == {State.FAILED}
    assert not is_suppressed("ana@example.com")


def test_a_complaint_ends_all_newsletters_and_is_never_lifted_by_confirming():
    copy = sent_copy()
    Subscription.objects.create(
        subscriber=copy.subscriber, newsletter=newsletter("evening"),
        asked_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip

    take(report(copy, Kind.COMPLAINED, "1"))

    assert not Subscription.objects.mailable().exists()
    let_back("ana@example.com", asked=timezone.now().timestamp() + 60)
    assert Suppression.objects.get().reason == Suppression.Reason.COMPLAINED


def test_who_left_at_the_provider_leaves_here_but_not_what_they_joined_since():
    copy = sent_copy()
    later = Subscription.objects.create(
        subscriber=copy.subscriber, newsletter=newsletter("evening"),
        asked_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip

    take(report(copy, Kind.LEFT, "1", ago=60))

    assert list(Subscription.objects.mailable()) == [later]
    assert not is_suppressed("ana@example.com")


@pytest.mark.parametrize("state", [State.UNCERTAIN, State.SENDING, State.PENDING])
def test_a_delivery_settles_what_nobody_knew(state):
    copy = sent_copy(state=state, settled_at=None)

    take(report(copy, Kind.DELIVERED, "1"))

    copy.refresh_from_db()
    assert copy.state == State.ACCEPTED
    assert copy.settled_at is not None


@pytest.mark.parametrize("state", [State.SUPPRESSED, State.CANCELLED])
def test_a_report_about_a_copy_that_was_never_sent_changes_nothing(state):
    copy = sent_copy(state=state)

    take(report(copy, Kind.BOUNCED, "1", lasting=False))
    take(report(copy, Kind.DELIVERED, "2"))

    copy.refresh_from_db()
    assert copy.state == state


def test_reports_give_the_same_end_in_every_order_and_however_often_they_come():
    ends = set()
    for number, order in enumerate(itertools.permutations(range(5))):
        copy = sent_copy(f"reader{number}@example.com", state=State.UNCERTAIN, settled_at=None)
        told = [
            report(copy, Kind.DEFERRED, f"a{number}", ago=50),
            report(copy, Kind.DELIVERED, f"b{number}", ago=40),
            report(copy, Kind.BOUNCED, f"c{number}", ago=30, gone=True, detail="550 unknown"),
            report(copy, Kind.COMPLAINED, f"d{number}", ago=20),
            report(copy, Kind.LEFT, f"e{number}", ago=10),
        ]
        for _time in range(2):
            for which in order:
                take(told[which])
        copy.refresh_from_db()
        email = copy.subscriber.email
        ends.add(
            (copy.state, copy.last_reply, copy.events.count(), is_suppressed(email),
             copy.subscriber.subscriptions.mailable().exists())
        )  # fmt: skip

    assert ends == {(State.FAILED, "550 unknown", 5, True, False)}
    assert set(Suppression.objects.values_list("reason", flat=True)) == {"complained"}


def test_a_bounce_from_before_a_confirmation_says_nothing_about_the_address_now():
    copy = sent_copy()
    Subscription.objects.update(confirmed_at=timezone.now())

    take(report(copy, Kind.BOUNCED, "1", ago=60, gone=True))

    assert not is_suppressed("ana@example.com")


def test_no_address_stands_in_what_is_kept_of_a_report():
    copy = sent_copy()

    take(report(copy, Kind.BOUNCED, "1", gone=True, detail="550 <ana@example.com>: unknown\0"))

    copy.refresh_from_db()
    kept = [copy.last_reply, ProviderEvent.objects.get().detail, Suppression.objects.get().detail]
    assert kept == ["550 <…>: unknown"] * 3


def test_a_complaint_of_somebody_erased_is_still_heard():
    copy = sent_copy()
    copy.subscriber.delete()

    take(report(copy, Kind.COMPLAINED, "1", email="ana@example.com"))

    assert is_suppressed("ana@example.com")


def test_a_report_without_a_name_is_known_by_what_it_says():
    copy = sent_copy()
    told = report(copy, Kind.BOUNCED, detail="550 no")

    assert take(told) is True
    assert take(told) is False
    assert ProviderEvent.objects.count() == 1


def test_nothing_happened_in_the_future():
    copy = sent_copy()

    take(report(copy, Kind.DELIVERED, "1", ago=-600))

    assert ProviderEvent.objects.get().happened_at <= timezone.now()
