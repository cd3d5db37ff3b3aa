"""Letters about accounts: written while the page is made, sent by a job."""

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now

from accounts import tasks
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
