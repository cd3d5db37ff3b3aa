"""The moderators' desk: queues, decisions, undo, members, appeals and rules."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from comments.actions.moderation import hold, remove, undo
from comments.actions.people import appeal
from comments.actions.posting import post_comment
from comments.actions.responding import report
from comments.models import Comment, Decision, Hold, RuleSet, Sanction, StoryComments
from tests.factories import ArticleFactory, CommentFactory, UserFactory

QUEUE = "/admin/comments/comment/"


@pytest.fixture
def desk(client, editor, quiet_rules):
    client.force_login(editor)
    return client


def held(text="Held", found="", **fields):
    comment = CommentFactory(status="held", text=text, **fields)
    start = text.find(found) if found else None
    end = start + len(found) if found else None
    Hold.objects.create(comment=comment, kind="words", found=found or text, start=start, end=end)
    return comment


def shown(page) -> list[str]:
    return [comment.text for comment in page.context["queue"].lines]


def test_the_longest_waiting_comes_first_with_its_reason_marked(desk):
    second = held("Two crooks & a <b>dog</b>", found="crooks")
    first = held("First")
    Comment.objects.filter(pk=first.pk).update(posted_at=timezone.now() - timedelta(hours=1))

    page = desk.get(QUEUE, {"at": second.pk})

    assert shown(page) == ["First", "Two crooks & a <b>dog</b>"]
    assert "Two <mark>crooks</mark> &amp; a &lt;b&gt;dog&lt;/b&gt;" in page.text
    assert 'rule=words">words on a list</a> (<b>crooks</b>)' in page.text


def test_the_queue_says_who_wants_it_looked_at_again_and_nothing_where_nothing_was_found(
    desk, editor, client, member
):
    moved = CommentFactory(status="held", author=member)
    Hold.objects.create(comment=moved, kind="moved", found="")
    hold(CommentFactory(author=member), by=UserFactory(display_name="Otto Other", role="Editor"))

    page = desk.get(QUEUE).text
    client.force_login(member)
    told = client.get(f"/comments/c/{moved.pk}/yours/").text

    assert "a moderator looks at it again</a> (<b>Otto Other</b>)" in page
    assert "(<b></b>)" not in page
    assert "It was not yet let in where the site stood before</li>" in told


def test_each_queue_has_its_own_and_counts_it(desk):
    held("Bad")
    CommentFactory(status="held", lane="new", text="Newcomer")
    report(CommentFactory(text="Reported"), by=UserFactory(), reason="abuse", note="Look!")
    CommentFactory(text="Fine")
    CommentFactory(text="Gone", status="removed")
    expected = {
        "held": ["Bad"], "new": ["Newcomer"], "reported": ["Reported"],
        "visible": ["Fine", "Reported"], "removed": ["Gone"],
    }  # fmt: skip

    assert {name: shown(desk.get(QUEUE, {"queue": name})) for name in expected} == expected
    page = desk.get(QUEUE, {"queue": "reported"})
    assert page.context["counts"] == {"held": 1, "new": 1, "reported": 1, "appeals": 0}
    assert "It insults or threatens somebody. “Look!”" in page.text


@pytest.mark.parametrize("number", [1, 35])
def test_a_queue_costs_the_same_for_any_number(desk, number, django_assert_num_queries):
    for _ in range(number):
        held()
    desk.get(QUEUE)

    # Session, person, permissions (2), the place's count; four counts, what holds them, lines,
    # reasons, reports, records, thread, the story's choice and rules.
    with django_assert_num_queries(17):
        desk.get(QUEUE)


def test_pages_follow_one_another_without_a_gap_while_the_queue_moves(desk, editor):
    comments = [held(f"{n:02}") for n in range(65)]
    seen, after = [], ""
    for _ in range(3):
        page = desk.get(QUEUE, {"after": after})
        seen += shown(page)
        after = page.context["queue"].after
        remove(page.context["queue"].lines[3], by=editor)

    assert seen == [c.text for c in comments]
    assert after == ""
    assert shown(desk.get(QUEUE, {"after": "nonsense_x"}))[0] == "00"


def test_holding_says_what_became_of_it(desk, member):
    comment = CommentFactory(author=member)

    page = desk.post(f"{QUEUE}decide/", {"hold": f"{comment.pk}:0"}, follow=True)

    assert "until somebody has read it again" in page.text
    assert Comment.objects.get().status == "held"


def test_deciding_leads_to_the_next_and_can_be_taken_back(desk):
    first, second = held("One"), held("Two")
    page = desk.get(QUEUE).text
    back = re.search(r'name="back" value="([^"]*)"', page).group(1).replace("&amp;", "&")
    assert back == f"queue=held&at={second.pk}"

    sent = {"reject": f"{first.pk}:0", "why": "spam", "reason": "Twice", "back": back}
    answer = desk.post(f"{QUEUE}decide/", sent)

    assert answer["Location"] == f"{QUEUE}?{back}"
    decision = Decision.objects.get()
    assert (decision.status, decision.why, decision.reason) == ("removed", "spam", "Twice")
    assert "Rejected 1 comment at" in desk.get(answer["Location"]).text
    desk.post(f"{QUEUE}undo/", {"back": back})
    first.refresh_from_db()
    assert first.status == "held"
    assert shown(desk.get(QUEUE)) == ["One", "Two"]


def test_those_that_are_ticked_are_decided_together(desk):
    comments = [held() for _ in range(3)]
    chosen = [f"{c.pk}:0" for c in comments[:2]]

    desk.post(f"{QUEUE}decide/", {"approve": "", "chosen": chosen})

    assert Comment.objects.visible().count() == 2
    assert Decision.objects.values("batch").distinct().count() == 1


def test_what_another_has_decided_meanwhile_is_said_and_left(desk):
    comment = held()
    remove(comment, by=UserFactory(display_name="Otto Other", role="Editor"))

    answer = desk.post(f"{QUEUE}decide/", {"approve": f"{comment.pk}:0"}, follow=True)

    assert "removed (Otto Other)" in answer.text
    comment.refresh_from_db()
    assert comment.status == "removed"


@pytest.mark.parametrize("value", ["", "x", "1", "1:", ":1", "9:9", "1:1:1", "٣:1"])
def test_a_decision_about_nothing_changes_nothing(desk, value):
    assert desk.post(f"{QUEUE}decide/", {"approve": value}).status_code == 302
    assert not Decision.objects.exists()


def test_who_reads_a_comment_is_shown_to_others(desk, editor, client):
    comment = held()
    assert desk.post(f"{QUEUE}claim/", {"comment": comment.pk}).json() == {"said": ""}
    other = UserFactory(role="Editor")
    client.force_login(other)

    said = client.post(f"{QUEUE}claim/", {"comment": comment.pk}).json()

    assert said == {"said": "Eva Editor is reading this one."}
    assert "Eva Editor is reading this one." in client.get(QUEUE).text


@pytest.mark.parametrize(
    "address",
    ["decide/", "undo/", "claim/", "highlight/", "appeal/1/", "story/1/", "member/1/sanction/",
     "sanction/1/lift/"],
)  # fmt: skip
def test_only_moderators_act(client, reporter, member, address):
    for person in (reporter, member):
        client.force_login(person)
        assert client.post(f"{QUEUE}{address}").status_code in (302, 403)
        assert client.get(f"{QUEUE}{address}").status_code in (302, 403)
    client.force_login(reporter)
    assert client.get(QUEUE).status_code == 403
    assert client.get(f"{QUEUE}member/{member.pk}/").status_code == 403


def test_a_moderator_has_the_queues_and_nothing_else(client, quiet_rules):
    client.force_login(UserFactory(role="Moderator"))
    comment = held()

    client.post(f"{QUEUE}decide/", {"approve": f"{comment.pk}:0"})

    comment.refresh_from_db()
    assert comment.status == "visible"
    assert client.get("/admin/articles/article/").status_code == 403
    assert client.get("/admin/comments/ruleset/").status_code == 200
    assert client.post("/admin/comments/ruleset/copy/").status_code == 403


def test_a_story_on_fire_is_held_from_the_queue(desk, member):
    story = ArticleFactory(live=True)

    desk.post(f"{QUEUE}story/{story.pk}/", {"hold_all": "on", "state": ""})

    choice = StoryComments.objects.get()
    assert (choice.hold_all, choice.state, choice.changed_by.display_name) == (
        True, "", "Eva Editor",
    )  # fmt: skip
    assert post_comment(story, by=member, text="Calm").status == "held"


def test_a_members_record_and_what_is_done_about_them(desk, member):
    CommentFactory(author=member, text="Said before", status="removed")
    page = f"{QUEUE}member/{member.pk}/"
    assert "0 visible, 1 removed" in desk.get(page).text

    desk.post(f"{page}sanction/", {"kind": "pause", "days": "7", "reason": "Insults"})
    given = Sanction.objects.get()
    assert timedelta(days=6) < given.until - timezone.now() < timedelta(days=8)
    assert "Insults" in desk.get(page).text
    desk.post(f"{QUEUE}sanction/{given.pk}/lift/")
    assert not Sanction.objects.in_force().exists()
    for wrong in ({"kind": "x", "reason": "y"}, {"kind": "ban", "reason": " "}, {"kind": "pause"}):
        desk.post(f"{page}sanction/", {"reason": "z", **wrong})
    assert Sanction.objects.count() == 1


def test_a_record_does_not_give_a_reason_that_was_taken_back(desk, member, editor):
    comment = CommentFactory(author=member)
    remove(comment, by=editor, reason="The wrong button")
    undo(Decision.objects.get().batch, by=editor)

    page = desk.get(f"{QUEUE}member/{member.pk}/").text

    assert "1 visible, 0 removed" in page
    assert "The wrong button" not in page


def test_appeals_wait_for_somebody_else(desk, editor, member, client):
    comment = remove(held(author=member), by=editor, why="abuse")
    asked = appeal(by=member, text="It was a quote", about=comment)

    assert "another moderator answers" in desk.get(QUEUE, {"queue": "appeals"}).text
    desk.post(f"{QUEUE}appeal/{asked.pk}/", {"grant": ""})
    asked.refresh_from_db()
    assert asked.decided_at is None
    client.force_login(UserFactory(role="Moderator"))
    assert "It was a quote" in client.get(QUEUE, {"queue": "appeals"}).text
    client.post(f"{QUEUE}appeal/{asked.pk}/", {"grant": "", "answer": "Right"})
    comment.refresh_from_db()
    assert comment.status == "visible"


def test_highlighting_from_the_desk(desk, client):
    comment = CommentFactory()

    desk.post(f"{QUEUE}highlight/", {"comment": comment.pk, "on": ""})

    assert "Highlighted by the newsroom" in client.get(comment.article.path).text


def test_rules_are_rehearsed_before_they_are_switched_on(desk, editor, member, rules, run_jobs):
    old = rules({"kind": "links", "number": 1})
    story = ArticleFactory(live=True)
    linked = post_comment(story, by=member, text="See a.example/x")
    crook = post_comment(story, by=member, text="You crook")
    post_comment(story, by=member, text="Well said")
    Comment.objects.filter(pk=linked.pk).update(status="visible")
    Decision.objects.create(comment=linked, person=editor, status="visible")
    remove(crook, by=editor)

    desk.post("/admin/comments/ruleset/copy/")
    draft = RuleSet.objects.get(status="draft")
    draft.rules.create(kind="words", words="crook")
    form = f"/admin/comments/ruleset/{draft.pk}/"
    assert "Switch on" not in desk.get(f"{form}change/").text
    desk.post(f"{form}switch/")
    desk.post(f"{form}rehearse/")
    assert run_jobs() == ["comments.tasks.rehearse"]

    assert draft.rehearsals.get().result["totals"] == {
        "comments": 3, "held": 2, "held_before": 1, "held_approved": 1, "held_removed": 1,
        "missed": 0, "new": 1, "freed": 0,
    }  # fmt: skip
    page = desk.get(f"{form}change/").text
    assert "Of 3 comments these rules would have held 2" in page
    assert "Would be held, was let in" in page
    desk.post(f"{form}switch/")
    old.refresh_from_db()
    assert (RuleSet.objects.get(status="live"), old.status) == (draft, "past")


def test_a_rule_changed_after_the_rehearsal_asks_for_another(desk, rules, run_jobs):
    rules({"kind": "links", "number": 1})
    desk.post("/admin/comments/ruleset/copy/")
    draft = RuleSet.objects.get(status="draft")
    desk.post(f"/admin/comments/ruleset/{draft.pk}/rehearse/")
    run_jobs()
    draft.rules.update(number=5)

    answer = desk.post(f"/admin/comments/ruleset/{draft.pk}/switch/", follow=True)

    assert "Rehearse these rules as they are now" in answer.text
    assert "rehearse them again" in answer.text
    assert RuleSet.objects.get(status="live") != draft


def test_a_replay_says_what_was_said_live(rules, member, story_with_wave):
    from comments.rules.rehearsing import rehearse

    live = RuleSet.objects.get(status="live")

    result = rehearse(live)

    kinds = {line["kind"]: line["held"] for line in result["rules"]}
    assert kinds == story_with_wave
    assert result["totals"]["new"] == result["totals"]["freed"] == 0


@pytest.fixture
def story_with_wave(rules, member):
    """Holds by kind, as they came about when the comments were posted."""
    rules(
        {"kind": "wave", "number": 1, "minutes": 60},
        {"kind": "repeat", "number": 1, "minutes": 60},
        {"kind": "links", "number": 1},
        {"kind": "speed", "number": 4, "minutes": 10},
    )
    story = ArticleFactory(live=True)
    CommentFactory.create_batch(12, author=member, article=story, facts={})
    Comment.objects.update(posted_at=timezone.now() - timedelta(days=2))
    text = "The new tram will be quiet, the minister told the paper on a rainy Tuesday"
    for words in (text, f"{text}!", "See a.example", "Short", "Shorter"):
        post_comment(story, by=member, text=words)
    post_comment(story, by=UserFactory(), text=text)
    kinds = Hold.objects.filter(comment__facts__known__isnull=False).exclude(start=0, end=0)
    return {
        kind: kinds.filter(kind=kind).values("comment").distinct().count()
        for kind in kinds.values_list("kind", flat=True).distinct()
    }


@pytest.mark.parametrize(
    ("path", "sent"),
    [
        ("comment/highlight/", {"comment": "x", "on": ""}),
        ("comment/highlight/", {"comment": "9" * 30}),
        ("comment/story/987654321/", {"state": "off"}),
    ],
)
def test_what_names_no_row_is_not_found_and_breaks_nothing(desk, path, sent):
    assert desk.post(f"/admin/comments/{path}", sent).status_code == 404


def test_a_set_of_rules_has_a_number_of_plain_digits(desk):
    assert desk.get("/admin/comments/ruleset/²/change/").status_code == 302


@pytest.mark.parametrize("after", ["0001-01-01T00:00:00+23:59_1", "9999-12-31T23:59:59-23:59_1"])
def test_a_place_in_the_queue_beyond_all_times_is_none(desk, after):
    held("Waits")

    assert shown(desk.get(QUEUE, {"after": after})) == ["Waits"]


def test_a_reason_is_kept_without_what_the_database_cannot_hold(desk):
    comment = held()

    desk.post(f"{QUEUE}decide/", {"reject": f"{comment.pk}:0", "reason": "Be\x00 kind"})

    assert Decision.objects.get().reason == "Be kind"
