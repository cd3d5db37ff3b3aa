"""Who may do what at a member's own addresses, in every state a member can be in."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from accounts.models import User
from comments.models import Sanction
from newsletter.models import Newsletter, Subscription
from newsroom.kit.tokens import make_token
from newsroom.notifications.actions import STOP, News, notify
from newsroom.notifications.models import Kind, Notification, Preference
from newsroom.privacy.models import ErasureRequest
from newsroom.reading.actions import save_story
from newsroom.reading.models import Follow, Save
from tests.accounts.test_member_pages import PAGES
from tests.factories import PASSWORD, ArticleFactory, UserFactory
from tests.one_time_codes import SECRET, code_now
from tests.rows import mark_of, tried

pytestmark = pytest.mark.django_db
SECOND = "second-{p.pk}@example.com"
# By route, what is sent there; {p} is whose address it is.
DEEDS = {
    "accounts/": {"display_name": "Other", "username": "", "page": ""},
    "accounts/email/ add": {"email": "third-{p.pk}@example.com", "action_add": ""},
    "accounts/email/ primary": {"email": SECOND, "action_primary": ""},
    "accounts/email/ remove": {"email": SECOND, "action_remove": ""},
    "accounts/password/change/": {
        "oldpassword": PASSWORD, "password1": "a-long-new-one", "password2": "a-long-new-one",
    },
    "accounts/sessions/": {},
    "accounts/second-factor/app/": {},
    "accounts/second-factor/app/remove/": {},
    "accounts/second-factor/recovery/new/": {},
    "accounts/second-factor/passkeys/PK/name/": {"name": "Other"},
    "accounts/second-factor/passkeys/PK/remove/": {},
    "accounts/notifications/": dict.fromkeys(Kind.values, "daily"),
    "accounts/notifications/seen/": {},
    "accounts/notifications/read/": {},
    "accounts/notifications/PK/": {},
    "accounts/notifications/stop/TOKEN/": {},
    "accounts/saved/PK/": {"state": "on"},
    "accounts/following/KIND/PK/": {"state": "on"},
    "accounts/data/": {},
    "accounts/newsletters/": {"deed": "lists", "lists": "daily"},
    "accounts/leave/": {"comments": "erase"},
    "accounts/stay/": {},
    "accounts/logout/": {},
}  # fmt: skip
ELSEWHERE = {
    "accounts/login/": "who one is, not what one may",
    "accounts/login/code/": "who one is, not what one may",
    "accounts/login/code/confirm/": "who one is, not what one may",
    "accounts/signup/": "who one is, not what one may",
    "accounts/password/reset/": "who one is, not what one may",
    "accounts/password/reset/key/KEY-KEY/": "who one is, not what one may",
    "accounts/confirm-email/KEY/": "who one is, not what one may",
    "accounts/reauthenticate/": "who one is, not what one may",
    "accounts/second-factor/code/": "who one is, not what one may",
    "accounts/second-factor/again/": "who one is, not what one may",
    "accounts/second-factor/passkeys/again/": "a device answers: in a browser",
    "accounts/second-factor/passkeys/sign-in/": "a device answers: in a browser",
    "accounts/second-factor/passkeys/new/": "a device answers: in a browser",
    "accounts/password/set/": "everybody has a password here",
    "accounts/inactive/": "only shows",
    "accounts/confirm-email/": "only shows",
    "accounts/password/reset/done/": "only shows",
    "accounts/password/reset/key/done/": "only shows",
    "accounts/second-factor/": "only shows",
    "accounts/second-factor/recovery/": "only shows",
    "accounts/second-factor/recovery/download/": "only shows",
    "accounts/second-factor/passkeys/": "only shows",
    "accounts/saved/": "only shows",
    "accounts/following/": "only shows",
}
# With a letter's link it is anybody who has the letter.
BY_LETTER = {"accounts/notifications/stop/TOKEN/"}
GRAVE = {
    "accounts/email/ add", "accounts/email/ primary", "accounts/email/ remove",
    "accounts/second-factor/app/", "accounts/second-factor/passkeys/PK/name/",
    "accounts/second-factor/passkeys/PK/remove/", "accounts/data/", "accounts/leave/",
}  # fmt: skip
OF_THE_APP = {"accounts/second-factor/app/remove/", "accounts/second-factor/recovery/new/"}
OF_LEAVING = {"accounts/stay/"}
CALM = set(DEEDS) - GRAVE - OF_THE_APP - OF_LEAVING
WITH_A_KEY = {deed for deed in DEEDS if "passkeys" in deed}
MAY = {
    "stranger": BY_LETTER,
    "switched off": BY_LETTER,
    "another": BY_LETTER | {"accounts/saved/PK/", "accounts/following/KIND/PK/"},
    "member": CALM,
    # Whoever has a passkey shows that one; a password is not enough to be rid of it.
    "member, proved": (CALM | GRAVE) - WITH_A_KEY,
    "with an app": CALM,
    "with an app, proved by the password": CALM,
    "with an app, proved": (CALM | GRAVE | OF_THE_APP) - {"accounts/second-factor/app/"},
    "leaving": CALM | OF_LEAVING,
    "suspended": CALM,
    "journalist": CALM,
}
# What belongs to the one who signs in, whoever that is: of another it changes nothing.
OWN_PAGES = {deed for deed in DEEDS if "PK" not in deed} - BY_LETTER


ABOUT = [EmailAddress, Authenticator, Preference, Notification, Save, Follow, ErasureRequest]


@pytest.fixture(autouse=True)
def paper(db):
    Newsletter.objects.create(name="Daily", slug="daily")


def signed_in(person: User) -> Client:
    """A browser that is listed among those where they are signed in."""
    client = Client()
    client.force_login(person)
    key = client.session.session_key
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key=key, user_agent="x")
    return client


def somebody(state: str) -> User:
    person = UserFactory(role="Reporter" if state == "journalist" else None)
    EmailAddress.objects.create(user=person, email=SECOND.format(p=person), verified=True)
    Preference.objects.create(person=person, kind="reply", mail="now")
    notify([person.pk], News(Kind.FOLLOWED, "story:1", "/", {"headline": "x", "name": "y"}))
    save_story(person, ArticleFactory(live=True))
    signed_in(person)
    if state.startswith("with an app"):
        TOTP.activate(person, SECRET)
    if state == "leaving":
        due_at = timezone.now() + timedelta(days=14)
        ErasureRequest.objects.create(person=person, due_at=due_at)
    if state == "suspended":
        Sanction.objects.create(person=person, kind="ban", reason="x")
    return person


def browser_of(person: User, state: str) -> Client:
    if state == "stranger":
        return Client()
    client = signed_in(UserFactory() if state == "another" else person)
    if state == "switched off":
        User.objects.filter(pk=person.pk).update(is_active=False)
    if state == "with an app, proved":
        client.post("/accounts/second-factor/again/", {"code": code_now()})
    elif "proved" in state:
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return client


def filled(deed: str, person: User) -> tuple[str, dict]:
    route = deed.partition(" ")[0]
    if "passkeys" in route:
        key = Authenticator.objects.create(user=person, type="webauthn", data={"name": "Mine"})
        route = route.replace("PK", str(key.pk))
    if "notifications/PK" in route:
        route = route.replace("PK", str(person.notifications.get().pk))
    story = ArticleFactory(live=True)
    route = route.replace("KIND/PK", f"author/{story.bylines.get().author_id}")
    route = route.replace("PK", str(story.pk))
    route = route.replace("TOKEN", make_token(STOP, [person.pk, ["reply"]]))
    return f"/{route}", {name: value.format(p=person) for name, value in DEEDS[deed].items()}


def rows(person: User) -> list:
    """All that is about them, without what every look at a page writes."""
    account = User.objects.filter(pk=person.pk).values_list(
        "display_name", "username", "page", "password", "email"
    )
    subscribed = Subscription.objects.filter(subscriber__email=person.email).values_list()
    keys = UserSession.objects.filter(user=person).values("session_key")
    signed_in = Session.objects.filter(pk__in=keys).count()
    return [mark_of(ABOUT), list(account), list(subscribed), signed_in]


def goes_through(person: User, state: str, cookies: dict, deed: str) -> bool:
    """Asked of a member as they were at first: what the deed before did is undone."""
    client = Client()
    client.cookies.load(cookies)
    with tried():
        address, sent = filled(deed, person)
        # What proves who one is depends on the key that is there by then; a code proves it once.
        if deed in WITH_A_KEY and state != "with an app, proved":
            client = browser_of(person, state)
        if deed == "accounts/second-factor/app/":
            client.get(address)
            secret = client.session.get("mfa.totp.secret")
            sent = {"code": code_now(secret) if secret else "000000"}
        before = rows(person)
        answer = client.post(address, sent)
        if deed == "accounts/data/":
            return answer.get("Content-Type") == "application/zip"
        return rows(person) != before


@pytest.mark.parametrize("state", MAY)
def test_each_state_may_what_the_table_says(state):
    person = somebody(state)
    browser = browser_of(person, state)
    cookies = {name: morsel.value for name, morsel in browser.cookies.items()}
    asked = [deed for deed in DEEDS if state != "another" or deed not in OWN_PAGES]

    may = {deed for deed in asked if goes_through(person, state, cookies, deed)}

    assert may == MAY[state]


def test_every_page_of_members_is_in_the_tables():
    assert {deed.partition(" ")[0] for deed in DEEDS} | set(ELSEWHERE) == set(PAGES)
    assert all(may <= set(DEEDS) for may in MAY.values())
