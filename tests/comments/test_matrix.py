"""Role × action × state: every pair has an answer, and the policy gives no other."""

from datetime import timedelta
from itertools import product

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from comments import policy
from comments.models import Comment
from tests.factories import CommentFactory, UserFactory

ROLES = ("stranger", "member", "writer", "Reporter", "Moderator", "Editor", "Administrator")
STATES = Comment.Status.values
ACTIONS = {
    "edit": policy.may_edit,
    "withdraw": policy.may_withdraw,
    "recommend": policy.may_recommend,
    "report": policy.may_report,
    "answer": policy.may_answer,
    "moderate": lambda user, comment: policy.may_moderate(user),
}
PEOPLE = set(ROLES) - {"stranger"}
OTHERS = PEOPLE - {"writer"}
# Who may, by action and state; what is not named, nobody may.
MAY = {
    ("edit", "visible"): {"writer"},
    ("edit", "held"): {"writer"},
    ("withdraw", "visible"): {"writer"},
    ("withdraw", "held"): {"writer"},
    ("recommend", "visible"): OTHERS,
    ("report", "visible"): OTHERS,
    ("answer", "visible"): PEOPLE,
    **{("moderate", state): {"Moderator", "Editor", "Administrator"} for state in STATES},
}


def person(role, comment):
    if role == "stranger":
        return AnonymousUser()
    if role == "writer":
        return comment.author
    return UserFactory(role=None if role == "member" else role)


@pytest.mark.django_db
@pytest.mark.parametrize("role", ROLES)
def test_each_role_may_what_the_table_says_in_each_state(role):
    for state, action in product(STATES, ACTIONS):
        comment = CommentFactory(status=state)

        may = ACTIONS[action](person(role, comment), comment)

        assert bool(may) is (role in MAY.get((action, state), set())), (role, action, state)


def test_the_table_has_no_line_for_what_does_not_exist():
    assert {action for action, _ in MAY} == set(ACTIONS)
    assert {state for _, state in MAY} <= set(STATES)
    assert set().union(*MAY.values()) <= set(ROLES)


def test_every_question_of_the_policy_about_a_comment_is_in_the_table():
    asked = {name[4:] for name in vars(policy) if name.startswith("may_")}

    assert asked - {"appeal", "decide_appeal"} == set(ACTIONS)


def test_a_quarter_of_an_hour_later_the_writer_may_withdraw_only(db):
    comment = CommentFactory()
    Comment.objects.update(posted_at=timezone.now() - timedelta(minutes=16))
    comment.refresh_from_db()

    assert not policy.may_edit(comment.author, comment)
    assert policy.may_withdraw(comment.author, comment)
