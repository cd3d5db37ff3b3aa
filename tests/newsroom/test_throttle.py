"""Counting how often somebody does something, right for threads and processes at once."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from newsroom.kit.throttle import allowed, network


def test_the_fourth_of_three_is_refused_until_the_first_is_old_enough(db):
    now = [1000.0]

    def press():
        return allowed("press", "Ana", times=3, seconds=60, clock=lambda: now[0])

    assert [press() for _ in range(4)] == [True, True, True, False]
    now[0] += 61
    assert press()


def test_refused_attempts_do_not_lengthen_the_wait(db):
    now = [1000.0]

    def press():
        return allowed("press", "Ana", times=1, seconds=60, clock=lambda: now[0])

    press()
    for _ in range(5):
        now[0] += 10
        press()
    now[0] += 11

    assert press()


def test_each_purpose_and_each_person_is_counted_apart_whatever_the_case(db):
    assert allowed("one", "Ana@example.com", times=1, seconds=60)

    assert allowed("two", "ana@example.com", times=1, seconds=60)
    assert allowed("one", "other@example.com", times=1, seconds=60)
    assert not allowed("one", "ana@EXAMPLE.com ", times=1, seconds=60)


def test_nobody_can_read_the_addresses_out_of_the_cache(db):
    allowed("newsletter", "ana@example.com", times=1, seconds=60)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM django_cache")
        keys = " ".join(key for (key,) in cursor.fetchall())

    assert "throttle:" in keys
    assert "ana" not in keys


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_are_counted_as_eight():
    answers = []
    start = threading.Barrier(8)

    def press():
        start.wait()
        answers.append(allowed("race", "Ana", times=3, seconds=60))
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cache.clear()

    assert sorted(answers) == [False] * 5 + [True] * 3


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:bbbb::9", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("not-an-address", "not-an-address"),
    ],
)
def test_a_household_is_one_network(address, expected):
    assert network(RequestFactory().get("/", REMOTE_ADDR=address)) == expected


def test_a_forwarded_address_is_believed_from_our_own_proxies_only(settings):
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})

    assert network(request) == "127.0.0.1"

    settings.TRUSTED_PROXIES = 1
    assert network(request) == "203.0.113.9"
