"""SMTP: any mail server, and any provider that speaks it.

A connection that breaks before the last byte of a message was written has surely not sent it; one
that breaks while the answer is awaited may have. So the two are told apart, and after the last
byte the answer is awaited for as long as RFC 5321 asks: a shorter wait made others send copies
again that had arrived.
"""

import re
import smtplib
import ssl
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from django.core.mail.utils import DNS_NAME

from newsletter.addresses import for_mail
from newsletter.providers import Answer, Kind, NoConnection
from newsroom.kit import faults

CLASS_AND_DETAIL = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
TOO_BIG = {("2", "3"), ("3", "4")}
WORDS_KEPT = 300


class Smtp:
    name = "smtp"
    can_be_asked = False

    def __init__(
        self,
        *,
        host: str,
        port: int,
        username: str = "",
        password: str = "",
        use_tls: bool = False,
        use_ssl: bool = False,
        timeout: float = 30.0,
        answer_timeout: float = 600.0,
        connections: int = 8,
        rate: float = 20.0,
        per_connection: int = 100,
        key_header: str = "",
    ):
        """`key_header` is one by which the provider knows a copy sent again (some have it)."""
        self.host, self.port = host, port
        self.username, self.password = username, password
        self.use_tls, self.use_ssl = use_tls, use_ssl
        self.timeout, self.answer_timeout = timeout, answer_timeout
        self.connections, self.rate, self.per_connection = connections, rate, per_connection
        self.key_header = key_header
        self.patience = answer_timeout + 4 * timeout
        self.takes_key = timedelta(hours=23) if key_header else None

    def open(self) -> "SmtpLine":
        try:
            return SmtpLine(self)
        except smtplib.SMTPAuthenticationError as error:
            raise NoConnection(_said(error.smtp_error), ours=error.smtp_code >= 500) from None
        except smtplib.SMTPResponseException as error:
            raise NoConnection(_said(error.smtp_error), ours=error.smtp_code >= 500) from None
        except smtplib.SMTPNotSupportedError as error:
            raise NoConnection(str(error), ours=True) from None
        except (OSError, smtplib.SMTPException) as error:
            raise NoConnection(str(error) or type(error).__name__) from None

    def look_up(self, key: UUID) -> None:
        """A mail server does not say what it has taken."""


class SmtpLine:
    def __init__(self, provider: Smtp):
        self.provider = provider
        self.left = provider.per_connection
        make = smtplib.SMTP_SSL if provider.use_ssl else smtplib.SMTP
        more = {"context": ssl.create_default_context()} if provider.use_ssl else {}
        self.smtp = make(
            provider.host,
            provider.port,
            local_hostname=DNS_NAME.get_fqdn(),
            timeout=provider.timeout,
            **more,
        )
        try:
            self._introduce()
        except BaseException:
            self.smtp.close()
            raise
        self.pipelined = self.smtp.has_extn("pipelining")
        self.intact = True

    def _introduce(self) -> None:
        if self.provider.use_tls:
            self.smtp.starttls(context=ssl.create_default_context())
        self.smtp.ehlo_or_helo_if_needed()
        if self.provider.username:
            self.smtp.login(self.provider.username, self.provider.password)

    @property
    def usable(self) -> bool:
        return self.intact and self.left > 0

    def hand_over(self, copy, *, last_chance: Callable[[], None]) -> Answer:
        reader = self._envelope_address(copy.to)
        if reader is None:
            return Answer(Kind.REFUSED, None, "Not an address that mail can be sent to.")
        self.left -= 1
        try:
            refused = self._announce(copy.envelope_from, reader)
        except (OSError, smtplib.SMTPException) as error:
            return self._broken(error)
        if refused:
            return refused
        try:
            last_chance()
        except BaseException:
            self.intact = False  # the message was announced: the connection has to go
            raise
        return self._hand_over_body(copy)

    def _announce(self, sender: str, reader: str) -> Answer | None:
        """MAIL, RCPT and DATA; the answer where one of them was refused."""
        plain = reader.isascii()
        more = "" if plain else " SMTPUTF8 BODY=8BITMIME"
        mail = f"MAIL FROM:<{sender}>{more}\r\n".encode()
        rcpt = f"RCPT TO:<{reader}>\r\n".encode()
        if self.pipelined:
            self.smtp.send(mail + rcpt)
            mailed = reached = self.smtp.getreply()
            if mailed[0] != 421:  # after which the server hangs up
                reached = self.smtp.getreply()
        else:
            self.smtp.send(mail)
            mailed = reached = self.smtp.getreply()
            if mailed[0] == 250:
                self.smtp.send(rcpt)
                reached = self.smtp.getreply()
        if mailed[0] != 250:
            return self._refused(mailed, ours=True)
        if reached[0] not in (250, 251):
            return self._refused(reached)
        self.smtp.send(b"DATA\r\n")
        invited = self.smtp.getreply()
        return None if invited[0] == 354 else self._refused(invited, ours=True)

    def _hand_over_body(self, copy) -> Answer:
        more = {self.provider.key_header: copy.key.hex} if self.provider.key_header else {}
        body = copy.as_bytes(more).replace(b"\r\n.", b"\r\n..")
        try:
            self.smtp.sock.settimeout(self.provider.timeout)
            self.smtp.sock.sendall(body + b".\r\n")  # fails: the last byte did not leave us
        except OSError as error:
            return self._broken(error)
        faults.point("after_dot")
        try:
            self.smtp.sock.settimeout(self.provider.answer_timeout)
            reply = self.smtp.getreply()
            self.smtp.sock.settimeout(self.provider.timeout)
        except (OSError, smtplib.SMTPException):
            reply = (-1, b"No answer came after the message was sent.")
        if reply[0] // 100 == 2:
            return Answer(Kind.ACCEPTED, reply[0], _said(reply[1]))
        if reply[0] // 100 not in (4, 5):
            self.intact = False
            return Answer(Kind.UNCERTAIN, None, _said(reply[1]))
        return self._refused(reply, ours=not _names_the_reader(_said(reply[1])), begun=False)

    def _refused(self, reply: tuple[int, bytes], *, ours: bool = False, begun: bool = True):
        """What a refusal means; `ours`: at this place it speaks of us unless it says otherwise."""
        code, words = reply[0], _said(reply[1])
        if code == 421:
            self.intact = False
            return Answer(Kind.SLOWER, code, words)
        if code < 400:  # no SMTP at all
            return self._broken(ValueError(f"it said {words!r}"))
        if begun:
            self._start_over()
        if code < 500:
            return Answer(Kind.LATER, code, words)
        return Answer(
            Kind.BLOCKED if ours or _concerns_us(code, words) else Kind.REFUSED, code, words
        )

    def _start_over(self) -> None:
        try:
            self.intact = self.smtp.docmd("RSET")[0] == 250
        except (OSError, smtplib.SMTPException):
            self.intact = False

    def _broken(self, error: Exception) -> Answer:
        self.intact = False
        return Answer(Kind.LATER, None, f"The connection broke: {error}"[:WORDS_KEPT])

    def _envelope_address(self, email: str) -> str | None:
        address = for_mail(email)
        if address is None or address.isascii() or self.smtp.has_extn("smtputf8"):
            return address
        return None

    def close(self) -> None:
        try:
            if self.intact:
                self.smtp.quit()
        except (OSError, smtplib.SMTPException):
            pass
        finally:
            self.smtp.close()


def _said(words: bytes | str) -> str:
    text = words.decode(errors="replace") if isinstance(words, bytes) else words
    return " ".join(text.split())[:WORDS_KEPT]


def _concerns_us(code: int, words: str) -> bool:
    """Policy, sign-in and size are not the reader's fault."""
    if code in (530, 534, 535, 538):
        return True
    found = CLASS_AND_DETAIL.search(words)
    return bool(found) and (found[2] == "7" or (found[2], found[3]) in TOO_BIG)


def _names_the_reader(words: str) -> bool:
    """A mailbox that does not exist or is full, told only after the message."""
    found = CLASS_AND_DETAIL.search(words)
    return bool(found) and found[2] in {"1", "2"} and (found[2], found[3]) not in TOO_BIG
