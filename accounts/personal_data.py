"""What is kept about somebody as a person who signs in."""

import json

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Letter, User
from newsroom.kit.personal_data import Erasure, Holding
from newsroom.site.language import in_readers_language


def forget_person(rows, erasure: Erasure) -> None:
    """The row stays, so that what hangs on it stands; nothing in it says who it was."""
    person = erasure.person
    person.email = f"erased-{person.pk}@erased.invalid"
    person.username = None
    with in_readers_language():
        person.display_name = gettext("former member")
    person.page, person.page_key = "", None
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def end_sessions(rows, erasure: Erasure) -> None:
    """Also those nobody is signed in by: asking for a code leaves the address in one."""
    for session in rows:
        session.end()
    own = [json.dumps(address) for address in erasure.person.addresses()]
    signs = [*own, f'"_auth_user_id": "{erasure.person.pk}"']
    ended = [session.pk for session in Session.objects.iterator() if _holds(session, signs)]
    Session.objects.filter(pk__in=ended).delete()


def _holds(session: Session, signs: list[str]) -> bool:
    kept = json.dumps(session.get_decoded()).lower()
    return any(sign in kept for sign in signs)


def letters_to(person: User):
    """To any address, proven or not: each was written for this account."""
    rows = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    addresses = {address.lower() for address in (person.email, *rows)}
    return Letter.objects.alias(small=Lower("to")).filter(small__in=addresses)


def own_log(person: User):
    """What the desk noted about this account."""
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def unname_log(rows, erasure: Erasure) -> None:
    """Also where another thing was called by the person's name or address when it was changed."""
    called = Q(object_repr=erasure.person.display_name)
    for address in erasure.person.addresses():
        called |= Q(object_repr__icontains=address) | Q(change_message__icontains=address)
    unnamed = {"object_repr": f"person {erasure.person.pk}", "change_message": ""}
    for entries in (rows, LogEntry.objects.filter(called)):
        entries.update(**unnamed)


HOLDINGS = [
    Holding(
        model="mfa.Authenticator",
        title=_("Passkeys and apps"),
        of=lambda person: Authenticator.objects.filter(user=person),
        shown=("type", "created_at", "last_used_at"),  # never the secrets
        names=("user", "data"),
    ),
    Holding(
        model="usersessions.UserSession",
        title=_("Where you are signed in"),
        of=lambda person: UserSession.objects.filter(user=person),
        shown=("created_at", "last_seen_at", "ip", "user_agent"),
        names=("user", "ip", "session_key", "user_agent", "data"),
        erase=end_sessions,
    ),
    Holding(
        model="accounts.Letter",
        title=_("Letters on their way"),
        of=letters_to,
        shown=("to", "subject", "written_at"),
        names=("to", "content"),
    ),
    Holding(
        model="admin.LogEntry",
        title=_("What the desk noted about your account"),
        of=own_log,
        shown=("action_time", "change_message"),
        names=("user", "object_id", "object_repr", "change_message"),
        erase=unname_log,
    ),
    # Last: the others find their rows by these.
    Holding(
        model="account.EmailAddress",
        title=_("Email addresses"),
        of=lambda person: EmailAddress.objects.filter(user=person),
        shown=("email", "verified", "primary"),
        names=("user", "email"),
    ),
    Holding(
        model="accounts.User",
        title=_("Account"),
        of=lambda person: User.objects.filter(pk=person.pk),
        shown=(
            "display_name",
            "username",
            "email",
            "date_joined",
            "last_login",
            "page",
            "page_key",
        ),
        names=("email", "username", "display_name", "page_key"),
        erase=forget_person,
    ),
]
KEPT = {
    "accounts.User_groups.user": "taken away with the account",
    "accounts.User_user_permissions.user": "taken away with the account",
    "account.EmailConfirmation.email_address": "goes with its address",
    "sessions.Session.session_key": "ended with where one is signed in",
    "sessions.Session.session_data": "ended with where one is signed in",
    "procrastinate.ProcrastinateJob.args": "ids only; a test dumps it with all the rest",
}
