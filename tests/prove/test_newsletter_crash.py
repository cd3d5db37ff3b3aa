"""Twelve thousand copies, and senders that are killed again and again while they go out.

make prove ARGS="tests/prove/test_newsletter_crash.py -s"

Real senders and a real mail server, each in a process of its own. The small form is
tests/newsletter/test_crash.py.
"""

import pytest

from newsroom.kit.faults import POINTS
from tests.newsletter.crashing import Outcome, Siege
from tests.newsletter.letters import issue_for, sink

pytestmark = pytest.mark.django_db(transaction=True)
COPIES, RANDOM_KILLS, KILLS_AT_A_POINT = 12_000, 40, 20
WITH_KEY = pytest.mark.parametrize("takes_key", [False, True], ids=["plain", "takes a key"])


@pytest.fixture(autouse=True)
def own_seal(settings, tmp_path):
    settings.SENDING_SEAL = tmp_path / "seal"
    return settings.SENDING_SEAL


def options(takes_key: bool) -> dict:
    return {"key_header": "X-Idempotency-Key"} if takes_key else {}


@WITH_KEY
def test_killed_at_forty_random_instants_nobody_is_missed(tmp_path, own_seal, takes_key, capsys):
    issue = issue_for(COPIES)
    more = ["--takes-key"] if takes_key else []

    with sink(tmp_path, "--delay=0.01", *more) as post:
        siege = Siege(post, own_seal, **options(takes_key))
        siege.kill_at_random(RANDOM_KILLS, within=0.4)
        found = siege.finish(issue)

    tell(capsys, "random instants", takes_key, found)
    assert found.kills == RANDOM_KILLS
    check(found, COPIES, takes_key)


@pytest.mark.parametrize("point", POINTS)
@WITH_KEY
def test_killed_twenty_times_at_a_named_instant_nobody_is_missed(
    tmp_path, own_seal, takes_key, point, capsys
):
    issue = issue_for(COPIES // len(POINTS))
    more = ["--takes-key"] if takes_key else []

    with sink(tmp_path, *more) as post:
        siege = Siege(post, own_seal, **options(takes_key))
        siege.kill_at_points(KILLS_AT_A_POINT, up_to=100, points=(point,))
        found = siege.finish(issue)

    tell(capsys, point, takes_key, found)
    assert found.kills == KILLS_AT_A_POINT
    check(found, COPIES // len(POINTS), takes_key)
    if "claim" in point:
        assert found.most_copies <= 1 + found.resends


def check(found: Outcome, copies: int, takes_key: bool) -> None:
    assert found.expected == copies
    assert found.lost == 0
    assert found.doubled <= found.resends
    assert found.doubled <= (0 if takes_key else found.allowed)
    assert found.sums["accepted"] == found.sums["expected"] == copies
    assert found.sums["done"] is True


def tell(capsys, what: str, takes_key: bool, found: Outcome) -> None:
    with capsys.disabled():
        print(  # noqa: T201 the figures
            f"\n{what}, {'takes a key' if takes_key else 'plain'}: {found.kills} kills,"
            f" {found.expected} copies, lost {found.lost}, doubled {found.doubled}"
            f" (at most {found.allowed}), sent again {found.resends},"
            f" most copies to one reader {found.most_copies}"
        )
