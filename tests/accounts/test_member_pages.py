"""Who may open what under /accounts/: one row a page, and no page without a row."""

import pytest
from django.urls import get_resolver

from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind
from tests.factories import ArticleFactory, UserFactory
from tests.routes import routes_in

pytestmark = pytest.mark.django_db

OPEN, OWN, SENT_IN, NO_GET, GONE = "open", "own", "leads on", "form only", "not there"
# Route: what a stranger gets, what a member gets. OPEN: the page. OWN: sent to the sign-in.
PAGES = {
    "accounts/": (OWN, OPEN),
    "accounts/login/": (OPEN, SENT_IN),
    "accounts/login/code/": (OPEN, SENT_IN),
    "accounts/login/code/confirm/": (SENT_IN, SENT_IN),
    "accounts/logout/": (SENT_IN, OPEN),
    "accounts/signup/": (OPEN, SENT_IN),
    "accounts/inactive/": (OPEN, OPEN),
    "accounts/email/": (OWN, OPEN),
    "accounts/confirm-email/": (OPEN, OPEN),
    "accounts/confirm-email/KEY/": (OPEN, OPEN),
    "accounts/password/change/": (OWN, OPEN),
    "accounts/password/set/": (OWN, SENT_IN),
    "accounts/password/reset/": (OPEN, OPEN),
    "accounts/password/reset/done/": (OPEN, OPEN),
    "accounts/password/reset/key/KEY-KEY/": (OPEN, OPEN),
    "accounts/password/reset/key/done/": (OPEN, OPEN),
    "accounts/reauthenticate/": (OWN, OPEN),
    "accounts/sessions/": (OWN, OPEN),
    "accounts/second-factor/": (OWN, OPEN),
    "accounts/second-factor/code/": (SENT_IN, SENT_IN),
    "accounts/second-factor/again/": (OWN, SENT_IN),
    "accounts/second-factor/app/": (OWN, SENT_IN),
    "accounts/second-factor/app/remove/": (OWN, GONE),
    "accounts/second-factor/recovery/": (OWN, GONE),
    "accounts/second-factor/recovery/new/": (OWN, SENT_IN),
    "accounts/second-factor/recovery/download/": (OWN, GONE),
    "accounts/second-factor/passkeys/": (OWN, OPEN),
    "accounts/second-factor/passkeys/new/": (OWN, SENT_IN),
    "accounts/second-factor/passkeys/PK/name/": (OWN, SENT_IN),
    "accounts/second-factor/passkeys/PK/remove/": (OWN, SENT_IN),
    "accounts/second-factor/passkeys/again/": (OWN, SENT_IN),
    "accounts/second-factor/passkeys/sign-in/": (SENT_IN, SENT_IN),
    "accounts/notifications/": (OWN, OPEN),
    "accounts/notifications/seen/": (OWN, NO_GET),
    "accounts/notifications/read/": (OWN, NO_GET),
    "accounts/notifications/PK/": (OWN, GONE),
    "accounts/notifications/stop/TOKEN/": (GONE, GONE),
    "accounts/saved/": (OWN, OPEN),
    "accounts/saved/PK/": (OWN, GONE),
    "accounts/following/": (OWN, OPEN),
    "accounts/following/KIND/PK/": (OWN, GONE),
    "accounts/data/": (OWN, SENT_IN),
    "accounts/newsletters/": (OWN, OPEN),
    "accounts/leave/": (OWN, SENT_IN),
    "accounts/stay/": (OWN, NO_GET),
}
FILLED = {"PK": "987654", "KEY": "x1", "TOKEN": "forged", "KIND": "author"}


def routes() -> set[str]:
    """Every route under accounts/, its arguments named in capitals."""
    names = (
        ("<int:pk>", "PK"), ("<int:article_id>", "PK"), ("<int:target_id>", "PK"),
        ("<slug:kind>", "KIND"), ("<str:token>", "TOKEN"), ("^", ""), ("$", ""), ("\\Z", ""),
        ("(?P<key>[-:\\w]+)", "KEY"), ("(?P<uidb36>[0-9A-Za-z]+)", "KEY"), ("(?P<key>.+)", "KEY"),
    )  # fmt: skip
    found = set()
    for route in routes_in(get_resolver().url_patterns):
        if not route.startswith("accounts/"):
            continue
        for regex, name in names:
            route = route.replace(regex, name)
        found.add(route)
    return found


def test_no_page_under_accounts_is_without_a_row():
    assert routes() == set(PAGES)


def outcome(client, route: str) -> str:
    for name, value in FILLED.items():
        route = route.replace(name, value)
    answer = client.get(f"/{route}")
    if answer.status_code == 302:
        own = answer["Location"].startswith("/accounts/login/?next=")
        return OWN if own else SENT_IN
    return {200: OPEN, 405: NO_GET, 404: GONE}[answer.status_code]


@pytest.mark.parametrize("route", PAGES)
def test_a_stranger_and_a_member_get_what_the_row_says(client, member, route):
    stranger, own = PAGES[route]

    assert outcome(client, route) == stranger
    client.force_login(member)
    assert outcome(client, route) == own


@pytest.mark.parametrize("route", [route for route, (who, _) in PAGES.items() if who == OWN])
def test_somebody_switched_off_is_a_stranger_from_that_moment(client, member, route):
    client.force_login(member)
    member.is_active = False
    member.save()

    assert outcome(client, route) == OWN


def test_what_is_anothers_is_not_there(client, member):
    other = UserFactory()
    story = ArticleFactory(live=True)
    notify([other.pk], News(Kind.FOLLOWED, "story:1", story.path, {}))
    client.force_login(member)

    number = other.notifications.get().pk
    assert client.get(f"/accounts/notifications/{number}/").status_code == 404
