"""What comes back by mail, and what is made of it."""

import io
import sys
from email.message import EmailMessage
from types import SimpleNamespace

import pytest
from django.core.management import call_command

from newsletter.actions.bouncing import take_message
from newsletter.bounces import judge
from newsletter.models import ProviderEvent
from newsletter.suppressing import is_suppressed
from tests.newsletter.ledger import State, sent_copy

KEY = "0123456789abcdef0123456789abcdef"


def bounce(key=KEY, *, action="failed", status="5.1.1", said="550 5.1.1 User unknown") -> bytes:
    """A report as RFC 3464 has it."""
    return f"""\
From: Mail Delivery System <MAILER-DAEMON@mx.example>
To: bounces@news.example
Subject: Undelivered Mail Returned to Sender
Date: Thu, 05 Nov 2026 10:00:00 +0000
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ana@example.com
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

From: news@news.example
Subject: The morning
Message-ID: <{key}@news.example>

--b--
""".encode()


def in_words(subject: str, text: str, key=KEY) -> bytes:
    """A letter of a server that knows no reports."""
    return f"""\
From: MAILER-DAEMON@mx.example
Return-Path: <>
Subject: {subject}

{text}

--- Below this line is a copy of the message.

Message-ID: <{key}@news.example>
Subject: Your mailbox is full of news, unknown user
""".encode()


def complaint(key=KEY, about="abuse") -> bytes:
    return f"""\
From: feedback@provider.example
Subject: FW: The morning
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {about}
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

Message-ID: <{key}@news.example>
Subject: The morning

Hello
--b--
""".encode()


@pytest.mark.parametrize(
    ("raw", "kind", "gone", "final"),
    [
        (bounce(), "hard", True, True),
        (bounce(status="5.2.2", said="552 5.2.2 Mailbox full"), "soft", False, True),
        (bounce(status="5.7.1", said="550 5.7.1 Message rejected as spam"), "soft", False, True),
        (bounce(status="4.4.7", said="timed out"), "soft", False, True),
        (bounce(action="delayed", status="4.4.1", said="421 busy"), "soft", False, False),
        (bounce(action="relayed", status="2.0.0", said="250 ok"), "none", False, False),
        (bounce(status="5.0.0", said="550 no"), "hard", False, True),
        (in_words("failure notice", "<ana@example.com>:\n550 no such user"), "hard", True, True),
        (in_words("failure notice", "The user's mailfolder is full."), "soft", False, True),
        (in_words("Warning: message delayed 24 hours", "No action."), "soft", False, False),
        (in_words("Delivery failure", "Something went wrong."), "soft", False, True),
        (complaint(), "complaint", False, False),
        (complaint(about="not-spam"), "none", False, False),
        (
            b"From: a@b.example\nSubject: Out of office\n\nBack on Monday.",
            "automatic",
            False,
            False,
        ),
        (b"From: a@b.example\nAuto-Submitted: auto-replied\n\nThanks.", "automatic", False, False),
        (b"From: a@b.example\nSubject: A question\n\nIs 550 your number?", "none", False, False),
        (b"", "none", False, False),
    ],
)
def test_what_came_back_is_told_apart(raw, kind, gone, final):
    verdict = judge(raw)

    assert (verdict.kind, verdict.gone, verdict.final) == (kind, gone, final)


def test_the_copy_is_found_by_the_message_id_of_what_was_given_back():
    assert [key.hex for key in judge(bounce()).keys] == [KEY]
    assert [key.hex for key in judge(complaint()).keys] == [KEY]


def test_the_copy_is_found_by_the_address_it_came_back_to():
    raw = b"From: MAILER-DAEMON@mx.example\nTo: bounces+" + KEY.encode() + b"@news.example\n"

    verdict = judge(raw + b"Subject: failure notice\n\n550 no such user\n")

    assert [key.hex for key in verdict.keys] == [KEY]


def hostile():
    nested = EmailMessage()
    nested.set_content("at the bottom")
    yield b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n" * 50_000
    deep = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(3000)
    )
    yield deep
    yield b"Content-Type: message/rfc822\n\n" * 3000
    yield b"Subject: =?utf-8?b?" + b"A" * 100_000 + b"?=\n\n"
    yield b"Subject: =?no-such-charset?q?x?=\nContent-Type: text/plain; charset=nonsense\n\n550 x"
    yield b"\xff\xfe\x00" * 10_000
    yield bounce().replace(b"charset=us-ascii", b"charset=\x00\xff")
    yield b"From: MAILER-DAEMON\nSubject: failure notice\n\n" + b"user " * 200_000
    yield b"From: MAILER-DAEMON\nSubject: failure notice\n\n" + b"mailbox <" * 100_000
    yield b"Date: Thu, 99 Xxx 99999 99:99:99 +9999\nFrom: MAILER-DAEMON\n\n550 unknown user"
    yield bounce()[:300]
    yield b":" * 1_000_000


@pytest.mark.parametrize("raw", list(hostile()), ids=range(len(list(hostile()))))
def test_hostile_messages_are_judged_and_never_raise(raw):
    assert judge(raw).kind in {"hard", "soft", "none", "unclear"}


@pytest.mark.django_db
def test_a_bounce_of_a_copy_ends_it_and_one_of_nothing_of_ours_changes_nothing():
    copy = sent_copy()

    assert take_message(bounce(copy.key.hex)) == "hard"
    assert take_message(bounce()) == "unknown"

    copy.refresh_from_db()
    assert (copy.state, copy.last_code) == (State.FAILED, 550)
    assert is_suppressed("ana@example.com")
    assert ProviderEvent.objects.count() == 1


@pytest.mark.django_db
def test_the_address_of_a_forged_bounce_is_not_believed():
    sent_copy()
    victim = bounce().replace(b"rfc822; ana@example.com", b"rfc822; victim@example.com")

    take_message(victim)

    assert not is_suppressed("victim@example.com")
    assert not is_suppressed("ana@example.com")


@pytest.mark.django_db
def test_a_delay_is_noted_and_the_copy_stays_handed_over():
    copy = sent_copy()

    assert take_message(bounce(copy.key.hex, action="delayed", status="4.4.1")) == "delayed"

    copy.refresh_from_db()
    assert copy.state == State.ACCEPTED
    assert copy.events.get().kind == "deferred"


@pytest.mark.django_db
def test_one_message_comes_through_a_pipe(monkeypatch, capsys):
    copy = sent_copy()
    pipe = SimpleNamespace(buffer=io.BytesIO(complaint(copy.key.hex)))
    monkeypatch.setattr(sys, "stdin", pipe)

    call_command("take_bounces")

    assert "complaint 1" in capsys.readouterr().out
    assert is_suppressed("ana@example.com")


@pytest.mark.django_db
def test_a_folder_is_taken_once(tmp_path, capsys):
    copy = sent_copy()
    for name in ("new", "cur", "tmp"):
        (tmp_path / name).mkdir()
    (tmp_path / "new" / "1").write_bytes(bounce(copy.key.hex))
    (tmp_path / "new" / "2").write_bytes(b"Subject: hello\n\nhello")

    call_command("take_bounces", str(tmp_path))
    call_command("take_bounces", str(tmp_path))

    assert capsys.readouterr().out.strip() == "hard 1, none 1"
    assert sorted(path.name for path in (tmp_path / "cur").iterdir()) == ["1:2,S", "2:2,S"]


@pytest.mark.django_db
def test_an_mbox_is_taken(tmp_path, capsys):
    copy = sent_copy()
    box = tmp_path / "bounces.mbox"
    box.write_bytes(b"From MAILER-DAEMON Thu Nov  5 10:00:00 2026\n" + bounce(copy.key.hex) + b"\n")

    call_command("take_bounces", str(box))

    assert capsys.readouterr().out.strip() == "hard 1"
    assert is_suppressed("ana@example.com")
