"""Two senders, their deaths, the reaper and readers who leave, in any order at all.

The steps of the ledger are taken by hand, one after the other, in an order drawn by a seed: so each
order is one that processes could produce, and a failing one can be run again.
"""

import random
import uuid
from collections import Counter

import pytest
from django.utils import timezone

from newsletter.models import Content, Delivery, Issue, Sender, Subscription
from newsletter.providers.smtp import Smtp
from newsletter.sending import ledger, uncertain
from newsletter.sending.ledger import NO_ANSWER, NOTHING, Outcome
from tests.newsletter.letters import QUICK, issue_for

pytestmark = pytest.mark.django_db(transaction=True)
State = Delivery.State
READERS, STEPS = 6, 150


class World:
    """What happens, and what a mail server and the readers would remember of it."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.db = ledger.connect()
        self.issue = issue_for(READERS)
        Issue.objects.update(state=Issue.State.SENDING, frozen_at=timezone.now(), expected=READERS)
        content = Content.objects.create(issue=self.issue, digest="x", subject="x")
        for subscription in Subscription.objects.all():
            Delivery.objects.create(
                issue=self.issue, content=content, subscriber=subscription.subscriber
            )
        self.taken: Counter[int] = Counter()
        self.left: set[int] = set()
        self.wronged: list[int] = []
        self.senders = [self.new_sender() for _ in range(2)]
        self.provider = Smtp(host="127.0.0.1", port=1)

    def new_sender(self) -> dict:
        pk = Sender.objects.create(boot=uuid.uuid4()).pk
        return {"pk": pk, "claimed": [], "intended": None, "sent": None}

    def claim(self, sender) -> None:
        sender["claimed"] += ledger.claim(
            self.db, self.issue.pk, sender=sender["pk"], limit=3, pace=QUICK
        )

    def intend(self, sender) -> None:
        if sender["intended"] or sender["sent"] or not sender["claimed"]:
            return
        claimed = sender["claimed"].pop()
        permitted = ledger.step(
            self.db, NOTHING, claimed, newsletter=self.issue.newsletter_id, hashes=[], patience=60
        )
        if permitted == State.SENDING:
            sender["intended"] = claimed
            if claimed.subscriber in self.left:
                self.wronged.append(claimed.subscriber)

    def hand_over(self, sender) -> None:
        if sender["intended"]:
            self.taken[sender["intended"].id] += 1
            sender["sent"], sender["intended"] = sender["intended"], None

    def acknowledge(self, sender) -> None:
        if sender["sent"]:
            ledger.acknowledge(self.db, Outcome(sender["sent"], State.ACCEPTED, 250, "ok"))
            sender["sent"] = None

    def hear_nothing(self, sender) -> None:
        if sender["sent"]:
            ledger.acknowledge(self.db, Outcome(sender["sent"], State.UNCERTAIN, NO_ANSWER, "…"))
            sender["sent"] = None

    def give_back(self, sender) -> None:
        ledger.give_back(self.db, sender["claimed"])
        sender["claimed"] = []

    def fall_asleep(self, sender) -> None:
        """Taken for dead by the reaper, but it may wake up and go on with what it believes."""
        Sender.objects.filter(pk=sender["pk"]).delete()
        if self.chance.random() < 0.5:
            sender["claimed"], sender["intended"], sender["sent"] = [], None, None
        fresh = self.new_sender()
        self.senders[self.chance.randrange(2)] = fresh

    def reap(self, _sender) -> None:
        ledger.reap(self.db, QUICK)
        uncertain.settle(self.db, self.provider, QUICK)

    def leave(self, _sender) -> None:
        if len(self.left) < READERS // 2:
            one = Subscription.objects.filter(left_at=None).order_by("?").first()
            Subscription.objects.filter(pk=one.pk).update(left_at=timezone.now())
            self.left.add(one.subscriber_id)

    def finish(self) -> None:
        """A last sender that nothing happens to."""
        Sender.objects.all().delete()
        for _ in range(20):
            self.reap(None)
            sender = self.new_sender()
            self.claim(sender)
            for _ in range(len(sender["claimed"])):
                self.intend(sender)
                self.hand_over(sender)
                self.acknowledge(sender)


WEIGHTS = {
    "claim": 6, "intend": 12, "hand_over": 12, "acknowledge": 10, "hear_nothing": 1,
    "give_back": 1, "fall_asleep": 2, "reap": 3, "leave": 1,
}  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_in_any_order_nobody_is_missed_doubled_without_doubt_or_written_to_after_leaving(seed):
    world = World(seed)
    drawn = world.chance.choices(list(WEIGHTS), list(WEIGHTS.values()), k=STEPS)

    for step in drawn:
        getattr(world, step)(world.chance.choice(world.senders))
    world.finish()
    world.db.close()

    assert world.wronged == []
    for delivery in Delivery.objects.all():
        assert world.taken[delivery.pk] <= 1 + delivery.resends
        if delivery.state == State.ACCEPTED:
            assert world.taken[delivery.pk] >= 1
        elif delivery.subscriber_id not in world.left:
            assert delivery.state == State.UNCERTAIN  # it fell silent twice, or was lost too often
            assert delivery.resends >= 1
    assert ledger.totals(Issue.objects.get())["done"] is True
