"""Three weeks each of many newsrooms at random: see tests/newsletter/paper.py.

make prove ARGS="tests/prove/test_what_readers_get.py -s"
"""

import pytest

from newsletter.models import Delivery, Issue
from tests.newsletter.paper import live


@pytest.mark.parametrize("seed", range(100, 125))
def test_in_no_newsroom_does_anybody_get_what_they_should_not(db, seed, capsys):
    paper = live(seed, days=21)

    with capsys.disabled():
        print(f"\n{seed}: {Issue.objects.count()} issues, {Delivery.objects.count()} copies")  # noqa: T201
    assert paper.seen_wrong == []
