"""The bytes of a copy: encoded once for all readers of a content, then only filled in.

Placeholders stand for the keys of reader and copy, and are as long as they (rendering.py). So the
encoded message is cut at them, also where quoted-printable broke a line within one, and a copy is
its pieces joined: nothing is encoded twice.
"""

import binascii
import re
import time
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import formatdate, parseaddr
from functools import cached_property, lru_cache
from uuid import UUID

from django.conf import settings
from django.utils.crypto import get_random_string

from newsletter import rendering
from newsletter.addresses import for_mail
from newsletter.links import leave_headers
from newsletter.models import Content, Newsletter
from newsroom.site.chrome import chrome

READER, COPY = rendering.READER_KEY, rendering.COPY_KEY
SOFT_BREAK = b"=\r\n"
PLAIN_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")


@dataclass(frozen=True)
class Copy:
    """What one reader gets. Providers that take no bytes use `mould` and the keys."""

    mould: "Mould"
    key: UUID
    to: str
    reader_key: str

    @property
    def envelope_from(self) -> str:
        return self.mould.sender

    @property
    def html(self) -> str:
        return self._filled(self.mould.html)

    @property
    def text(self) -> str:
        return self._filled(self.mould.text)

    @property
    def headers(self) -> dict[str, str]:
        """Those beside From, To, Subject and Date."""
        return {name: self._filled(value) for name, value in self.mould.headers.items()}

    def as_bytes(self, more: dict[str, str] | None = None) -> bytes:
        own = f"Date: {_date(int(time.time()))}\r\n{_to(self.to)}"
        own += "".join(f"{name}: {value}\r\n" for name, value in (more or {}).items())
        return own.encode() + self.mould.filled(self.reader_key, self.key.hex)

    def _filled(self, part: str) -> str:
        return part.replace(READER, self.reader_key).replace(COPY, self.key.hex)


class Mould:
    """A content as a message without To and Date, cut where the keys of a copy belong."""

    def __init__(self, content: Content):
        self.html, self.text, self.subject = content.html, content.text, content.subject
        issue = content.issue
        newsletter = issue.newsletter
        self.from_ = sender_of(newsletter)
        self.reply_to = newsletter.reply_to
        self.sender = self.from_.addr_spec
        self.headers = headers_of(newsletter, issue, domain=self.from_.domain)

    @cached_property
    def pieces(self) -> list[bytes | tuple[bool, int, int]]:
        return cut(self._head() + self._body())

    def filled(self, reader_key: str, copy_key: str) -> bytes:
        keys = (copy_key.encode(), reader_key.encode())
        return b"".join(
            piece if isinstance(piece, bytes) else keys[piece[0]][piece[1] : piece[2]]
            for piece in self.pieces
        )

    def _head(self) -> bytes:
        written = EmailMessage(policy=SMTP)
        written["From"] = self.from_
        if self.reply_to:
            written["Reply-To"] = self.reply_to
        written["Subject"] = " ".join(self.subject.split())
        head = bytes(written).rstrip(b"\r\n") + b"\r\n"
        # Not through the policy above, which would wrap and encode a long address.
        return head + "".join(f"{n}: {v}\r\n" for n, v in self.headers.items()).encode("ascii")

    def _body(self) -> bytes:
        boundary = b"=_" + get_random_string(24).encode()
        head = b'MIME-Version: 1.0\r\nContent-Type: multipart/alternative;\r\n boundary="%s"\r\n'
        parts = [(b"plain", self.text), (b"html", self.html)]
        body = b"".join(
            b'\r\n--%s\r\nContent-Type: text/%s; charset="utf-8"\r\n'
            b"Content-Transfer-Encoding: quoted-printable\r\n\r\n%s"
            % (boundary, kind, _quoted(part))
            for kind, part in parts
        )
        return head % boundary + body + b"\r\n--%s--\r\n" % boundary


def cut(message: bytes) -> list[bytes | tuple[bool, int, int]]:
    """The bytes between the placeholders, and in place of each which key (is it the reader's?) and
    which part of it: more than one where a line is broken within it."""
    pieces: list[bytes | tuple[bool, int, int]] = []
    end = 0
    for found in _placeholders().finditer(message):
        pieces.append(message[end : found.start()])
        start = 0
        for part in found[0].split(SOFT_BREAK):
            if start:
                pieces.append(SOFT_BREAK)
            pieces.append((found["reader"] is not None, start, start + len(part)))
            start += len(part)
        end = found.end()
    return [*pieces, message[end:]]


@lru_cache(maxsize=1)
def _placeholders() -> re.Pattern[bytes]:
    def broken_anywhere(word: str) -> bytes:
        return b"(?:=\r\n)?".join(re.escape(letter.encode()) for letter in word)

    return re.compile(
        b"(?P<reader>" + broken_anywhere(READER) + b")|(?P<copy>" + broken_anywhere(COPY) + b")"
    )


def sender_of(newsletter: Newsletter) -> Address:
    name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    return Address(
        display_name=newsletter.sender_name or name or chrome().site.name,
        addr_spec=newsletter.sender_address or address,
    )


def headers_of(newsletter: Newsletter, issue, *, domain: str) -> dict[str, str]:
    """Message-ID is the same on every try; the others are what mailbox providers ask of lists."""
    headers = {
        "Message-ID": f"<{COPY}@{domain}>",
        "List-ID": f"<{newsletter.slug}.newsletter.{domain}>",
        **leave_headers(READER, newsletter),
        "Feedback-ID": f"{issue.pk}:{newsletter.slug}:newsletter:{domain}",
        "Precedence": "bulk",
    }
    if issue.automatic:
        headers["Auto-Submitted"] = "auto-generated"
    return headers


def _quoted(text: str) -> bytes:
    lines = re.sub(r"\r\n?|\n", "\r\n", text.rstrip()) + "\r\n"
    return binascii.b2a_qp(lines.encode(), istext=True)


def _to(address: str) -> str:
    """Nearly all addresses are plain. What cannot be written is refused by the provider."""
    if PLAIN_ADDRESS.fullmatch(address):
        return f"To: {address}\r\n"
    return f"To: {for_mail(address) or 'undisclosed-recipients:;'}\r\n"


@lru_cache(maxsize=2)
def _date(second: int) -> str:
    return formatdate(second, usegmt=False)
