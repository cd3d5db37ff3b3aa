"""Whether a person has proved a second time who they are, in this session."""

import time

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpRequest

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
    if now - used_at > GOOD_FOR or now - seen_at > IDLE_FOR:
        return False
    if now - seen_at > NOTED_EVERY and BY_ITSELF not in request.headers:
        request.session[LAST_SEEN] = now
    return True


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
