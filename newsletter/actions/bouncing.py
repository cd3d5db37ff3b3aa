"""Messages that came back by mail, turned into reports."""

import hashlib

from newsletter.actions.reports import Kind, Report, take
from newsletter.bounces import judge
from newsletter.models import Delivery

BY_MAIL = "mail"
KINDS = {"hard": Kind.BOUNCED, "soft": Kind.BOUNCED, "complaint": Kind.COMPLAINED}


def take_message(raw: bytes) -> str:
    """What the message was. Only what names a copy of ours has an effect: the rest is anybody's."""
    verdict = judge(raw)
    if verdict.kind not in KINDS:
        return verdict.kind
    copy = Delivery.objects.filter(key__in=verdict.keys).order_by("pk").first()
    if copy is None:
        return "unknown"
    # A delay is noted; the copy may still arrive.
    delayed = verdict.kind == "soft" and not verdict.final
    take(
        Report(
            provider=BY_MAIL,
            kind=Kind.DEFERRED if delayed else KINDS[verdict.kind],
            event=hashlib.sha256(raw).hexdigest(),
            key=copy.key,
            happened_at=verdict.happened_at,
            detail=verdict.detail,
            code=verdict.code,
            gone=verdict.gone,
            lasting=verdict.kind == "hard",
        )
    )
    return "delayed" if delayed else verdict.kind
