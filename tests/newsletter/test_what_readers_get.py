"""Whatever happens, nobody gets a story twice, none that readers may not see, none that a reader or
a newsletter did not ask for. Longer in tests/prove/test_what_readers_get.py."""

from newsletter.models import Delivery, Issue
from tests.newsletter.paper import live


def test_whatever_happens_nobody_gets_what_they_should_not(db):
    paper = live(1, days=9)

    assert paper.seen_wrong == []
    assert Delivery.objects.count() > 10
    assert {i.rhythm for i in Issue.objects.all()} >= {"at_once", "daily"}
