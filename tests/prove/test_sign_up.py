"""The newsletter's form in earnest: flooding one address, and whether time tells who reads us."""

import re
import statistics
import time
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from newsletter.actions.preferences import never_write
from newsletter.models import Newsletter, Subscriber, Subscription
from tests.newsletter.reader import sign_up
from tests.prove.test_sign_in import _separability
from tests.servers import web_servers

pytestmark = pytest.mark.django_db(transaction=True)
TRIES = 300
SEPARABLE = 0.57


@pytest.fixture(autouse=True)
def cache_table(db):
    call_command("createcachetable")


@pytest.fixture
def daily(db):
    return Newsletter.objects.create(name="Daily", slug="daily", rhythm="daily")


def test_a_thousand_sign_ups_of_one_address_send_one_letter(daily, run_jobs):
    for number in range(1000):
        sign_up(email="Victim@example.com", network=f"10.{number // 250}.{number % 250}.9")
    run_jobs()

    assert len(mail.outbox) == 1
    assert Subscription.objects.count() == 1


class Still(HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


def stamp(port: int) -> str:
    """As the server's own page has it; with another the form would ask for one press more."""
    with urlopen(f"http://127.0.0.1:{port}/newsletter/", timeout=60) as page:
        return re.search(r'name="stamp" value="([^"]+)"', page.read().decode())[1]


def ask(port: int, email: str, stamp: str) -> tuple[int, bytes, float]:
    typed = urlencode({"email": email, "place": "footer", "stamp": stamp}).encode()
    headers = {"Sec-Fetch-Site": "same-origin", "X-Requested-With": "fetch"}
    asked = Request(f"http://127.0.0.1:{port}/newsletter/subscribe/", typed, headers)
    began = time.perf_counter()
    with build_opener(Still()).open(asked, timeout=60) as answer:
        return answer.status, answer.read(), time.perf_counter() - began


def people(daily) -> dict[str, list[str]]:
    """Addresses in each state there is; the strangers are in no table."""
    states = ("stranger", "waiting", "reader", "gone", "never")
    found = {state: [f"{state}{n}@d{n}.example" for n in range(TRIES)] for state in states}
    now = timezone.now()
    for state in states[1:]:
        for email in found[state]:
            subscriber = Subscriber.objects.create(email=email)
            Subscription.objects.create(
                subscriber=subscriber, newsletter=daily, asked_at=now,
                confirmed_at=None if state == "waiting" else now,
                left_at=now if state == "gone" else None,
            )  # fmt: skip
            if state == "never":
                never_write(subscriber)
    return found


def test_neither_bytes_nor_time_tell_who_reads_us(daily, record_property):
    found = people(daily)
    seconds, said = {state: [] for state in found}, set()

    with web_servers(1) as (port,):
        fetched = stamp(port)
        for n in range(TRIES):
            order = list(found)
            for state in order[n % 5 :] + order[: n % 5]:
                cache.clear()  # this is about the answer, not about the limits
                status, text, took = ask(port, found[state][n], fetched)
                seconds[state].append(took)
                said.add((status, text))

    medians = {s: f"{1000 * statistics.median(t):.1f} ms" for s, t in seconds.items()}
    told = {s: _separability(t, seconds["stranger"]) for s, t in seconds.items() if s != "stranger"}
    record_property("auc", told)
    print(medians, {state: f"{auc:.3f}" for state, auc in told.items()})  # noqa: T201
    assert len(said) == 1
    assert Subscription.objects.count() == 5 * TRIES  # each was asked as a reader would be
    for state, auc in told.items():
        assert 1 - SEPARABLE <= auc <= SEPARABLE, state
