"""How fast a provider is used: one bucket for all, halved when asked, recovering by itself."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from newsletter.actions.reports import Report
from newsletter.models import Lane as Row
from newsletter.sending import ledger
from newsletter.sending.breaker import IN_A_ROW, LAST, Breaker
from newsletter.sending.lanes import Lane
from newsletter.sending.pace import Pace
from newsroom.settings.environment import provider
from tests.newsletter.letters import Smtp, issue_for

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def db():
    with ledger.connect() as connected:
        yield connected


def lane(db, *, rate: float, hands: int = 1) -> Lane:
    smtp = Smtp(host="127.0.0.1", port=1, rate=rate, connections=hands)
    made = Lane(smtp, Pace())
    made.lay(db)
    return made


class Watch:
    """What flows in at a rate since it was started: a busy machine takes its time."""

    def __init__(self, rate: float):
        self.rate, self.began = rate, time.monotonic()

    def flowed(self) -> float:
        return self.rate * (time.monotonic() - self.began) + 1  # what was begun


def a_while_ago(seconds: float, **fields) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    Row.objects.update(filled_at=moment, **fields)


def test_a_lane_begins_empty_and_fills_with_the_seconds(db):
    way = lane(db, rate=10)
    a_while_ago(0, tokens=0)
    watch = Watch(10)
    assert way.take(db) < watch.flowed()

    watch = Watch(10)
    a_while_ago(0.55, tokens=0)

    assert 5 <= way.take(db) < 5 + watch.flowed()
    assert way.take(db) < watch.flowed()


def test_no_more_than_a_second_is_saved_up(db):
    way = lane(db, rate=10)

    watch = Watch(10)
    a_while_ago(3600)

    assert 10 <= sum(way.take(db) for _ in range(5)) < 10 + watch.flowed()


def test_two_senders_share_it(db):
    way = lane(db, rate=10, hands=2)

    with ledger.connect() as other:
        watch = Watch(10)
        a_while_ago(3600)
        taken = [way.take(db), way.take(other), way.take(db), way.take(other)]

    assert taken[:2] == [5, 5]
    assert sum(taken[2:]) < watch.flowed()


def test_what_was_not_used_is_there_again(db):
    way = lane(db, rate=10)
    watch = Watch(10)
    a_while_ago(3600)
    assert way.take(db) == 10

    way.give_back(db, 4)

    assert 4 <= way.take(db) < 4 + watch.flowed()


def test_slowing_down_halves_it_once_in_a_while_and_time_brings_it_back(db):
    way = lane(db, rate=80)
    for _ in range(3):
        way.slow_down(db, "too fast")
    assert Row.objects.get().rate == 40

    a_while_ago(3600, slowed_at=timezone.now() - timedelta(seconds=11))
    way.slow_down(db, "still too fast")
    assert 20 <= Row.objects.get().rate <= 30  # half of what it had recovered to

    a_while_ago(3600, slowed_at=timezone.now() - timedelta(seconds=90))
    assert way.take(db) == 80


def test_it_is_never_slower_than_one_a_second(db):
    way = lane(db, rate=8)
    for _ in range(6):
        Row.objects.update(slowed_at=timezone.now() - timedelta(seconds=10.5))
        way.slow_down(db, "too fast")

    assert 1 <= Row.objects.get().rate < 2


def test_a_closed_lane_grants_nothing_until_its_time_is_over(db):
    way = lane(db, rate=10)
    way.close(db, "nobody there")
    a_while_ago(3600)
    assert way.take(db) == 0

    a_while_ago(3600, closed_until=timezone.now() - timedelta(seconds=1))

    assert way.take(db) > 0


def test_waits_grow_and_end_within_a_day():
    pace = Pace()
    waits = [pace.wait_after(tries) for tries in range(1, 14)]

    assert waits[:5] == [60, 300, 900, 3600, 10800]
    given = [wait for wait in waits if wait]
    assert sum(given) <= 24 * 3600
    assert waits[len(given)] is None


def test_the_breaker_trips_at_twenty_refusals_in_a_row(db):
    breaker = Breaker(issue_for(0).pk)
    for _ in range(IN_A_ROW - 1):
        assert not breaker.refused(db, blocked=False)
    breaker.accepted(db)

    tripped = [breaker.refused(db, blocked=True) for _ in range(IN_A_ROW + 5)]

    assert tripped.index(True) == IN_A_ROW - 1
    assert tripped.count(True) == 1  # it is told once


def test_refusals_in_a_row_are_counted_over_all_senders(db):
    issue = issue_for(0)
    one, other = Breaker(issue.pk), Breaker(issue.pk)

    tripped = [(one, other)[number % 2].refused(db, blocked=False) for number in range(IN_A_ROW)]

    assert tripped == [False] * (IN_A_ROW - 1) + [True]


def test_an_acceptance_asks_the_database_only_to_end_a_row_of_refusals(db):
    breaker = Breaker(issue_for(0).pk)
    asked = Asked()
    breaker.refused(db, blocked=False)

    for _ in range(100):
        breaker.accepted(asked)

    assert len(asked.statements) == 1


def test_what_refusals_say_of_addresses_waits_for_an_acceptance(db):
    breaker, said = Breaker(issue_for(0).pk), Report("smtp answer", "bounced")
    breaker.refused(db, blocked=False, report=said)

    assert breaker.accepted(db) == [said]
    assert breaker.accepted(db) == breaker.believe() == []

    for _ in range(IN_A_ROW):
        breaker.refused(db, blocked=False, report=said)
    assert breaker.believe() == []  # the provider refuses everything: it says nothing of anybody


class Asked:
    """A connection that only notes what it is asked."""

    def __init__(self):
        self.statements = []

    def execute(self, *statement):
        self.statements.append(statement)


def test_the_breaker_trips_when_more_than_two_per_cent_of_the_last_are_about_us(db):
    assert _noted(db, every=45).index(True) == 540  # the first refusal after LAST answers
    assert not any(_noted(db, every=50))


def _noted(db, *, every: int) -> list[bool]:
    breaker = Breaker(issue_for(0, slug=f"every-{every}").pk)
    noted = []
    for number in range(2 * LAST):
        if number % every:
            breaker.accepted(db)
            noted.append(False)
        else:
            noted.append(breaker.refused(db, blocked=True))
    return noted


def test_where_newsletters_go_is_read_from_an_address():
    made = provider(
        "smtp://us%40er:p@mail.example:587?tls=1&rate=14&connections=3&key_header=X-Key"
    )

    assert made["OPTIONS"] == {
        "host": "mail.example", "port": 587, "username": "us@er", "password": "p",
        "use_tls": True, "use_ssl": False, "rate": 14.0, "connections": 3, "key_header": "X-Key",
    }  # fmt: skip
