"""A small wave; the large one is in tests/prove."""

import pytest

from comments import queues
from comments.models import Comment
from comments.selection import Selection
from tests.comments.wave import run_wave

pytestmark = pytest.mark.django_db


def test_a_wave_is_held_and_members_go_on_talking(django_assert_num_queries):
    result = run_wave(accounts=20, posts=200, members=20, ordinary=60)

    assert result.visible_junk <= result.junk * 0.03  # a small wave has begun before it is seen
    assert result.at_once - result.taken_back >= result.ordinary * 0.98
    assert result.reasonless == 0
    counts = queues.counts()
    assert counts["held"] + counts["new"] == Comment.objects.filter(status="held").count()
    with django_assert_num_queries(5):
        queues.queue(Selection("held"))
