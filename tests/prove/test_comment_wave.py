"""Ten thousand posts of five hundred accounts beside two thousand of members, and the clearing up.

make prove ARGS="tests/prove/test_comment_wave.py -s"
"""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from comments import queues
from comments.actions.moderation import decide_all, decide_many, undo
from comments.models import Comment, Decision, Hold
from comments.selection import Selection
from newsroom.notifications.models import Notification
from tests.comments.wave import CORPUS, run_wave
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_readers_see_none_of_a_wave_and_moderators_clear_it_exactly(capsys):
    began = time.monotonic()
    result = run_wave(accounts=500, posts=10_000, members=500, ordinary=2_000)
    posted = time.monotonic() - began
    waiting = queues.counts()
    page, _ = timed(lambda: queues.queue(Selection("held")))
    whole, outcomes = timed(reject_all_together)
    gone = Comment.objects.filter(status="removed").count()
    decided, told = Decision.objects.count(), Notification.objects.count()
    back, undone = timed(lambda: sum(undo(o.batch, by=who) for who, o in outcomes))
    restored = queues.counts()
    single, cleared = timed(clear_page_by_page)

    with capsys.disabled():
        print(  # noqa: T201 the figures
            f"\ncorpus: {'shared' if CORPUS.exists() else 'own sentences'}; {result};"
            f" {12_000 / posted:.0f} posts a second; waiting {waiting}; a page of the queue"
            f" {page * 1000:.0f} ms; two moderators rejecting all {decided} at once {whole:.1f} s,"
            f" undoing {undone} {back:.1f} s, clearing {cleared} page by page {single:.1f} s"
        )
    assert result.visible_junk <= 0.01 * result.junk
    assert result.at_once - result.taken_back >= 0.98 * result.ordinary
    assert result.reasonless == 0
    number = waiting["held"] + waiting["new"]
    assert number == gone == decided == told == undone == cleared
    assert restored == waiting
    assert queues.counts()["held"] == queues.counts()["new"] == 0
    assert Comment.objects.filter(status="removed").count() == number
    assert Hold.objects.filter(decision=None).count() == 0


def timed(act):
    began = time.monotonic()
    found = act()
    return time.monotonic() - began, found


def reject_all_together() -> list:
    """Both press the button for the same list at the same moment."""
    made = []

    def reject(editor):
        for name in ("held", "new"):
            selection = Selection(name)
            meant = {"by": editor, "why": "spam", "at": timezone.now()}
            made.append((editor, decide_all(selection, "removed", **meant)))

    in_two_threads(reject)
    return made


def clear_page_by_page() -> int:
    """Both take the same pages at the same time: each comment is decided once."""
    done = []

    def clear(editor):
        while lines := [
            (comment.pk, comment.version)
            for name in ("held", "new")
            for comment in queues.queue(Selection(name)).lines
        ]:
            done.append(decide_many(lines, "removed", by=editor, why="spam").done)

    in_two_threads(clear)
    return sum(done)


def in_two_threads(act) -> None:
    def run(editor):
        try:
            act(editor)
        finally:
            connection.close()

    editors = [UserFactory(role="Editor") for _ in range(2)]
    threads = [threading.Thread(target=run, args=[editor]) for editor in editors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
