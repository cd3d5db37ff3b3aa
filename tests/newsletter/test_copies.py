"""The bytes of a copy: what any mail program makes of them, and what only this reader gets."""

import email
import re
from email import policy
from uuid import UUID, uuid4

import pytest

from newsletter.models import Content, Issue, Newsletter
from newsletter.providers.folder import Folder
from newsletter.rendering import COPY_KEY, READER_KEY
from newsletter.sending.copies import Copy, Mould, cut
from tests.newsletter.letters import issue_for, send

pytestmark = pytest.mark.django_db
KEY = UUID("0123456789abcdef0123456789abcdef")
READER = "Abcdefghijklmnopqrstuvwxyz_-0123"


def content(**fields) -> Content:
    newsletter, _new = Newsletter.objects.get_or_create(slug="daily", defaults={"name": "Daily"})
    newsletter.sender_name, newsletter.sender_address = "The “Harbour”, daily", "daily@news.example"
    newsletter.reply_to = "desk@news.example"
    newsletter.save()
    issue = Issue.objects.create(newsletter=newsletter, edition=uuid4().hex[:8])
    usual = {
        "subject": "Lluvia en Málaga – the day",
        "html": f'<p>Ñandú</p><a href="https://n.example/leave/{READER_KEY}/">Leave</a>',
        "text": f".A line with a dot\nLeave: https://n.example/leave/{READER_KEY}/\n",
    }
    return Content.objects.create(issue=issue, digest=uuid4().hex, **{**usual, **fields})


def copy(to: str = "ana@example.com", **fields) -> Copy:
    return Copy(Mould(content(**fields)), KEY, to, READER)


def parsed(made: Copy, **more):
    whole = made.as_bytes(more or None)
    message = email.message_from_bytes(whole, policy=policy.strict)
    assert all(len(line) <= 998 for line in whole.split(b"\r\n"))
    assert b"\n" not in whole.replace(b"\r\n", b"")
    return message


def said(part) -> str:
    """Lines end in mail as they always have."""
    return part.get_content().replace("\r\n", "\n")


def test_a_copy_is_a_message_of_two_forms_that_parses_strictly():
    made = parsed(copy())

    text, html = made.iter_parts()
    assert made["Subject"] == "Lluvia en Málaga – the day"
    assert made["From"].addresses[0].display_name == "The “Harbour”, daily"
    assert made["From"].addresses[0].addr_spec == "daily@news.example"
    assert made["Reply-To"] == "desk@news.example"
    assert made["To"] == "ana@example.com"
    assert made["Date"].datetime is not None
    assert text.get_content_type() == "text/plain"
    assert html.get_content_type() == "text/html"
    assert said(text) == (f".A line with a dot\nLeave: https://n.example/leave/{READER}/\n")
    assert "<p>Ñandú</p>" in html.get_content()


def test_the_headers_let_a_mail_program_leave_and_know_the_list():
    made = parsed(copy())

    leave = f"<http://testserver/newsletter/leave/{READER}/daily/>"
    assert made["List-Unsubscribe"] == leave
    assert made["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert made["List-ID"] == "<daily.newsletter.news.example>"
    assert made["Message-ID"] == f"<{KEY.hex}@news.example>"
    assert made["Feedback-ID"].endswith(":daily:newsletter:news.example")
    assert made["Precedence"] == "bulk"
    assert made["Auto-Submitted"] is None


def test_an_issue_made_by_the_rule_says_so():
    row = content()
    row.issue.automatic = True

    assert Mould(row).headers["Auto-Submitted"] == "auto-generated"


@pytest.mark.parametrize("before", range(76))
def test_a_key_is_filled_in_wherever_a_line_is_broken_within_it(before):
    text = "é" * 3 + "x" * before + f"https://n.example/{READER_KEY}/{COPY_KEY}/"

    made = parsed(copy(text=text))

    found = said(next(made.iter_parts()))
    assert found == text.replace(READER_KEY, READER).replace(COPY_KEY, KEY.hex) + "\n"


def test_what_is_between_the_keys_is_cut_once_and_nothing_is_lost():
    message = f"a{READER_KEY}b{COPY_KEY[:9]}=\r\n{COPY_KEY[9:]}c".encode()

    pieces = cut(message)

    assert pieces == [
        b"a", (True, 0, 32), b"b", (False, 0, 9), b"=\r\n", (False, 9, 32), b"c",
    ]  # fmt: skip


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: all@example.com", "Hi\nX: y"])
def test_a_subject_cannot_begin_another_header(subject):
    made = parsed(copy(subject=subject))

    assert made["Bcc"] is None
    assert made["X"] is None


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("ana+news@example.com", "ana+news@example.com"),
        ("o'hara@example.com", "o'hara@example.com"),
        ("ana@señal.example", "ana@xn--seal-hqa.example"),
        ("a@b.example>\r\nBcc: all@example.com", "undisclosed-recipients:;"),
    ],
)
def test_addresses_are_written_as_mail_knows_them(address, written):
    made = parsed(copy(to=address))

    assert made["To"] == written
    assert made["Bcc"] is None


def test_a_provider_of_its_own_may_ask_for_a_header_with_the_key():
    made = parsed(copy(), **{"X-Idempotency-Key": KEY.hex})

    assert made["X-Idempotency-Key"] == KEY.hex


def test_providers_that_take_no_bytes_get_the_same_in_parts():
    made = copy()

    assert made.html.endswith(f'<a href="https://n.example/leave/{READER}/">Leave</a>')
    assert made.headers["Message-ID"] == f"<{KEY.hex}@news.example>"
    assert READER_KEY not in made.text


@pytest.mark.django_db(transaction=True)
def test_the_folder_of_the_demonstration_holds_each_copy_once(tmp_path):
    issue = issue_for(3)

    send(Folder(folder=tmp_path / "mail"))

    files = sorted(tmp_path.glob("mail/*.eml"))
    keys = sorted(issue.deliveries.values_list("key", flat=True))
    assert files == [tmp_path / "mail" / f"newsletter-{key.hex}.eml" for key in keys]
    first = email.message_from_bytes(files[0].read_bytes(), policy=policy.strict)
    assert re.fullmatch(r"daily-reader\d@example.com", first["To"])
