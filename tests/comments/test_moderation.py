"""Decisions, reports, sanctions and appeals: who, about what, and never unknowingly."""

import threading
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from comments.actions.moderation import (
    Changed,
    approve,
    claim,
    decide_many,
    feature,
    hold,
    remove,
    undo,
)  # fmt: skip
from comments.actions.people import appeal, decide_appeal, lift, sanction
from comments.actions.posting import post_comment
from comments.actions.responding import report
from comments.models import Comment, Decision, Sanction
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def other_editor(db):
    return UserFactory(display_name="Otto Other", role="Editor")


def held(**fields):
    return CommentFactory(status="held", **fields)


def test_who_comes_second_is_told_who_was_first(editor, other_editor):
    comment = held()
    approve(comment, by=editor, version=comment.version)

    with pytest.raises(Changed, match="visible \\(Eva Editor\\)"):
        remove(comment, by=other_editor, version=comment.version)

    comment.refresh_from_db()
    assert comment.status == "visible"


def test_many_are_decided_at_once_and_what_changed_meanwhile_is_left(editor, other_editor):
    comments = [held() for _ in range(3)]
    remove(comments[1], by=other_editor)

    chosen = [(c.pk, 0) for c in comments]
    outcome = decide_many(chosen, Comment.Status.VISIBLE, by=editor)

    assert (outcome.done, outcome.left) == (2, [comments[1]])
    assert "removed (Otto Other)" in outcome.said(1)[0].messages[0]
    assert list(Comment.objects.order_by("pk").values_list("status", flat=True)) == [
        "visible", "removed", "visible",
    ]  # fmt: skip


def test_undoing_brings_comment_holds_and_reports_back(editor):
    comment = CommentFactory()
    report(comment, by=UserFactory(), reason="spam")
    batch = uuid.uuid4()
    remove(comment, by=editor, why="spam", batch=batch)

    assert undo(batch, by=editor) == 1

    comment.refresh_from_db()
    assert (comment.status, comment.open_reports) == ("visible", 1)
    assert Decision.objects.get().undone_at
    assert undo(batch, by=editor) == 0


def test_what_was_reported_after_a_decision_still_counts_when_it_is_undone(editor):
    comment, batch = CommentFactory(), uuid.uuid4()
    report(comment, by=UserFactory(), reason="spam")
    approve(comment, by=editor, batch=batch)
    report(comment, by=UserFactory(), reason="abuse")

    undo(batch, by=editor)

    comment.refresh_from_db()
    assert comment.open_reports == comment.reports.filter(decision=None).count() == 2


def test_nobody_undoes_the_decision_of_another_or_what_has_changed_since(editor, other_editor):
    comment, batch = held(), uuid.uuid4()
    approve(comment, by=editor, batch=batch)

    assert undo(batch, by=other_editor) == 0
    remove(comment, by=other_editor)
    assert undo(batch, by=editor) == 0
    comment.refresh_from_db()
    assert comment.status == "removed"


def test_who_reads_a_comment_is_known_to_others_for_a_while(editor, other_editor):
    comment = held()

    assert claim(comment.pk, by=editor) is None
    assert claim(comment.pk, by=editor) is None
    assert claim(comment.pk, by=other_editor).claimed_by == editor
    Comment.objects.update(claimed_at=timezone.now() - timedelta(minutes=4))
    assert claim(comment.pk, by=other_editor) is None


@pytest.mark.django_db(transaction=True)
def test_two_moderators_at_the_same_moment_make_one_decision():
    editors = [UserFactory(role="Editor") for _ in range(2)]
    comment, start, outcomes = held(), threading.Barrier(2), []

    def act(editor, status):
        start.wait()
        outcomes.append(decide_many([(comment.pk, 0)], status, by=editor).done)
        connection.close()

    threads = [
        threading.Thread(target=act, args=pair)
        for pair in zip(editors, ["visible", "removed"], strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == [0, 1]
    assert Decision.objects.count() == 1


def test_enough_reports_take_a_comment_from_view_and_name_themselves(rules, client):
    rules({"kind": "reports", "number": 2})
    comment = CommentFactory(text="Is this rude?")
    reader = UserFactory()

    report(comment, by=reader, reason="abuse")
    report(comment, by=reader, reason="spam")  # one report a reader
    assert "Is this rude?" in client.get(comment.article.path).text
    report(comment, by=UserFactory(), reason="abuse", note="Very")

    comment.refresh_from_db()
    assert (comment.status, comment.open_reports) == ("held", 2)
    assert [(h.kind, h.found) for h in comment.holds.all()] == [("reports", "2 reports of readers")]
    assert "Is this rude?" not in client.get(comment.article.path).text


def test_reports_of_those_who_may_not_write_are_read_but_hide_nothing(rules, editor):
    rules({"kind": "reports", "number": 2})
    comment, banned, unconfirmed = CommentFactory(), UserFactory(), UserFactory()
    sanction(banned, "ban", by=editor, reason="x")
    unconfirmed.emailaddress_set.update(verified=False)

    for person in (UserFactory(), banned, unconfirmed):
        report(comment, by=person, reason="abuse")

    comment.refresh_from_db()
    assert (comment.status, comment.open_reports) == ("visible", 3)
    report(comment, by=UserFactory(), reason="abuse")
    comment.refresh_from_db()
    assert comment.status == "held"


def test_what_a_moderator_has_let_stand_needs_new_reports_to_go(rules, editor):
    rules({"kind": "reports", "number": 2})
    comment = CommentFactory()
    for _ in range(2):
        report(comment, by=UserFactory(), reason="abuse")
    approve(comment, by=editor)

    report(comment, by=UserFactory(), reason="abuse")

    comment.refresh_from_db()
    assert (comment.status, comment.open_reports) == ("visible", 1)


def test_reporting_works_on_a_page_of_its_own(client, member):
    comment = CommentFactory(text="Rude")
    client.force_login(member)
    address = f"/comments/c/{comment.pk}/report/"

    refused = client.post(address, {"note": "Kept words"})
    assert refused.status_code == 422
    assert "Choose a reason." in refused.text
    assert "Kept words" in refused.text
    done = client.post(address, {"reason": "hate", "note": "Kept words"}, follow=True)

    assert "A moderator reads the comment" in done.text
    assert comment.reports.get().reason == "hate"
    assert "You have reported this comment." in client.get(address).text


def test_nobody_reports_themselves(client, member):
    comment = CommentFactory(author=member)
    client.force_login(member)

    client.post(f"/comments/c/{comment.pk}/report/", {"reason": "spam"})

    assert not comment.reports.exists()


def test_the_writer_reads_why_and_appeals_once_to_somebody_else(
    client, member, editor, other_editor
):
    comment = held(author=member)
    remove(comment, by=editor, why="abuse", reason="The last line")
    client.force_login(member)

    page = client.get(f"/comments/c/{comment.pk}/yours/").text
    assert "It insults or threatens somebody. “The last line”" in page
    client.post(f"/comments/c/{comment.pk}/appeal/", {"text": "It was a quote"})
    assert client.get(f"/comments/c/{comment.pk}/appeal/").status_code == 404

    asked = comment.appeals.get()
    with pytest.raises(ValidationError, match="Another moderator"):
        decide_appeal(asked, by=editor, granted=True)
    decide_appeal(asked, by=other_editor, granted=True, answer="You are right")
    comment.refresh_from_db()
    assert comment.status == "visible"
    assert "Your appeal was granted." in client.get(f"/comments/c/{comment.pk}/yours/").text
    with pytest.raises(ValidationError, match="already"):
        decide_appeal(asked, by=other_editor, granted=False)


def test_an_approval_that_was_undone_lets_nobody_judge_their_own_removal(
    member, editor, other_editor
):
    comment = held(author=member)
    remove(comment, by=editor)
    approve(comment, by=other_editor)
    undo(Decision.objects.get(person=other_editor).batch, by=other_editor)
    comment.refresh_from_db()

    asked = appeal(by=member, text="It was a quote", about=comment)

    assert asked.against == editor
    with pytest.raises(ValidationError, match="Another moderator"):
        decide_appeal(asked, by=editor, granted=False)
    decide_appeal(asked, by=other_editor, granted=True)


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [("pause", 3, "You cannot write comments until"), ("ban", None, "no longer write comments")],
)
def test_who_is_stopped_reads_why_keeps_the_text_and_may_appeal(
    client, member, editor, other_editor, kind, days, words
):
    story = ArticleFactory(live=True)
    until = timezone.now() + timedelta(days=days) if days else None
    given = sanction(member, kind, by=editor, reason="Insults.", until=until)
    client.force_login(member)

    answer = client.post(f"/comments/{story.pk}/", {"text": "My words"})
    assert answer.status_code == 422
    assert words in answer.text
    assert "Insults." in answer.text
    assert "You can appeal under" in answer.text
    assert "My words" in answer.text
    assert f"/comments/standing/{given.pk}/appeal/" in client.get("/comments/").text

    asked = appeal(by=member, text="Sorry", about=given)
    decide_appeal(asked, by=other_editor, granted=True)
    assert post_comment(story, by=member, text="My words").status == "visible"


def test_a_warning_is_read_and_stops_nobody(client, member, editor):
    sanction(member, Sanction.Kind.WARNING, by=editor, reason="Stay civil.")
    client.force_login(member)

    assert "Stay civil." in client.get("/comments/").text
    assert post_comment(ArticleFactory(live=True), by=member, text="Yes").status == "visible"


def test_a_pause_ends_by_itself_and_can_be_lifted(member, editor):
    given = sanction(
        member, "pause", by=editor, reason="x", until=timezone.now() + timedelta(days=1)
    )
    assert Sanction.objects.in_force().exists()
    Sanction.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert not Sanction.objects.in_force().exists()
    ban = sanction(member, "ban", by=editor, reason="x")
    assert lift(ban, by=editor).lifted_by == editor
    assert not Sanction.objects.in_force().exists()
    assert given.pk


def test_moderators_are_not_sanctioned_here(editor, other_editor):
    with pytest.raises(ValidationError, match="take the role away"):
        sanction(other_editor, "ban", by=editor, reason="x")


def test_the_newsroom_highlights_what_is_visible(client, editor):
    comment = CommentFactory()
    feature(comment, by=editor, on=True)

    assert "Highlighted by the newsroom" in client.get(comment.article.path).text
    hold(comment, by=editor)
    with pytest.raises(Changed):
        feature(comment, by=editor, on=True)


def test_what_is_withdrawn_is_not_brought_back_by_a_late_decision(editor):
    comment = CommentFactory(status="withdrawn")

    with pytest.raises(Changed):
        approve(comment, by=editor)
