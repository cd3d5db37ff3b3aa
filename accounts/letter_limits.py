"""How often a letter that lets somebody in may be asked for with one address.

Whoever knows an address can ask for letters to it. What they ask for counts for their network, so
that its owner has a share of their own elsewhere; a browser the owner was in with before has one
wherever it is; and all together are bounded, so that nobody's inbox is flooded.
"""

from collections.abc import Iterable

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.known_browsers import known
from accounts.models import User
from newsroom.kit.throttle import allowed, allowed_from_network

SHARE = 5
WHOLE = 30
WITHIN = 3600  # as long as the link in a letter works


ENOUGH = {
    "code": _(
        "Many codes for this address were asked for within the hour. Sign in with a password"
        " or a passkey, or use “Lost your password?”."
    ),
    "password": _(
        "Many letters to this address were asked for within the hour. The link in each of them"
        " still works: look into your inbox."
    ),
}


def people_with(email: str) -> Iterable[User]:
    """Whose address it is, proven or not, by one question whatever the answer."""
    further = EmailAddress.objects.filter(email=email.lower()).values("user")
    return User.objects.filter(Q(email__iexact=email) | Q(pk__in=further), is_active=True)


def check_letters(
    purpose: str, email: str, people: Iterable[User], *, request: HttpRequest
) -> None:
    """Count that it is asked for; the same whether or not anybody has the address."""
    if not _allowed(f"letter:{purpose}", email.lower(), people, request):
        raise ValidationError(ENOUGH[purpose], code="enough")


def _allowed(purpose: str, email: str, people: Iterable[User], request: HttpRequest) -> bool:
    for browser in filter(None, (known(request, person) for person in people)):
        return allowed(f"{purpose}:{browser}", email, times=SHARE, seconds=WITHIN)
    share = f"{purpose}:{email}"
    return allowed_from_network(share, request, times=SHARE, seconds=WITHIN) and allowed(
        purpose, email, times=WHOLE, seconds=WITHIN
    )
