"""A reader's message: kept first, then mailed to the newsroom."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from newsroom.kit import mail
from newsroom.site import tasks
from newsroom.site.chrome import chrome
from newsroom.site.models import ContactMessage


@transaction.atomic
def receive(message: ContactMessage) -> ContactMessage:
    """Keep the message; a failing mail server loses nothing."""
    message.save()
    tasks.mail_contact_message.defer(message_id=message.pk)
    return message


@transaction.atomic
def forward(message_id: int) -> None:
    """Mail it to the newsroom once; an answer goes to the reader."""
    waiting = ContactMessage.objects.select_for_update().filter(pk=message_id, mailed_at=None)
    message = waiting.first()
    if message is None:
        return
    site = chrome().site
    mail.send(
        "mail/contact_message",
        to=site.contact_email or settings.DEFAULT_FROM_EMAIL,
        subject=message.subject,
        context={"message": message, "site": site},
        reply_to=message.email,
    )
    message.mailed_at = timezone.now()
    message.save(update_fields=["mailed_at"])
