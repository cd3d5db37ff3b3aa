"""Mail services with an interface of their own, in the words of django-anymail.

A request that broke off is not a message that was not sent: unless the connection never came to
be, nobody knows, and the copy is uncertain.
"""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import requests
from anymail.exceptions import (
    AnymailAPIError,
    AnymailError,
    AnymailInvalidAddress,
    AnymailRecipientsRefused,
)
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.module_loading import import_string
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from newsletter.models import ProviderEvent
from newsletter.providers import Answer, Kind, NoConnection
from newsroom.settings.mail_service import SERVICES

WORDS_KEPT = 300
# The service says itself that it did nothing.
NOT_DONE = {429, 503}
OURS = {401, 402, 403, 404, 405, 407, 413, 451}
TAKEN = {"sent", "queued"}
# Headers the service writes itself, or takes as fields of their own.
OWN_FIELDS = {"precedence"}


class Anymail:
    takes_key: timedelta | None = None
    patience = 90.0

    def __init__(self, *, service: str, options: dict, rate: float = 20.0, connections: int = 4):
        self.name, self.options = service, options
        self.rate, self.connections = rate, connections

    @property
    def can_be_asked(self) -> bool:
        """Its reports are the answer, so only where they are received."""
        return self.name in settings.NEWSLETTER_HOOKS

    def open(self) -> "AnymailLine":
        backend = import_string(SERVICES[self.name].backend)(**self.options)
        try:
            backend.open()
        except (requests.RequestException, OSError) as error:
            raise NoConnection(str(error)[:WORDS_KEPT]) from None
        return AnymailLine(backend)

    def look_up(self, key: UUID) -> bool | None:
        """Yes as soon as it reported anything about the copy; until then nothing is known."""
        told = ProviderEvent.objects.filter(delivery__key=key, provider=self.name)
        return True if told.exists() else None


class AnymailLine:
    def __init__(self, backend):
        self.backend = backend
        self.usable = True

    def hand_over(self, copy, *, last_chance: Callable[[], None]) -> Answer:
        message = as_message(copy)
        last_chance()
        try:
            self.backend.send_messages([message])
        except AnymailError as error:
            answer = judged(error)
            self.usable = answer.kind in (Kind.REFUSED, Kind.BLOCKED)
            return answer
        return taken(message.anymail_status)

    def close(self) -> None:
        self.usable = False
        self.backend.close()


def taken(status) -> Answer:
    """An answer without an error may still say that it was not taken, or not say what became of it.

    The copy has one reader, so there is one status.
    """
    said = set(status.status or ["unknown"])
    words = f"{', '.join(sorted(said))} {status.message_id or ''}".strip()[:WORDS_KEPT]
    if said <= TAKEN:
        return Answer(Kind.ACCEPTED, 250, words)
    return Answer(Kind.UNCERTAIN if "unknown" in said else Kind.REFUSED, None, words)


def as_message(copy) -> EmailMultiAlternatives:
    """Its key goes along as metadata, which the service gives back in each report."""
    mould = copy.mould
    headers = {n: v for n, v in copy.headers.items() if n.lower() not in OWN_FIELDS}
    message = EmailMultiAlternatives(
        subject=" ".join(mould.subject.split()),
        body=copy.text,
        from_email=str(mould.from_),
        to=[copy.to],
        reply_to=[mould.reply_to] if mould.reply_to else None,
        headers=headers,
    )
    message.attach_alternative(copy.html, "text/html")
    message.metadata = {"copy": copy.key.hex}
    message.track_opens = message.track_clicks = False
    return message


def judged(error: AnymailError) -> Answer:
    words = " ".join(str(error).split())[:WORDS_KEPT]
    if isinstance(error, AnymailRecipientsRefused | AnymailInvalidAddress):
        return Answer(Kind.REFUSED, 550, words)
    if not isinstance(error, AnymailAPIError):
        return Answer(Kind.BLOCKED, None, words)  # what we wrote cannot be said to this service
    code = getattr(error, "status_code", None)
    if code is None:
        return Answer(Kind.LATER if _never_connected(error) else Kind.UNCERTAIN, None, words)
    if code == 429:
        return Answer(Kind.SLOWER, code, words)
    if code in NOT_DONE:
        return Answer(Kind.LATER, code, words)
    if code in OURS:
        return Answer(Kind.BLOCKED, code, words)
    if 400 <= code < 500:
        return Answer(Kind.REFUSED, code, words)
    return Answer(Kind.UNCERTAIN, code, words)


def _never_connected(error: BaseException) -> bool:
    """Whether the request broke before a single byte of it was written."""
    seen: list[BaseException] = []
    waiting: list[object] = [error]
    while waiting and len(seen) < 20:
        this = waiting.pop()
        if not isinstance(this, BaseException) or this in seen:
            continue
        seen.append(this)
        if isinstance(this, requests.ConnectTimeout | NewConnectionError | ConnectTimeoutError):
            return True
        waiting += [this.__cause__, getattr(this, "reason", None), *this.args]
    return False
