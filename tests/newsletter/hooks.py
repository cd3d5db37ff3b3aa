"""Reports as the mail services send them, signed as they sign."""

import base64
import hashlib
import hmac
import json
import time
import uuid

SECRET = "newsroom:a-long-password"
SIGNING_KEY = "key-of-mailgun-for-tests"
MAILERSEND = "secret-of-mailersend-for-tests"

HOOKS = {
    "postmark": {"webhook_secret": SECRET},
    "brevo": {"webhook_secret": SECRET},
    "mailgun": {"webhook_signing_key": SIGNING_KEY},
    "mailersend": {"signing_secret": MAILERSEND},
}


def basic(secret=SECRET) -> dict:
    return {"Authorization": "Basic " + base64.b64encode(secret.encode()).decode()}


def postmark(copy, kind="HardBounce", number=692560173, at="2026-11-05T16:33:54.9070259Z", **more):
    return {
        "RecordType": "Bounce", "MessageStream": "broadcast", "ID": number, "Type": kind,
        "TypeCode": 1, "Name": "Hard bounce", "Tag": "", "ServerID": 23,
        "MessageID": str(uuid.UUID(int=number)), "Metadata": {"copy": copy.key.hex},
        "Description": "The server was unable to deliver your message",
        "Details": "smtp;550 5.1.1 The email account does not exist.",
        "Email": copy.subscriber.email, "From": "news@news.example", "BouncedAt": at,
        "Inactive": True, "CanActivate": True, **more,
    }  # fmt: skip


def postmark_delivery(copy, at="2026-11-05T16:33:54.0000000Z"):
    return {
        "RecordType": "Delivery", "ServerID": 23, "MessageStream": "broadcast",
        "MessageID": "00000000-0000-0000-0000-000000000000", "Recipient": copy.subscriber.email,
        "Tag": "", "DeliveredAt": at, "Details": "Test delivery webhook details",
        "Metadata": {"copy": copy.key.hex},
    }  # fmt: skip


def postmark_complaint(copy, number=42):
    return postmark(copy, kind="SpamComplaint", number=number, RecordType="SpamComplaint")


def mailgun(copy, event="failed", severity="permanent", token=None, key=SIGNING_KEY, **more):
    token, timestamp = token or uuid.uuid4().hex + "0" * 18, str(int(time.time()))
    signed = hmac.new(key.encode(), f"{timestamp}{token}".encode(), hashlib.sha256).hexdigest()
    return {
        "signature": {"timestamp": timestamp, "token": token, "signature": signed},
        "event-data": {
            "event": event, "severity": severity, "reason": "bounce",
            "id": "G9Bn5sl1TC6nu79C8C0bwg",
            "timestamp": time.time() - 60, "recipient": copy.subscriber.email,
            "message": {"headers": {"message-id": f"{copy.key.hex}@news.example"}},
            "delivery-status": {
                "code": 605, "message": "550 5.1.1 No such user here", "attempt-no": 1,
            },
            "user-variables": {}, "tags": [], **more,
        },
    }  # fmt: skip


def mailersend(copy, kind="activity.hard_bounced", secret=MAILERSEND):
    body = json.dumps({
        "type": kind, "created_at": "2026-11-05T16:33:54.000000Z",
        "data": {
            "id": f"{copy.pk:024x}", "type": "hard_bounced",
            "created_at": "2026-11-05T16:33:54.000000Z",
            "email": {
                "message": {"id": "62fb66bef54a112e920b5493"},
                "recipient": {"email": copy.subscriber.email},
                "headers": [{"name": "Message-ID", "value": f"<{copy.key.hex}@news.example>"}],
            },
            "morph": {"object": "recipient_bounce", "reason": "550 5.1.1 unknown"},
        },
    })  # fmt: skip
    signature = hmac.new(secret.encode(), body.encode(), hashlib.sha256).hexdigest()
    return body, {"Signature": signature}


def brevo(copy, event="hard_bounce", **more):
    return {
        "event": event, "email": copy.subscriber.email, "id": 26224, "date": "2026-11-05 17:33:54",
        "ts": 1793900034, "ts_epoch": 1793900034000,
        "message-id": f"<{copy.key.hex}@news.example>", "subject": "Issue",
        "reason": "550 5.1.1 unknown user", "tags": [], **more,
    }  # fmt: skip
