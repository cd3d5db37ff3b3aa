"""Handing a copy to a mail service: what it said is told honestly, as is what nobody knows."""

import json
import socket
import threading
import uuid
from email.headerregistry import Address
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import SimpleNamespace

import pytest
from django.utils import timezone

from newsletter.models import ProviderEvent
from newsletter.providers import Kind
from newsletter.providers.anymail import Anymail
from tests.newsletter.ledger import sent_copy

KEY = uuid.UUID(hex="0123456789abcdef0123456789abcdef")


INACTIVE = (
    "You tried to send to recipient(s) that have been marked as inactive."
    " Found inactive addresses: ana@example.com. Inactive recipients are ones that have generated"
    " a hard bounce, a spam complaint, or a manual suppression."
)


def a_copy(to="ana@example.com"):
    mould = SimpleNamespace(
        subject="The morning",
        from_=Address("The Eye", "news", "news.example"),
        reply_to="desk@news.example",
    )
    headers = {
        "Message-ID": f"<{KEY.hex}@news.example>",
        "List-Unsubscribe": "<https://news.example/newsletter/leave/x/morning/>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Precedence": "bulk",
    }
    return SimpleNamespace(
        mould=mould, key=KEY, to=to, html="<p>Hello</p>", text="Hello", headers=headers
    )


@pytest.fixture
def service():
    """Postmark's interface on this machine; `says` is a status and a body, or None for silence."""
    heard = SimpleNamespace(
        says=(200, {"ErrorCode": 0, "MessageID": "abc", "Message": "OK", "To": "ana@example.com"}),
        asked=[],
    )

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            heard.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            if heard.says is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, body = heard.says
            raw = body.encode() if isinstance(body, str) else json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *args):
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=[0.01], daemon=True)
    thread.start()
    heard.url = f"http://127.0.0.1:{server.server_port}/"
    yield heard
    server.shutdown()
    thread.join(10)
    server.server_close()


def hand_over(url, copy=None, last_chance=lambda: None):
    options = {"server_token": "token", "api_url": url, "requests_timeout": 5}
    line = Anymail(service="postmark", options=options).open()
    try:
        return line.hand_over(copy or a_copy(), last_chance=last_chance), line.usable
    finally:
        line.close()


def test_an_accepted_copy_carries_its_key_and_the_way_to_leave(service):
    answer, usable = hand_over(service.url)

    assert (answer.kind, usable) == (Kind.ACCEPTED, True)
    told = service.asked[0]
    assert told["Metadata"] == {"copy": KEY.hex}
    assert (told["To"], told["HtmlBody"], told["TextBody"]) == (
        "ana@example.com", "<p>Hello</p>", "Hello",
    )  # fmt: skip
    headers = {each["Name"]: each["Value"] for each in told["Headers"]}
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert told["TrackOpens"] is False


@pytest.mark.parametrize(
    ("says", "kind"),
    [
        (
            (422, {"ErrorCode": 300, "Message": "Error parsing 'To': not an address"}),
            Kind.UNCERTAIN,
        ),
        ((422, {"ErrorCode": 406, "Message": INACTIVE}), Kind.REFUSED),
        (
            (200, {"ErrorCode": 0, "Message": "OK", "MessageID": "a", "To": "x@y.example"}),
            Kind.UNCERTAIN,
        ),
        ((413, {"Message": "too large"}), Kind.BLOCKED),
        ((401, {"ErrorCode": 10, "Message": "Bad or missing token"}), Kind.BLOCKED),
        ((429, {"Message": "too many"}), Kind.SLOWER),
        ((503, {"Message": "later"}), Kind.LATER),
        ((500, {"Message": "oops"}), Kind.UNCERTAIN),
        ((502, "<html>"), Kind.UNCERTAIN),
        ((200, "not json"), Kind.UNCERTAIN),
        (None, Kind.UNCERTAIN),
    ],
)
def test_every_answer_is_told_for_what_it_is(service, says, kind):
    service.says = says

    assert hand_over(service.url)[0].kind == kind


def test_where_nobody_listens_the_copy_was_surely_not_sent():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    assert hand_over(f"http://127.0.0.1:{port}/")[0].kind == Kind.LATER


def test_what_the_last_chance_raises_leaves_the_copy_unsent(service):
    class Fenced(Exception):
        pass

    def fenced():
        raise Fenced

    with pytest.raises(Fenced):
        hand_over(service.url, last_chance=fenced)

    assert service.asked == []


@pytest.mark.django_db
def test_a_report_about_a_copy_is_the_answer_to_whether_it_was_sent(settings):
    provider = Anymail(service="postmark", options={"server_token": "token"})
    copy = sent_copy()
    settings.NEWSLETTER_HOOKS = {}
    assert not provider.can_be_asked

    settings.NEWSLETTER_HOOKS = {"postmark": {"webhook_secret": "x"}}
    assert provider.can_be_asked
    assert provider.look_up(copy.key) is None

    ProviderEvent.objects.create(
        provider="postmark", event="1", kind="deferred", delivery=copy,
        happened_at=timezone.now(),
    )  # fmt: skip
    assert provider.look_up(copy.key) is True
