"""An issue from its time to the mail server: frozen, handed over once to each reader, counted."""

import pytest

from newsletter.models import Content, Delivery, Issue, Sender, Suppression
from newsletter.sending.ledger import totals
from newsletter.suppressing import email_hash
from tests.newsletter.letters import issue_for, leave, send

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State


def test_an_issue_whose_time_has_come_reaches_each_reader_once(post):
    issue = issue_for(45)

    send(post.provider())

    issue.refresh_from_db()
    assert issue.state == Issue.State.SENDING
    assert issue.expected == 45
    assert sorted(post.taken().values()) == [1] * 45
    assert len(post.readers()) == 45
    sums = totals(issue)
    assert sums["done"] is True
    assert (sums["accepted"], sums["expected"]) == (45, 45)
    assert set(post.taken()) == {d.key.hex for d in Delivery.objects.all()}
    assert not Sender.objects.exists()


def test_sending_again_sends_nothing(post):
    issue_for(5)
    send(post.provider())

    send(post.provider())

    assert sum(post.taken().values()) == 5


def test_all_who_get_the_same_share_one_content(post):
    issue = issue_for(5)

    send(post.provider())

    assert Content.objects.get(issue=issue).deliveries.count() == 5


def test_whoever_leaves_before_the_issue_is_frozen_is_not_counted(post):
    issue = issue_for(3)
    leave(issue.newsletter.subscriptions.first().subscriber)

    send(post.provider())

    assert totals(issue.__class__.objects.get())["expected"] == 2


def test_a_suppressed_address_is_counted_but_not_written_to(post):
    issue = issue_for(3)
    email = issue.newsletter.subscriptions.first().subscriber.email
    Suppression.objects.create(email_hash=email_hash(email), reason="bounced")

    send(post.provider())

    sums = totals(Issue.objects.get())
    assert (sums["expected"], sums["accepted"], sums["suppressed"]) == (3, 2, 1)
    assert sums["done"] is True
    assert email not in post.readers()
