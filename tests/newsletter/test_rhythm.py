"""How often a newsletter comes, in words, and when it comes next."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from newsletter.models import Newsletter
from newsletter.rhythm import next_issue_at, often

MADRID = ZoneInfo("Europe/Madrid")


def at(*moment):
    return datetime(*moment, tzinfo=MADRID)


def newsletter(**fields):
    return Newsletter(name="A", slug="a", **fields)


@pytest.mark.parametrize(
    ("rhythm", "words"),
    [
        ("at_once", "at once, with each story"),
        ("daily", "every day at 07:00 CET"),
        ("weekly", "every Saturday at 07:00 CET"),
        ("by_hand", "when there is something to say"),
    ],
)
def test_the_rhythm_is_said_with_time_and_zone(time_machine, rhythm, words):
    time_machine.move_to(at(2026, 12, 1, 12), tick=False)

    assert often(newsletter(rhythm=rhythm)) == words


def test_the_zone_is_that_of_the_next_issue(time_machine):
    time_machine.move_to(at(2026, 7, 1, 12), tick=False)

    assert often(newsletter(rhythm="daily")) == "every day at 07:00 CEST"


def test_a_readers_own_rhythm_counts(time_machine):
    time_machine.move_to(at(2026, 12, 1, 12), tick=False)
    with translation.override("es"):
        assert often(newsletter(rhythm="daily"), "weekly") == "cada sábado a las 07:00 CET"


@pytest.mark.parametrize(
    ("now", "rhythm", "expected"),
    [
        (at(2026, 12, 1, 6, 59), "daily", at(2026, 12, 1, 7)),
        (at(2026, 12, 1, 7), "daily", at(2026, 12, 2, 7)),
        (at(2026, 12, 1, 12), "weekly", at(2026, 12, 5, 7)),
        (at(2026, 12, 5, 7), "weekly", at(2026, 12, 12, 7)),
        (at(2026, 12, 5, 6), "weekly", at(2026, 12, 5, 7)),
        (at(2026, 12, 1, 12), "at_once", None),
        (at(2026, 12, 1, 12), "by_hand", None),
    ],
)
def test_the_next_issue(now, rhythm, expected):
    assert next_issue_at(newsletter(rhythm=rhythm), now) == expected


def test_a_time_that_summer_time_leaves_out_comes_an_hour_later():
    letter = newsletter(rhythm="daily", send_at=time(2, 30))

    assert next_issue_at(letter, at(2026, 3, 28, 12)).isoformat() == "2026-03-29T03:30:00+02:00"
