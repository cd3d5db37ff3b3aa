"""Letters about accounts: written while the page is made, sent by a job."""

from datetime import timedelta
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.internal.userkit import filter_users_by_email
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.urls import reverse

from accounts import tasks
from accounts.letters import KINDS, Kind
from accounts.models import Letter
from newsroom.kit import mail
from newsroom.site.chrome import chrome
from newsroom.site.language import in_readers_language

KEPT_UNSENT_FOR = timedelta(days=2)


@transaction.atomic
def post_letter(*, to: str, subject: str, content: dict) -> Letter:
    letter = Letter.objects.create(to=to, subject=subject, content=content)
    tasks.send_letter.defer(letter_id=letter.pk)
    return letter


def post_kind(kind: Kind, *, to: str, link: str = "", code: str = "", asked: str = "") -> Letter:
    """`link` may name any host: the letter names ours, whatever host the request named."""
    content = {
        "heading": str(kind.heading),
        "text": str(kind.text),
        "button": str(kind.button),
        "link": _on_our_site(link) if link else "",
        "code": code,
        "hint": str(kind.hint),
        "asked": asked,
    }
    return post_letter(to=to, subject=str(kind.heading), content=content)


@transaction.atomic
def ask_for_new_password(email: str, *, asked: str) -> None:
    """The same work for every address: who has it is found out by the job that answers."""
    question = Letter.objects.create(
        to=email, subject=str(KINDS["password_reset_key"].heading), content={"asked": asked}
    )
    tasks.answer_lost_password.defer(letter_id=question.pk)


@transaction.atomic
def answer_lost_password(letter_id: int) -> None:
    """Put the letters in place of the question; one that is gone has been answered."""
    question = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if question is None:
        return
    people = filter_users_by_email(
        question.to, is_active=True, prefer_verified=True, for_login=True
    )
    with in_readers_language():
        for person in people:
            key = {
                "uidb36": user_pk_to_url_str(person),
                "key": default_token_generator.make_token(person),
            }
            post_kind(
                KINDS["password_reset_key"],
                to=question.to,
                link=reverse("account_reset_password_from_key", kwargs=key),
                asked=question.content["asked"],
            )
        if not people:
            post_kind(KINDS["unknown_account"], to=question.to, link=reverse("account_signup"))
    question.delete()


@transaction.atomic
def send_letter(letter_id: int) -> None:
    """Send it and forget it; one that is gone has been sent."""
    letter = Letter.objects.select_for_update().filter(pk=letter_id).first()
    if letter is None:
        return
    context = {**letter.content, "site": chrome().site}
    with in_readers_language():
        mail.send("mail/account", to=letter.to, subject=letter.subject, context=context)
    letter.delete()


def burn_old_letters() -> None:
    """What could not be sent for days is no use to anybody, and its links are keys."""
    Letter.objects.filter(written_at__lt=Now() - KEPT_UNSENT_FOR).delete()


def _on_our_site(address: str) -> str:
    parts = urlsplit(address)
    return settings.SITE_URL + parts.path + (f"?{parts.query}" if parts.query else "")
