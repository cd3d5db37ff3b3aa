"""Mail on its way: both forms, nothing smuggled into the headers, files in order, real SMTP."""

import email
import socket
import subprocess
import sys
import time
from email import policy
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.core import mail as outgoing
from django.core.mail import EmailMultiAlternatives

from newsroom.kit import mail
from newsroom.kit.mail import FolderBackend
from newsroom.settings.environment import mailer
from newsroom.site.models import SiteSettings

ROOT = Path(__file__).parents[2]
CONTENT = {
    "site": SiteSettings(name="The Harbour & Hill"),
    "heading": "Confirm <your> address",
    "text": "One press.",
    "button": "Confirm",
    "link": "http://testserver/confirm/?a=1&b=2",
    "hint": "",
    "asked": "",
}


def send(**changes):
    wanted = {"to": "ana@example.com", "subject": "Hello", "context": CONTENT, **changes}
    mail.send("mail/account", **wanted)
    return outgoing.outbox[-1]


def test_a_letter_has_a_plain_and_a_dressed_form():
    message = send()
    html = message.alternatives[0].content

    assert "http://testserver/confirm/?a=1&b=2\n" in message.body
    assert "The Harbour & Hill" in message.body
    assert "Confirm &lt;your&gt; address" in html
    assert 'href="http://testserver/confirm/?a=1&amp;b=2"' in html
    assert "style=" in html.split("<body", 1)[1]
    assert "src=" not in html  # nothing is fetched when it is opened


@pytest.mark.parametrize("subject", ["Hi\r\nBcc: all@example.com", "Hi\nX: y", "Hi\x0b\x0cthere"])
def test_a_subject_cannot_begin_another_header(subject):
    message = send(subject=subject)

    whole = email.message_from_bytes(message.message().as_bytes(), policy=policy.default)
    assert "\n" not in whole["Subject"]
    assert whole["Bcc"] is None
    assert whole["X"] is None
    assert message.recipients() == ["ana@example.com"]


@pytest.mark.parametrize("field", ["to", "reply_to"])
def test_an_address_with_a_line_end_is_never_sent(field):
    with pytest.raises(ValueError, match=r"(?i)newline|header|invalid"):
        send(**{field: "ana@example.com\nBcc: all@example.com"}).message()


def test_a_real_mail_server_gets_all_of_it(settings):
    received = []

    class Handler:
        async def handle_DATA(self, server, session, envelope):  # noqa: N802
            received.append(envelope)
            return "250 OK"

    port = free_port()
    controller = Controller(Handler(), hostname="127.0.0.1", port=port)
    controller.start()
    try:
        settings.MAILERS = {"default": mailer(f"smtp://127.0.0.1:{port}")}
        mail.send(
            "mail/account",
            to="ana@example.com",
            subject="Niño y mañana",
            context=CONTENT,
            reply_to="desk@example.com",
            headers={"List-Unsubscribe": "<http://testserver/x/>"},
        )
    finally:
        controller.stop()

    envelope = received[0]
    message = email.message_from_bytes(envelope.content, policy=policy.default)
    assert envelope.rcpt_tos == ["ana@example.com"]
    assert message["Subject"] == "Niño y mañana"
    assert message["Reply-To"] == "desk@example.com"
    assert message["List-Unsubscribe"] == "<http://testserver/x/>"
    assert [p.get_content_type() for p in message.iter_parts()] == ["text/plain", "text/html"]


def free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return asked.getsockname()[1]


WRITER = """
import sys
import time
from pathlib import Path
from django.conf import settings
settings.configure()
from django.core.mail import EmailMultiAlternatives
from newsroom.kit.mail import FolderBackend
while not Path(sys.argv[1], "go").exists():
    time.sleep(0.001)
for number in range(100):
    message = EmailMultiAlternatives(f"{sys.argv[2]} {number}", "", to=["a@example.com"])
    FolderBackend(folder=Path(sys.argv[1])).send_messages([message])
"""


def test_web_server_and_worker_writing_at_once_give_each_number_once(tmp_path):
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(tmp_path), name], cwd=ROOT)
        for name in ("web", "worker")
    ]
    time.sleep(1.5)  # both stand ready
    (tmp_path / "go").touch()

    assert [writer.wait(timeout=60) for writer in writers] == [0, 0]
    numbers = sorted(int(path.name[:5]) for path in tmp_path.glob("*.eml"))
    assert numbers == list(range(1, 201))
    assert not list(tmp_path.glob("*.part"))


def test_the_folder_keeps_the_letter_and_prints_its_links(tmp_path, capsys):
    message = EmailMultiAlternatives(
        "Confirm: ¿sí?", "Open http://testserver/a/\nor http://testserver/b/", to=["a@example.com"]
    )
    FolderBackend(folder=tmp_path / "mail").send_messages([message])

    printed = capsys.readouterr().out
    (path,) = (tmp_path / "mail").glob("*.eml")
    assert path.name == "00001-confirm-s.eml"
    assert "Mail to a@example.com: Confirm: ¿sí?" in printed
    assert "  http://testserver/a/\n  http://testserver/b/" in printed
    assert email.message_from_bytes(path.read_bytes())["To"] == "a@example.com"


def test_letters_removed_from_the_folder_do_not_make_numbers_come_twice(tmp_path):
    write = FolderBackend(folder=tmp_path).send_messages
    for subject in ("one", "two", "three"):
        write([EmailMultiAlternatives(subject, "", to=["a@example.com"])])
    next(tmp_path.glob("00001-*")).unlink()

    write([EmailMultiAlternatives("four", "", to=["a@example.com"])])

    assert (tmp_path / "00004-four.eml").exists()
