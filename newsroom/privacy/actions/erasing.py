"""Forgetting somebody: asked for, changed one's mind about, and done."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.actions.letters import post_letter
from accounts.models import User
from newsroom.kit.personal_data import Erasure
from newsroom.privacy.holdings import all_holdings
from newsroom.privacy.models import ErasureRequest

TIME_TO_CHANGE_ONES_MIND = timedelta(days=14)


@transaction.atomic
def ask(person: User, *, keep_comments: bool) -> ErasureRequest:
    """Begin the fourteen days and say so by mail. Asking again changes only the choice."""
    request, new = ErasureRequest.objects.update_or_create(
        person=person,
        defaults={"keep_comments": keep_comments},
        create_defaults={
            "keep_comments": keep_comments,
            "due_at": timezone.now() + TIME_TO_CHANGE_ONES_MIND,
        },
    )
    if new:
        day = date_format(timezone.localtime(request.due_at), "j F Y")
        heading = _("Your account will be erased on %(day)s") % {"day": day}
        content = {
            "heading": heading,
            "text": _("Everything we keep about you goes with it."),
            "hint": _("Changed your mind, or was it not you? Sign in before that day: your "
                      "account page has a button to keep the account."),
        }  # fmt: skip
        post_letter(to=person.email, subject=heading, content=content)
    return request


def take_back(person: User) -> None:
    ErasureRequest.objects.filter(person=person).delete()


def erase_due() -> int:
    """Forget everybody whose days are over; each in a transaction of their own."""
    due = list(ErasureRequest.objects.filter(due_at__lte=Now()).values_list("pk", flat=True))
    done, failed = 0, []
    for pk in due:
        try:
            done += _erase(pk)
        except Exception as error:  # the others are forgotten today all the same
            failed.append(error)
    if failed:
        raise ExceptionGroup(f"{len(failed)} of {len(due)} could not be erased", failed)
    return done


@transaction.atomic
def _erase(request_id: int) -> bool:
    waiting = ErasureRequest.objects.select_for_update(of=["self"]).select_related("person")
    request = waiting.filter(pk=request_id, due_at__lte=Now()).first()
    if request is None:
        return False  # taken back meanwhile
    person = request.person
    erasure = Erasure(person=person, keep_comments=request.keep_comments)
    for holding in all_holdings():
        holding.erase(holding.of(person), erasure)
    request.delete()
    return True
