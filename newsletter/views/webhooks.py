"""What mail services report, each under an address of its own, and only if it is signed."""

import logging
import uuid

from anymail.exceptions import AnymailError, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpResponse
from django.utils.module_loading import import_string
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.actions.reports import Kind, Report, take
from newsletter.bounces import KEY, judge_words
from newsroom.settings.mail_service import SERVICES

log = logging.getLogger("newsroom.newsletter")
LARGEST = 2_000_000  # bytes; services send some hundred reports at a time

KINDS = {
    EventType.DELIVERED: Kind.DELIVERED,
    EventType.BOUNCED: Kind.BOUNCED,
    EventType.REJECTED: Kind.BOUNCED,
    EventType.FAILED: Kind.BOUNCED,
    EventType.DEFERRED: Kind.DEFERRED,
    EventType.COMPLAINED: Kind.COMPLAINED,
    EventType.UNSUBSCRIBED: Kind.LEFT,
}
# What reading a body that is not as it should be can meet.
MALFORMED = (
    AnymailError, ImproperlyConfigured, ValueError, KeyError, TypeError, AttributeError,
    IndexError, OverflowError, RecursionError, AssertionError,
)  # fmt: skip


@csrf_exempt  # the signature is the permission
@never_cache
@require_http_methods(["HEAD", "POST"])
def hook(request, provider):
    if provider not in settings.NEWSLETTER_HOOKS:
        raise Http404
    if request.method == "HEAD":
        return HttpResponse()  # some services look whether anybody is there
    if _length(request) > LARGEST:
        return HttpResponse(status=413)
    receiver = import_string(SERVICES[provider].webhook)(**settings.NEWSLETTER_HOOKS[provider])
    try:
        receiver.run_validators(request)
    except (AnymailWebhookValidationFailure, *MALFORMED):
        log.warning("A report in the name of %s was not signed by it.", provider)
        return HttpResponse(status=403)
    try:
        reports = [report_of(provider, event) for event in receiver.parse_events(request)]
    except MALFORMED:
        log.exception("A report of %s could not be read.", provider)
        return HttpResponse(status=400)
    for report in filter(None, reports):
        take(report)
    return HttpResponse()


def report_of(provider: str, event: AnymailTrackingEvent) -> Report | None:
    """In our words; None for what we do not ask for, such as openings."""
    kind = KINDS.get(event.event_type)
    if kind is None:
        return None
    said = str(event.mta_response or event.description or "")
    return Report(
        provider=provider,
        kind=kind,
        # The bare name: a service that signs its name alone could else be made to say two things.
        event=str(event.event_id or ""),
        key=_key(event),
        email=str(event.recipient or ""),
        happened_at=event.timestamp,
        detail=said,
        **(_bounce(event, said) if kind == Kind.BOUNCED else {}),
    )


def _bounce(event: AnymailTrackingEvent, said: str) -> dict:
    verdict = judge_words(said)
    soft = isinstance(event.esp_event, dict) and "soft" in str(event.esp_event.get("Type")).lower()
    if soft or event.reject_reason not in (RejectReason.BOUNCED, RejectReason.INVALID):
        return {"lasting": False, "code": verdict.code}
    told = verdict.code is not None or verdict.gone
    return {
        "gone": verdict.gone or (event.reject_reason == RejectReason.INVALID and not told),
        "lasting": verdict.kind == "hard" or not told,
        "code": verdict.code,
    }


def _key(event: AnymailTrackingEvent) -> uuid.UUID | None:
    """Our key travels as metadata, and in the Message-ID where the service keeps it."""
    metadata = event.metadata if isinstance(event.metadata, dict) else {}
    try:
        return uuid.UUID(hex=str(metadata["copy"]))
    except (KeyError, ValueError):
        found = KEY.search(str(event.message_id or ""))
        return uuid.UUID(hex=found[1]) if found else None


def _length(request) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return LARGEST + 1
