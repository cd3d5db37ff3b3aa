"""Ten thousand comments wait: what a moderator's pages and decisions take.

make prove ARGS="tests/prove/test_comment_clearing.py -s"
"""

import threading
import time

import pytest
from django.db import connection
from django.utils import timezone

from comments.actions.moderation import decide_all, undo
from comments.models import Comment, Decision, Hold
from comments.selection import Selection
from newsroom.notifications.models import Notification
from tests.comments.wave import people
from tests.factories import ArticleFactory, UserFactory

NUMBER = 10_000
LONGEST = {"queue": 1, "narrowed": 1, "asked": 2, "rejected": 10, "undone": 10, "by two": 10}
QUEUE = "/admin/comments/comment/"


@pytest.mark.django_db
def test_ten_thousand_are_looked_at_decided_and_taken_back_in_seconds(client, capsys):
    ten_thousand_wait()
    client.force_login(UserFactory(role="Moderator"))
    took = {}

    def timed(name, act, *sent):
        began = time.monotonic()
        answer = act(*sent)
        took[name] = time.monotonic() - began
        return answer

    client.get(QUEUE)
    page = timed("queue", client.get, QUEUE)
    timed("narrowed", client.get, f"{QUEUE}?queue=held&rule=wave")
    asked = timed("asked", client.get, f"{QUEUE}all/?queue=held&reject")
    sent = {"queue": "held", "at": asked.context["at"], "reject": "", "why": "spam"}
    timed("rejected", client.post, f"{QUEUE}all/decide/", sent)
    removed, told = Comment.objects.filter(status="removed").count(), Notification.objects.count()
    timed("undone", client.post, f"{QUEUE}undo/")

    with capsys.disabled():
        print("\n" + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in took.items()))  # noqa: T201 the figures
    assert page.context["whole"] == removed == told == Decision.objects.count() == NUMBER
    assert Comment.objects.waiting().count() == Hold.objects.filter(decision=None).count() == NUMBER
    assert Notification.objects.count() == 0
    assert {name: took[name] for name in took if took[name] > LONGEST[name]} == {}


@pytest.mark.django_db(transaction=True)
def test_two_who_press_the_button_at_once_clear_them_in_the_time_of_one(capsys):
    ten_thousand_wait()
    made, at, start = [], timezone.now(), threading.Barrier(2)

    def reject(moderator):
        start.wait()
        try:
            made.append(decide_all(Selection("held"), "removed", by=moderator, why="spam", at=at))
        finally:
            connection.close()

    moderators = [UserFactory(role="Moderator") for _ in range(2)]
    threads = [threading.Thread(target=reject, args=[one]) for one in moderators]
    began = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.monotonic() - began
    removed, told = Comment.objects.filter(status="removed").count(), Notification.objects.count()
    began = time.monotonic()
    undone = sum(undo(outcome.batch, by=one) for outcome in made for one in moderators)

    with capsys.disabled():
        print(f"\ntwo at once {took:.2f} s, undone {time.monotonic() - began:.2f} s")  # noqa: T201 the figures
    assert removed == told == undone == Decision.objects.count() == NUMBER
    assert sum(outcome.done for outcome in made) == sum(len(o.left) for o in made) == NUMBER
    assert Comment.objects.waiting().count() == Hold.objects.filter(decision=None).count() == NUMBER
    assert Notification.objects.count() == 0
    assert took <= LONGEST["by two"]


def ten_thousand_wait() -> None:
    stories, crowd = [ArticleFactory(live=True) for _ in range(5)], people(500, "crowd")
    comments = Comment.objects.bulk_create(
        Comment(
            article=stories[n % 5],
            author=crowd[n % 500],
            text=f"Cheap flats by the sea, keys in hand, number {n}. " * 4,
            status=Comment.Status.HELD,
            facts={"known": n % 3, "said": {"60": n % 7}},
            shape=list(range(n % 11, n % 11 + 18)),
        )
        for n in range(NUMBER)
    )
    Hold.objects.bulk_create(Hold(comment=c, kind="wave", found="said by 3") for c in comments)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what PostgreSQL does by itself within a minute
