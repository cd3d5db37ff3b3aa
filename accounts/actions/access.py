"""Letting people in whom no page can let in: the first administrator, and whoever lost the keys."""

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.urls import reverse

from accounts.models import User


@transaction.atomic
def make_administrator(*, email: str, name: str = "") -> User:
    """A person with the role Administrator, new or known; the address counts as confirmed.

    Run by whoever has the server: it is the only way to the first one.
    """
    person = User.objects.filter(email__iexact=email).first() or _proven_owner(email)
    if person is None:
        person = User.objects.create_user(email, display_name=name or email.partition("@")[0])
    person.is_staff = person.is_active = True
    person.save(update_fields=["is_staff", "is_active"])
    person.groups.add(Group.objects.get(name="Administrator"))
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"verified": True, "primary": True}
    )
    return person


def _proven_owner(email: str) -> User | None:
    """Whoever has it as a further address."""
    found = EmailAddress.objects.filter(email__iexact=email, verified=True).first()
    return found.user if found else None


@transaction.atomic
def remove_second_factor(person: User, *, by: User | None) -> None:
    """Forget app, passkeys and recovery codes, and sign the person out everywhere.

    The next entry to the desk begins with setting up a new one. `by` is None on the server.
    """
    Authenticator.objects.filter(user=person).delete()
    for session in UserSession.objects.filter(user=person):
        session.end()
    LogEntry.objects.log_actions(
        (by or person).pk, [person], CHANGE, "second step removed", single_object=True
    )


def password_link(person: User) -> str:
    """An address where the person sets a password, once, within an hour."""
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    path = reverse("account_reset_password_from_key", args=["UID", "KEY"])
    return settings.SITE_URL + path.replace("UID-KEY", key)


def tell(person: User, occasion: str) -> None:
    """A letter about a change somebody else made."""
    get_adapter().send_mail(f"account/email/{occasion}", person.email, {})
