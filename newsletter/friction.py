"""What makes a sign-up take one press more. Nothing here loses one, nor knows the address.

A machine that fills every field, never fetched our page, or writes to a whole domain meets a page
with a button. So does a reader whose password manager filled the trap: one press, and it is done.
"""

import datetime

from django.core import signing
from django.http import HttpRequest
from django.utils import timezone

from newsroom.kit.throttle import allowed, allowed_from_network
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong, make_token, read_token

SALT = "newsroom.newsletter.form"
STAMP_DAYS = 7
SURE = "newsletter-sure"
SURE_FOR = datetime.timedelta(hours=1)

HOUR = 3600
# Readers of one office or one mobile provider share an address; beyond MOST it is no office.
FORMS_FROM_ONE_NETWORK, MOST_FROM_ONE_NETWORK = 20, 100
FORMS_FOR_ONE_DOMAIN = 100


def stamp() -> str:
    """Proves that the form was fetched, and when. By the day: a page's bytes must not change with
    each request."""
    return signing.Signer(salt=SALT).sign(timezone.localdate().isoformat())


def is_fresh(value: str) -> bool:
    try:
        day = datetime.date.fromisoformat(signing.Signer(salt=SALT).unsign(value))
    except (signing.BadSignature, ValueError):
        return False
    age = (timezone.localdate() - day).days
    return 0 <= age <= STAMP_DAYS


def too_many(request: HttpRequest) -> bool:
    """More than any number of readers behind one address would send."""
    return not allowed_from_network(
        "newsletter:most", request, times=MOST_FROM_ONE_NETWORK, seconds=HOUR
    )


def needs_another_press(request: HttpRequest, *, email: str, trap: str, stamp: str) -> bool:
    """Both budgets are counted every time, so that the work is the same whatever else is wrong."""
    few = allowed_from_network("newsletter", request, times=FORMS_FROM_ONE_NETWORK, seconds=HOUR)
    domain = email.rpartition("@")[2].lower()
    calm = allowed("newsletter:domain", domain, times=FORMS_FOR_ONE_DOMAIN, seconds=HOUR)
    return bool(trap) or not is_fresh(stamp) or not few or not calm


def keep(email: str, slugs: list[str], place: str) -> str:
    """The filled form, signed, for the page with the button."""
    return make_token(SURE, [email, slugs, place])


def kept(token: str) -> dict | None:
    """What `keep` signed within the hour, as a form takes it."""
    try:
        email, slugs, place = read_token(SURE, token, valid_for=SURE_FOR)
    except (LinkIsOver, LinkIsWrong):
        return None
    return {"email": email, "lists": slugs, "place": place}
