"""Role × action × state: every pair has an answer, of the policy and at every address.

Who may do what is written down once, in the tables; the questions come from the policy and the
addresses from the address lists, so that one without a line here fails.
"""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from comments import policy
from comments import urls as readers
from comments.models import (
    Appeal,
    Comment,
    Decision,
    Recommendation,
    Rehearsal,
    Report,
    RuleSet,
    Sanction,
    StoryComments,
)
from tests.factories import CommentFactory, UserFactory
from tests.rows import mark_of, tried

ROLES = ("stranger", "member", "writer", "Reporter", "Moderator", "Editor", "Administrator")
STATES = Comment.Status.values
ACTIONS = {
    "edit": policy.may_edit,
    "withdraw": policy.may_withdraw,
    "recommend": policy.may_recommend,
    "report": policy.may_report,
    "answer": policy.may_answer,
    "appeal": policy.may_appeal,
    "moderate": lambda user, comment: policy.may_moderate(user),
    "decide_appeal": lambda user, comment: policy.may_decide_appeal(
        user, Appeal(comment=comment, against=None, person=comment.author)
    ),
}
EVERYBODY = set(ROLES)
PEOPLE = EVERYBODY - {"stranger"}
OTHERS = PEOPLE - {"writer"}
MODERATORS = {"Moderator", "Editor", "Administrator"}
# Who may, by action and state; what is not named, nobody may.
MAY = {
    ("edit", "visible"): {"writer"},
    ("edit", "held"): {"writer"},
    ("withdraw", "visible"): {"writer"},
    ("withdraw", "held"): {"writer"},
    ("recommend", "visible"): OTHERS,
    ("report", "visible"): OTHERS,
    ("answer", "visible"): PEOPLE,
    ("appeal", "removed"): {"writer"},
    **{("moderate", state): MODERATORS for state in STATES},
    **{("decide_appeal", state): MODERATORS for state in STATES},
}


def person(role, comment):
    if role == "stranger":
        return AnonymousUser()
    if role == "writer":
        return comment.author
    return UserFactory(role=None if role == "member" else role)


def comment_in(state) -> Comment:
    comment = CommentFactory(status=state)
    if state == Comment.Status.REMOVED:
        Decision.objects.create(comment=comment, was="visible", status=state)
    return comment


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_each_role_may_what_the_table_says_in_each_state(role, state):
    comment = comment_in(state)
    who = person(role, comment)

    may = {action: bool(ask(who, comment)) for action, ask in ACTIONS.items()}

    assert may == {action: role in MAY.get((action, state), set()) for action in ACTIONS}


def test_the_tables_have_no_line_for_what_does_not_exist():
    assert {action for action, _ in MAY} == set(ACTIONS)
    for table, doors in ((MAY, ACTIONS), (THROUGH, ABOUT_A_COMMENT)):
        assert {door for door, _ in table} <= set(doors)
        assert {state for _, state in table} <= set(STATES)
        assert set().union(*table.values()) <= EVERYBODY
    assert set(ELSEWHERE) == set(OTHER_DOORS)


def test_every_question_of_the_policy_about_a_comment_is_in_the_table():
    asked = {name[4:] for name in vars(policy) if name.startswith("may_")}

    assert asked == set(ACTIONS)


def test_a_quarter_of_an_hour_later_the_writer_may_withdraw_only(db):
    comment = CommentFactory()
    Comment.objects.update(posted_at=timezone.now() - timedelta(minutes=16))
    comment.refresh_from_db()

    assert not policy.may_edit(comment.author, comment)
    assert policy.may_withdraw(comment.author, comment)


QUEUE = "/admin/comments/comment/"
SETS = "/admin/comments/ruleset/"


def seen(comment) -> str:
    return f"{comment.pk}:{comment.version}"


def decides(verb):
    return lambda c: ("POST", f"{QUEUE}decide/", {verb: seen(c)})


def at(address, **sent):
    return lambda c: ("POST", address.format(c=c), sent)


def looks(address):
    return lambda c: ("GET", address.format(c=c), {})


# What is done at every address about one comment. One that writes has been let in when something
# was written; one that shows when it shows.
ABOUT_A_COMMENT = {
    "comment": looks("/comments/c/{c.pk}/"),
    "yours": looks("/comments/c/{c.pk}/yours/"),
    "edit": at("/comments/c/{c.pk}/edit/", text="Other words"),
    "withdraw": at("/comments/c/{c.pk}/withdraw/"),
    "recommend": at("/comments/c/{c.pk}/recommend/"),
    "report": at("/comments/c/{c.pk}/report/", reason="spam"),
    "appeal": at("/comments/c/{c.pk}/appeal/", text="It was a quote"),
    "write": lambda c: ("POST", f"/comments/{c.article_id}/", {"text": "Yes", "to": c.pk}),
    "comments_comment_side": looks(QUEUE + "{c.pk}/side/"),
    "comments_comment_claim": lambda c: ("POST", f"{QUEUE}claim/", {"comment": c.pk}),
    "comments_comment_highlight": lambda c: (
        "POST", f"{QUEUE}highlight/", {"comment": c.pk, "on": ""},
    ),
    "comments_comment_decide": decides("approve"),
    "comments_comment_decide reject": decides("reject"),
    "comments_comment_decide hold": decides("hold"),
    "comments_comment_decide_all": lambda c: (
        "POST",
        f"{QUEUE}all/decide/",
        {"queue": "held", "at": timezone.now().isoformat(), "reject": ""},
    ),
}  # fmt: skip
THROUGH = {
    ("comment", "visible"): EVERYBODY,
    **{("yours", state): {"writer"} for state in ("visible", "held", "removed")},
    **{("edit", state): {"writer"} for state in ("visible", "held")},
    **{("withdraw", state): {"writer"} for state in ("visible", "held")},
    ("recommend", "visible"): OTHERS,
    ("report", "visible"): OTHERS,
    ("appeal", "removed"): {"writer"},
    ("write", "visible"): PEOPLE,
    **{("comments_comment_side", state): MODERATORS for state in STATES},
    **{("comments_comment_claim", state): MODERATORS for state in STATES},
    ("comments_comment_highlight", "visible"): MODERATORS,
    **{("comments_comment_decide", state): MODERATORS for state in ("held", "removed")},
    **{("comments_comment_decide reject", state): MODERATORS for state in ("held", "visible")},
    ("comments_comment_decide hold", "visible"): MODERATORS,
    ("comments_comment_decide_all", "held"): MODERATORS,
}
# Addresses that are not about a comment in a state: what is done there, and by whom.
OTHER_DOORS = {
    "thread": looks("{c.article.path}comments/"),
    "own": looks("/comments/"),
    "reported": looks("/comments/reported/{c.article_id}/"),
    "member": lambda c: ("GET", f"/members/{with_page(c)}/", {}),
    "appeal_sanction": lambda c: (
        "POST", f"/comments/standing/{sanctioned(c).pk}/appeal/", {"text": "Sorry"},
    ),
    "comments_comment_changelist": looks(QUEUE),
    "comments_comment_all": looks(QUEUE + "all/?queue=held&reject="),
    "comments_comment_undo": at(f"{QUEUE}undo/"),
    "comments_comment_appeal": lambda c: (
        "POST", f"{QUEUE}appeal/{appealed(c).pk}/", {"deny": ""},
    ),
    "comments_comment_story": at(QUEUE + "story/{c.article_id}/", hold_all="on"),
    "comments_comment_member": looks(QUEUE + "member/{c.author_id}/"),
    "comments_comment_sanction": at(
        QUEUE + "member/{c.author_id}/sanction/", kind="ban", reason="x"
    ),
    "comments_comment_lift": lambda c: ("POST", f"{QUEUE}sanction/{sanctioned(c).pk}/lift/", {}),
    "comments_ruleset_copy": at(f"{SETS}copy/"),
    "comments_ruleset_rehearse": lambda c: ("POST", f"{SETS}{draft().pk}/rehearse/", {}),
    "comments_ruleset_switch": lambda c: ("POST", f"{SETS}{rehearsed().pk}/switch/", {}),
}  # fmt: skip
SWITCHERS = {"Editor", "Administrator"}
ELSEWHERE = {
    "thread": EVERYBODY,
    "own": PEOPLE,
    "reported": EVERYBODY,
    "member": EVERYBODY,  # of whoever wants such a page
    "appeal_sanction": {"writer"},
    "comments_comment_changelist": MODERATORS,
    "comments_comment_all": MODERATORS,
    "comments_comment_undo": set(),  # only what one has just decided oneself
    "comments_comment_appeal": MODERATORS,
    "comments_comment_story": MODERATORS,
    "comments_comment_member": MODERATORS,
    "comments_comment_sanction": MODERATORS,
    "comments_comment_lift": MODERATORS,
    "comments_ruleset_copy": SWITCHERS,
    "comments_ruleset_rehearse": SWITCHERS,
    "comments_ruleset_switch": SWITCHERS,
}


def sanctioned(comment) -> Sanction:
    return Sanction.objects.create(person=comment.author, kind="ban", reason="x")


def with_page(comment) -> str:
    writer = comment.author
    writer.page, writer.page_key = "listed", "k7"
    writer.save(update_fields=["page", "page_key"])
    return writer.page_key


def appealed(comment) -> Appeal:
    return Appeal.objects.create(person=comment.author, comment=comment, text="x")


def draft() -> RuleSet:
    return RuleSet.objects.create(name="Draft")


def rehearsed() -> RuleSet:
    rules = draft()
    now = timezone.now()
    Rehearsal.objects.create(rules=rules, digest=rules.digest(), done_at=now)
    return rules


# All that what is done about comments can change.
WRITTEN = [
    Comment, Decision, Recommendation, Report, Appeal, Sanction, StoryComments, RuleSet, Rehearsal,
]  # fmt: skip


def browser_of(who) -> Client:
    client = Client()
    if who.is_authenticated:
        client.force_login(who)
    return client


def goes_through(client, comment, door) -> bool:
    """Asked of a comment as it was at first: what the one before did is undone."""
    with tried():
        method, address, sent = door(Comment.objects.get(pk=comment.pk))
        before = mark_of(WRITTEN)
        if method == "POST":
            client.post(address, sent)
            return mark_of(WRITTEN) != before
        answer = client.get(address)
        assert mark_of(WRITTEN) == before
        led_on = answer.status_code == 302 and "/login/" not in answer["Location"]
        return answer.status_code == 200 or led_on


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("state", STATES)
def test_at_each_address_each_role_gets_as_far_as_the_table_says(role, state, quiet_rules):
    comment = comment_in(state)
    client = browser_of(person(role, comment))

    may = {name: goes_through(client, comment, door) for name, door in ABOUT_A_COMMENT.items()}

    assert may == {name: role in THROUGH.get((name, state), set()) for name in may}


@pytest.mark.parametrize("role", ROLES)
def test_addresses_about_no_comment_in_particular_let_in_whom_they_should(role, quiet_rules):
    comment = comment_in("visible")
    client = browser_of(person(role, comment))

    may = {name: goes_through(client, comment, door) for name, door in OTHER_DOORS.items()}

    assert may == {name: role in ELSEWHERE[name] for name in may}


def test_every_address_of_comments_is_in_the_tables():
    """The plain lists and forms of the desk are the framework's, and tried elsewhere."""
    plain = {"add", "change", "delete", "history", "changelist"}
    desk = {
        name
        for name in get_resolver("newsroom.urls").namespace_dict["admin"][1].reverse_dict
        if isinstance(name, str) and name.startswith("comments_")
    }
    own = {name for name in desk if name.split("_")[2] not in plain}
    own.add("comments_comment_changelist")

    known = {name.split()[0] for name in (*ABOUT_A_COMMENT, *OTHER_DOORS)}

    assert {route.name for route in readers.urlpatterns} | own == known
