"""Role × act × state over the desk: every cell has an answer, at every address and every button.

Who may do what is written down once, in the table; the roles come from the roles as data, the
states from the story, the addresses from the resolver, the buttons and the bulk acts from where
they are offered: one without a line here fails.
"""

from itertools import product

import pytest
from django.conf import settings
from django.contrib import admin
from django.db.models import Max
from django.test import Client
from django.urls import get_resolver

from accounts.roles import ROLES as ROLES_AS_DATA
from articles.admin.editor_steps import STEPS, state
from articles.models import Article, DeskLog
from tests.articles.desk_scene import DOORS, LEADS, OTHER_DOORS, SHOWN, TOLD, WRITTEN, Scene
from tests.factories import UserFactory
from tests.rows import mark_of, tried

STATES = ("draft", "review", "ready", "scheduled", "live", "withdrawn")
# A writer is the reporter who began the story; the role Reporter is any other one.
ROLES = (
    "stranger", "member", "writer", "Reporter", "Sub-editor", "Photo desk", "Moderator", "Editor",
    "Advertising", "Legal", "Administrator",
)  # fmt: skip

# What roles are let do, as the newsroom knows it. Checked against the roles as data below.
READERS = {"Reporter", "Sub-editor", "Photo desk", "Editor", "Legal", "Administrator"}
WRITERS = {"Reporter", "Sub-editor", "Editor", "Administrator"}
SUBS = {"Sub-editor", "Editor", "Administrator"}
PUBLISHERS = {"Editor", "Administrator"}
SIGNING = {"Legal", "Administrator"}
SHOOTING = {"Reporter", "Sub-editor", "Photo desk", "Editor", "Administrator"}
BY_PERMISSION = {
    "view_article": READERS,
    "change_article": WRITERS,
    "add_article": WRITERS,
    "edit_others_article": SUBS,
    "pass_article": SUBS,
    "assign_article": SUBS,
    "view_desklog": SUBS,
    "publish_article": PUBLISHERS,
    "backdate_article": PUBLISHERS,
    "override_gate": PUBLISHERS,
    "sign_off_legal": SIGNING,
    "change_gaterule": {"Administrator"},
    "add_image": SHOOTING,
    "change_image": SHOOTING,
    "view_image": SHOOTING,
    "change_public_image": SHOOTING - {"Reporter"},
    "add_document": SHOOTING,
    "change_document": SHOOTING,
    "view_document": SHOOTING,
    "change_public_document": SHOOTING - {"Reporter"},
    "delete_document": SHOOTING - {"Reporter"},
}
DESK = READERS | {"writer"}
WITH_WRITERS = {"draft", "review"}


def in_states(states, who) -> dict:
    return dict.fromkeys(states, who)


def changing() -> dict:
    """Writers change what they began until it was passed; the rest is the desk's."""
    return {s: SUBS | ({"writer"} if s in WITH_WRITERS else set()) for s in STATES}


ANY, BEFORE = STATES, ("draft", "review", "ready", "scheduled")
# Who gets through, by act and state; in a state that is not named, nobody.
MAY = {
    "change": in_states(ANY, DESK),
    "change _save": changing(),
    "change _submit": in_states(["draft"], SUBS | {"writer"}),
    "change _ready": in_states(["review"], SUBS),
    "change _return": in_states(["review", "ready"], SUBS),
    "change _redraft": in_states(["withdrawn"], PUBLISHERS),
    "change _publish": in_states(BEFORE, PUBLISHERS),
    "change _schedule": in_states(BEFORE, PUBLISHERS),
    "change _unschedule": in_states(["scheduled"], PUBLISHERS),
    "change _again": in_states(["withdrawn"], PUBLISHERS),
    "change _withdraw": in_states(["live"], PUBLISHERS),
    "change _plan": in_states(["live"], PUBLISHERS),
    "change _move": in_states(["live", "withdrawn"], PUBLISHERS),
    "change _backdate": in_states(["live"], PUBLISHERS),
    "change _legal": in_states(ANY, {"Administrator"}),  # who signs only reads: below
    "legal": in_states(ANY, SIGNING),
    "preview": changing(),
    "check": changing(),
    "keep": changing(),
    "typed": changing(),
    "history": in_states(ANY, DESK),
    "versions": in_states(ANY, DESK),
    "versions restore": changing(),
    "conflict": changing(),
    "conflict keep": changing(),
    "hide": in_states(["live", "withdrawn"], PUBLISHERS),
    "undo": in_states(["live"], PUBLISHERS),
    "unplan": in_states(["live"], PUBLISHERS),
    "work": in_states(ANY, DESK),
    "claim": {s: (WRITERS | {"writer"} if s in WITH_WRITERS else SUBS) for s in STATES},
    "assign": in_states(ANY, SUBS),
    "let_go": in_states(ANY, SUBS | {"writer"}),
    "note": in_states(ANY, DESK),
    "note_answer": in_states(ANY, DESK),
    "note_resolve": changing(),
    "note_reopen": changing(),
    "changelist submit_chosen": in_states(["draft"], SUBS | {"writer"}),
    "changelist ready_chosen": in_states(["review"], SUBS),
    "changelist publish_chosen": in_states([*BEFORE, "withdrawn"], PUBLISHERS),
    "changelist withdraw_chosen": in_states(["live"], PUBLISHERS),
    "changelist claim_chosen": {
        s: (WRITERS | {"writer"} if s in WITH_WRITERS else SUBS) for s in STATES
    },
    "changelist assign_chosen": in_states(ANY, SUBS),
    "changelist put_on_front": in_states(ANY, PUBLISHERS),
    "delete": {},
}
# Addresses that are about no story in particular.
ELSEWHERE = {
    "changelist": DESK,
    "add": WRITERS | {"writer"},
    "add _save": WRITERS | {"writer"},
    "clean": DESK,
    "embed": DESK,
    "tags": DESK,
    "stories": DESK,
    "cards": DESK,
    "pictures": SHOOTING | {"writer"},
    "documents": SHOOTING | {"writer"},
    "picture": SHOOTING | {"writer"},
    "file": SHOOTING | {"writer"},
    "index": DESK | {"Moderator", "Advertising"},
    "week": DESK,
    "audit": SUBS,
    "audit_export": SUBS,
}


def sessions(scene) -> dict[str, str | None]:
    """Everybody, signed in once."""
    found = {"stranger": None}
    for role in ROLES[1:]:
        role_as_data = None if role == "member" else role
        who = scene.writer if role == "writer" else UserFactory(role=role_as_data)
        client = Client()
        client.force_login(who)
        found[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
    return found


def goes_through(name, door, scene, session) -> bool:
    client = Client()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
        scene.person = client.session["_auth_user_id"]
    scene.story = Article.objects.get(pk=scene.story.pk)
    method, address, sent = door(scene)
    writes = method == "POST" and name not in SHOWN
    newest = DeskLog.objects.aggregate(newest=Max("pk"))["newest"]
    before = mark_of(WRITTEN) if writes and name not in TOLD else None
    answer = client.post(address, sent) if method == "POST" else client.get(address, sent)
    assert answer.status_code < 500
    if name in TOLD:
        return DeskLog.objects.filter(pk__gt=newest, event=TOLD[name]).exists()
    if writes:
        return mark_of(WRITTEN) != before
    if answer.streaming:
        b"".join(answer)
    leads = answer.get("Location", address)
    led_on = answer.status_code == 302 and "/login" not in leads and leads != address
    return led_on if name in LEADS else answer.status_code == 200 or led_on


def telling(wanted) -> set[tuple[str, str]]:
    """The cells of a state that could be wrong on their own; the others are tried by `make prove`.

    Everybody is tried while a story is written and when it is live. In the other states a role is
    tried where what it may is not the same in every state.
    """
    asked = set()
    for name, cells in MAY.items():
        for role in ROLES:
            may = {role in cells.get(one, set()) for one in STATES}
            if wanted in ("draft", "live") or len(may) == 2:
                asked.add((role, name))
    return asked


def wrong_cells(wanted, asked) -> list[tuple]:
    scene = Scene(wanted)
    signed_in = sessions(scene)
    assert state(scene.story) == wanted
    wrong = []
    for role, name in asked:
        with tried():
            may = goes_through(name, DOORS[name], scene, signed_in[role])
        if may is not (role in MAY[name].get(wanted, set())):
            wrong.append((wanted, role, name, may))
    return wrong


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", STATES)
def test_each_role_gets_as_far_as_the_table_says(wanted):
    asked = [cell for cell in product(ROLES, DOORS) if cell in telling(wanted)]

    assert not wrong_cells(wanted, asked)


@pytest.mark.django_db
def test_addresses_about_no_story_let_in_whom_they_should():
    scene = Scene("draft")
    signed_in = sessions(scene)

    for name, door in OTHER_DOORS.items():
        let_in = set()
        for role in ROLES:
            with tried():
                if goes_through(name, door, scene, signed_in[role]):
                    let_in.add(role)
        assert let_in == ELSEWHERE[name], name


# No cell is missing --------------------------------------------------------------------------
def test_every_role_is_in_the_table():
    assert set(ROLES) == {"stranger", "member", "writer", *ROLES_AS_DATA}


def test_the_groups_of_the_table_are_those_of_the_roles_as_data():
    ours = {f"articles.{name}" for name in BY_PERMISSION}

    for name, roles in BY_PERMISSION.items():
        having = {role for role, held in ROLES_AS_DATA.items() if f"articles.{name}" in held}
        assert having == roles, name
    of_stories = {
        name
        for held in ROLES_AS_DATA.values()
        for name in held
        if name.startswith("articles.")
        and name.endswith(("_article", "_document", "_gate", "_image", "_legal"))
    }
    assert of_stories <= ours, "Say in BY_PERMISSION who has this, and in MAY what it opens."


def test_every_state_of_a_story_is_in_the_table():
    """Published stories are two: those that wait, and those readers see."""
    status = {"scheduled": "published", "live": "published"}

    assert {status.get(name, name) for name in STATES} == set(Article.Status.values)


def test_every_address_button_and_bulk_act_is_in_the_table():
    names = get_resolver("newsroom.urls").namespace_dict["admin"][1].reverse_dict
    of_stories = {
        name.removeprefix("articles_article_")
        for name in names
        if isinstance(name, str) and name.startswith("articles_article_")
    }
    known = {name.split()[0] for name in (*MAY, *ELSEWHERE)}
    actions = admin.site.get_model_admin(Article).actions
    bulk = {getattr(act, "__name__", act) for act in actions}

    assert of_stories | {"index", "week", "audit", "audit_export"} == known
    assert {f"change {step}" for step in STEPS} <= set(MAY)
    assert {f"changelist {act}" for act in bulk} <= set(MAY)
    assert set(DOORS) == set(MAY)
    assert set(OTHER_DOORS) == set(ELSEWHERE)
    assert {s for cells in MAY.values() for s in cells} <= set(STATES)


def test_what_a_permission_opens_is_tried_by_somebody_without_it():
    """Else a row would say that everybody may, and could not fail."""
    for name, cells in MAY.items():
        for roles in cells.values():
            assert roles < set(ROLES), name
