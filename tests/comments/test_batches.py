"""Deciding in one go about all that waits for the same reason, and taking all of it back."""

import re
import threading
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.utils import timezone

from comments.actions.moderation import approve, decide_many, feature, hold, remove, undo
from comments.actions.people import appeal
from comments.actions.posting import edit_comment, post_comment, withdraw
from comments.actions.responding import report
from comments.models import Comment, Decision, Hold
from comments.selection import Selection, as_they_waited, reasons
from newsroom.notifications.models import Kind, Notification
from tests.factories import ArticleFactory, CommentFactory, UserFactory

QUEUE = "/admin/comments/comment/"
pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def held(text="Held", kind="words", **fields):
    comment = CommentFactory(status="held", text=text, **fields)
    Hold.objects.create(comment=comment, kind=kind, found=text)
    return comment


def texts(selection) -> list[str]:
    return list(selection.comments().order_by("pk").values_list("text", flat=True))


def asked(desk, **narrowing) -> dict:
    """What the page that asks once more would send."""
    page = desk.get(f"{QUEUE}all/", narrowing).text
    form = re.search(r'action="[^"]*all/decide/".*?</form>', page, re.DOTALL).group()
    return {
        name: unescape(value)
        for name, value in re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    }


def test_a_queue_is_narrowed_by_rule_person_and_words(desk, member):
    held("One", kind="links")
    held("Two", kind="wave", author=member)
    held("Three", kind="wave")

    assert reasons("held") == [
        ("wave", "the same by several people", 2), ("links", "links", 1),
    ]  # fmt: skip
    assert texts(Selection("held", rule="wave")) == ["Two", "Three"]
    assert texts(Selection("held", by=member.pk)) == ["Two"]
    assert texts(Selection("held", rule="wave", words="three")) == ["Three"]
    page = desk.get(QUEUE, {"queue": "held", "rule": "wave"}).text
    assert "Held by: the same by several people" in page
    assert "All 2 in this list:" in page


def test_what_is_like_a_comment_is_found_by_its_words_and_by_where_it_links(rules, member):
    rules({"kind": "links", "number": 1}, {"kind": "repeat", "number": 1, "minutes": 60})
    story = ArticleFactory(live=True)
    bait = "My cousin earns nine thousand a month from home with one simple trick, ask me how"
    first = post_comment(story, by=UserFactory(), text=f"{bait} www.win-now.example/1")
    near = post_comment(story, by=UserFactory(), text=f"{bait}!!! www.win-now.example/2")
    link = post_comment(story, by=UserFactory(), text="Nothing alike www.win-now.example/3")
    post_comment(story, by=UserFactory(), text="Something else www.other.example altogether, yes")

    found = Selection("held", like=first.pk).comments()

    assert set(found) == {first, near, link}


@pytest.mark.parametrize(
    "sent",
    [{"rule": "nonsense"}, {"by": "x"}, {"like": "9" * 40}, {"queue": "nonsense"}],
)
def test_what_makes_no_sense_narrows_nothing(desk, sent):
    held("Waits")

    assert [c.text for c in desk.get(QUEUE, sent).context["queue"].lines] == ["Waits"]


def test_all_that_one_rule_held_are_rejected_and_taken_back_together(desk, member):
    for n in range(3):
        held(f"Wave {n}", kind="wave")
    other = held("Links", kind="links", author=member)

    sent = asked(desk, queue="held", rule="wave", reject="")
    desk.post(f"{QUEUE}all/decide/", {**sent, "reject": "", "why": "spam"})

    assert Comment.objects.filter(status="removed").count() == 3
    assert Decision.objects.values("batch", "why").distinct().get()["why"] == "spam"
    other.refresh_from_db()
    assert other.status == "held"
    assert "Rejected 3 at" in desk.get(QUEUE).text
    assert "3 decisions undone." in desk.post(f"{QUEUE}undo/", follow=True).text
    assert Comment.objects.waiting().count() == 4
    assert Hold.objects.filter(decision=None).count() == 4


def test_it_says_how_many_whose_and_which_before(desk, member):
    held("The first", author=member)
    held("The second", author=member)

    page = desk.get(f"{QUEUE}all/", {"queue": "held", "by": member.pk, "reject": ""}).text

    assert "Reject 2 comments?" in page
    assert "said by Mateo Member" in unescape(page).replace("Said", "said")
    assert "By 1 members under 2 stories" in page
    assert "The second" in page


def test_what_came_or_changed_after_the_question_is_not_meant(desk, member, editor):
    meant, edited, reread = held("Meant"), held("Edited"), held("Looked at again")
    sent = asked(desk, queue="held", reject="")

    later = held("Later")
    Comment.objects.filter(pk=edited.pk).update(edited_at=timezone.now())
    hold(approve(reread, by=editor), by=editor)
    desk.post(f"{QUEUE}all/decide/", {**sent, "reject": ""})

    assert list(Comment.objects.filter(status="removed")) == [meant]
    assert set(Comment.objects.waiting()) == {edited, reread, later}


def test_what_was_put_back_meanwhile_is_not_meant():
    other, at = UserFactory(role="Editor"), timezone.now()
    comment = held("Put back")
    Comment.objects.update(posted_at=at - timedelta(hours=1))
    Hold.objects.update(made_at=at - timedelta(hours=1))
    assert as_they_waited(Selection("held"), at).count() == 1

    undo(decide_many([(comment.pk, 0)], "removed", by=other).batch, by=other)

    assert as_they_waited(Selection("held"), at).count() == 0


@pytest.mark.parametrize(
    ("narrowing", "whole"),
    [
        ({"queue": "visible"}, False),
        ({"queue": "removed"}, False),
        ({"queue": "visible", "q": "a"}, False),
        ({"queue": "visible", "by": "1"}, True),
        ({"queue": "held"}, True),
    ],
)
def test_what_readers_see_is_not_taken_away_as_a_whole(desk, narrowing, whole):
    comment = CommentFactory()

    answer = desk.get(f"{QUEUE}all/", {**narrowing, "reject": ""})

    assert (answer.status_code == 200) is whole
    if not whole:
        now = timezone.now().isoformat()
        desk.post(f"{QUEUE}all/decide/", {**narrowing, "at": now, "reject": ""})
        comment.refresh_from_db()
        assert comment.status == "visible"


@pytest.mark.parametrize("at", ["", "x", "2031-01-01T00:00:00", "2999-01-01T00:00:00+00:00"])
def test_without_the_moment_of_the_question_nothing_is_decided(desk, at):
    held()

    desk.post(f"{QUEUE}all/decide/", {"queue": "held", "reject": "", "at": at})

    assert not Decision.objects.exists()


def test_only_moderators_decide_about_all(client, reporter, desk):
    comment = held()
    sent = asked(desk, queue="held", approve="")
    client.force_login(reporter)

    assert client.get(f"{QUEUE}all/", {"queue": "held", "approve": ""}).status_code == 403
    assert client.post(f"{QUEUE}all/decide/", {**sent, "approve": ""}).status_code == 403
    comment.refresh_from_db()
    assert comment.status == "held"


def test_of_many_that_changed_meanwhile_three_are_named_and_the_rest_counted(desk):
    comments = [held() for _ in range(6)]
    Comment.objects.update(version=4)
    chosen = [f"{c.pk}:0" for c in comments]

    page = desk.post(f"{QUEUE}decide/", {"reject": "", "chosen": chosen}, follow=True).text

    assert page.count("Meanwhile this comment has changed") == 3
    assert "3 more have changed meanwhile" in page


@pytest.mark.parametrize("number", [1, 40])
def test_deciding_and_undoing_cost_the_same_for_any_number(
    editor, number, django_assert_num_queries
):
    story = ArticleFactory(live=True)
    asked_by = UserFactory()
    first = CommentFactory(article=story, author=asked_by)
    for _ in range(number):
        held(article=story, parent=first, author=UserFactory())
    chosen = list(Comment.objects.waiting().values_list("pk", "version"))

    with django_assert_num_queries(24):
        outcome = decide_many(chosen, "visible", by=editor)
    assert outcome.done == number
    assert Notification.objects.filter(recipient=asked_by).count() == number
    with django_assert_num_queries(11):
        assert undo(outcome.batch, by=editor) == number
    assert Notification.objects.count() == 0


def test_undoing_a_removal_brings_the_highlight_back(editor):
    comment, batch = feature(CommentFactory(), by=editor, on=True), uuid.uuid4()
    remove(comment, by=editor, batch=batch)
    comment.refresh_from_db()
    assert not comment.featured

    undo(batch, by=editor)

    comment.refresh_from_db()
    assert (comment.status, comment.featured) == ("visible", True)


def test_other_words_than_those_that_were_highlighted_are_not(member, editor):
    changed = feature(CommentFactory(author=member), by=editor, on=True)
    held_again = feature(CommentFactory(), by=editor, on=True)

    edit_comment(changed, by=member, text="Now it is advertising")
    approve(hold(held_again, by=editor), by=editor)

    assert not Comment.objects.filter(featured=True).exists()


def test_a_moderator_sees_the_appeals_of_others_before_those_only_others_answer(desk, editor):
    for n in range(30):
        about = remove(CommentFactory(), by=editor)
        appeal(by=about.author, text=f"Mine {n}", about=about)
    other = remove(CommentFactory(), by=UserFactory(role="Editor"))
    appeal(by=other.author, text="Of another", about=other)

    listed = desk.get(QUEUE, {"queue": "appeals"}).context["appeals"]

    assert [asked.text for asked in listed][:2] == ["Of another", "Mine 0"]


def test_a_comment_that_is_named_twice_is_decided_once(editor):
    comment = held()

    outcome = decide_many([(comment.pk, 0), (comment.pk, 0)], "removed", by=editor)

    assert (outcome.done, outcome.left, Decision.objects.count()) == (1, [], 1)


def at_once(*acts):
    """Each in a thread of its own, begun at the same moment; an error in one is raised."""
    start, wrong = threading.Barrier(len(acts)), []

    def run(act):
        start.wait()
        try:
            act()
        except Exception as error:  # raised below, in the test's own thread
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


@pytest.mark.django_db(transaction=True)
def test_two_moderators_clear_the_same_queue_and_each_comment_is_decided_once():
    story, editors = ArticleFactory(live=True), [UserFactory(role="Editor") for _ in range(2)]
    Comment.objects.bulk_create(
        Comment(article=story, author=editors[0], text=f"{n}", status="held") for n in range(300)
    )
    forwards = list(Comment.objects.order_by("pk").values_list("pk", "version"))
    outcomes = []

    wrong = at_once(
        lambda: outcomes.append(decide_many(forwards, "visible", by=editors[0])),
        lambda: outcomes.append(decide_many(forwards[::-1], "removed", by=editors[1])),
    )

    assert wrong == []
    assert sum(outcome.done for outcome in outcomes) == Decision.objects.count() == 300
    assert sum(len(outcome.left) for outcome in outcomes) == 300
    visible = Decision.objects.filter(status="visible").count()
    assert Comment.objects.visible().count() == visible


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_withdrawing_and_approving_at_once_leave_it_withdrawn(turn, client):
    editor, writer = UserFactory(role="Editor"), UserFactory()
    comment = held(author=writer)

    at_once(
        lambda: decide_many([(comment.pk, 0)], "visible", by=editor),
        lambda: withdraw(comment, by=writer),
    )

    comment.refresh_from_db()
    assert comment.status == "withdrawn"
    assert comment.text not in client.get(comment.article.path).text


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_what_is_changed_while_it_is_approved_is_never_shown_unread(turn, rules):
    rules({"kind": "words", "words": "crook"})
    editor, writer = UserFactory(role="Editor"), UserFactory()
    comment = held("As it was read", author=writer)

    at_once(
        lambda: decide_many([(comment.pk, 0)], "visible", by=editor),
        lambda: edit_comment(comment, by=writer, text="You crook"),
    )

    comment.refresh_from_db()
    assert (comment.text, comment.status) == ("You crook", "held")
    assert comment.holds.filter(decision=None, found="crook").count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", range(6))
def test_undoing_twice_and_reporting_at_once_keep_the_counts(turn):
    editor, reader, batch = UserFactory(role="Editor"), UserFactory(), uuid.uuid4()
    comment = CommentFactory()
    report(comment, by=UserFactory(), reason="spam")
    approve(comment, by=editor, batch=batch)
    done = []

    wrong = at_once(
        lambda: done.append(undo(batch, by=editor)),
        lambda: done.append(undo(batch, by=editor)),
        lambda: report(comment, by=reader, reason="abuse"),
    )

    assert wrong == []
    assert sorted(done) == [0, 1]
    comment.refresh_from_db()
    assert comment.open_reports == comment.reports.filter(decision=None).count() == 2


def test_a_reply_that_is_taken_away_leads_nobody_there(member, editor):
    story = ArticleFactory(live=True)
    first = CommentFactory(article=story, author=member)
    replies = [
        post_comment(story, by=UserFactory(), text=f"I see it so too, {n}", to=first)
        for n in range(3)
    ]
    told = Notification.objects.filter(recipient=member, kind=Kind.REPLY)
    assert told.count() == 3

    remove(replies[0], by=editor)
    withdraw(replies[1], by=replies[1].author)
    hold(replies[2], by=editor)

    assert told.count() == 0
    approve(replies[2], by=editor)
    assert told.get().url == replies[2].get_absolute_url()
