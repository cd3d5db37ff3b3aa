"""Browsers somebody signed in with before: strangers' guesses do not use up their tries.

Whoever knows an address can spend the five guesses, the codes and the letters it has in an hour.
A browser that was in before has a count of its own, so its owner gets in all the same.
"""

from datetime import timedelta

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.crypto import constant_time_compare, get_random_string

from accounts.models import User

COOKIE = "known"
SALT = "accounts.known_browsers"
AGE = timedelta(days=180)


def remember(response: HttpResponse, request: HttpRequest, person: User) -> None:
    """The cookie goes to the account's pages only, and is void with the next password."""
    kept = {"person": person.pk, "browser": get_random_string(12), "sign": _sign(person)}
    response.set_cookie(
        COOKIE,
        signing.dumps(kept, salt=SALT),
        max_age=AGE,
        path=reverse("accounts:home"),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )


def known(request: HttpRequest, person: User) -> str:
    """What this browser is called where this person's tries are counted; empty for a stranger's."""
    try:
        kept = signing.loads(request.COOKIES.get(COOKIE, ""), salt=SALT, max_age=AGE)
    except signing.BadSignature:
        return ""
    own = kept["person"] == person.pk and constant_time_compare(kept["sign"], _sign(person))
    return kept["browser"] if own else ""


def _sign(person: User) -> str:
    return person.get_session_auth_hash()[:16]
