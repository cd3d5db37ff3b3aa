"""What is kept about somebody as a person who signs in."""

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
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
    for session in rows:
        session.end()


def own_log(person: User):
    """What the desk noted about this account, and what the person did in the desk."""
    kind = ContentType.objects.get_for_model(User)
    return LogEntry.objects.filter(content_type=kind, object_id=str(person.pk))


def unname_log(rows, erasure: Erasure) -> None:
    rows.update(object_repr=f"person {erasure.person.pk}", change_message="")


HOLDINGS = [
    Holding(
        model="account.EmailAddress",
        title=_("Email addresses"),
        of=lambda person: EmailAddress.objects.filter(user=person),
        shown=("email", "verified", "primary"),
        names=("user", "email"),
    ),
    Holding(
        model="mfa.Authenticator",
        title=_("Passkeys and apps"),
        of=lambda person: Authenticator.objects.filter(user=person),
        shown=("type", "created_at", "last_used_at"),  # never the secrets
        names=("user",),
    ),
    Holding(
        model="usersessions.UserSession",
        title=_("Where you are signed in"),
        of=lambda person: UserSession.objects.filter(user=person),
        shown=("created_at", "last_seen_at", "ip", "user_agent"),
        names=("user", "ip", "session_key", "user_agent"),
        erase=end_sessions,
    ),
    Holding(
        model="accounts.Letter",
        title=_("Letters on their way"),
        of=lambda person: Letter.objects.filter(to__iexact=person.email),
        shown=("to", "subject", "written_at"),
        names=("to",),
    ),
    Holding(
        model="admin.LogEntry",
        title=_("What the desk noted about your account"),
        of=own_log,
        shown=("action_time", "change_message"),
        names=("user",),
        erase=unname_log,
    ),
    # Last: the others find their rows by it.
    Holding(
        model="accounts.User",
        title=_("Account"),
        of=lambda person: User.objects.filter(pk=person.pk),
        shown=("display_name", "username", "email", "date_joined", "last_login", "page", "page_key"),
        names=("email", "username", "display_name", "page_key"),
        erase=forget_person,
    ),
]
KEPT = {
    "accounts.User_groups.user": "taken away with the account",
    "accounts.User_user_permissions.user": "taken away with the account",
    "account.EmailConfirmation.email_address": "goes with its address",
    "sessions.Session.session_key": "ended through usersessions",
}
