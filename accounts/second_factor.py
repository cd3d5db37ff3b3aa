"""Whether a person has proved a second time who they are, in this session."""

import time
from functools import wraps
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse

from accounts.models import User
from newsroom.kit.network import client_address

KINDS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
GOOD_FOR = 7 * 24 * 3600
IDLE_FOR = 12 * 3600
NOTED_EVERY = 300
LAST_SEEN = "desk_seen_at"
# What an open page says by itself, with nobody in front of it, is no use of the desk.
BY_ITSELF = "X-Desk-By-Itself"
LOOPBACK = {"127.0.0.1", "::1"}


def is_set_up(person: User) -> bool:
    return is_mfa_enabled(person, KINDS)


def opens_desk(request: HttpRequest) -> bool:
    """Whether this session is a journalist's at work. Until it is, it is a reader's: nothing of
    the desk is shown to it, and nothing it does is the newsroom's."""
    person = request.user
    return person.is_authenticated and person.is_staff and has_proved(request)


def has_proved(request: HttpRequest) -> bool:
    return is_exempt(request) or used_in_session(request)


def used_in_session(request: HttpRequest) -> bool:
    """Used within the last seven days, and the desk within the last twelve hours."""
    records = get_authentication_records(request, request.user)
    proofs = [record for record in records if record["method"] == "mfa"]
    if not proofs:
        return False
    newest = max(proofs, key=lambda record: record["at"])
    if not _still_counts(newest, request.user):
        return False
    now, used_at = time.time(), newest["at"]
    seen_at = max(request.session.get(LAST_SEEN, 0), used_at)
    return now - used_at <= GOOD_FOR and now - seen_at <= IDLE_FOR


def note_use_of_desk(request: HttpRequest) -> None:
    """Reading the paper is no use of the desk, and does not keep it open."""
    now = time.time()
    if now - request.session.get(LAST_SEEN, 0) > NOTED_EVERY and BY_ITSELF not in request.headers:
        request.session[LAST_SEEN] = now


def way_to_prove(person: User, back: str) -> str:
    """Where the second step is taken, or first set up, and from there back."""
    page = "mfa_reauthenticate" if is_set_up(person) else "mfa_index"
    return f"{reverse(page)}?{urlencode({'next': back})}"


def journalists_prove_first(view):
    """A page of one's own that shows a journalist what the desk keeps."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        if request.user.is_staff and not opens_desk(request):
            return redirect(way_to_prove(request.user, request.path))
        return view(request, *args, **kwargs)

    return asked


def _still_counts(proof: dict, person: User) -> bool:
    """A key that was removed, perhaps because it was lost, opens nothing any more, nor do the
    sessions it opened. Recovery codes count while there is something to recover."""
    if proof.get("type") == Authenticator.Type.RECOVERY_CODES:
        return is_set_up(person)
    return Authenticator.objects.filter(user=person, pk=proof.get("id")).exists()


def is_exempt(request: HttpRequest) -> bool:
    """The demo's sign-ins, and only for somebody who sits at this machine."""
    if not settings.SECOND_FACTOR_REQUIRED:
        return True
    demo_name = request.user.username in settings.SECOND_FACTOR_EXEMPT
    return demo_name and client_address(request) in LOOPBACK
