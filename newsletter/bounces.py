"""What a message that came back says: a bounce, a complaint, an answer by machine, or nothing.

Understands reports as they ought to be (RFC 3464, RFC 5965, RFC 3834) and the letters in plain
words that many servers write instead. Whatever is not understood is “unclear”, and changes nothing.
Copies are found by the key in their Message-ID, which only those who had the message know: so a
forged bounce can be made for one's own copy alone.
"""

import email
import re
import uuid
from dataclasses import dataclass
from datetime import datetime
from email.header import decode_header, make_header
from email.message import Message
from email.utils import parsedate_to_datetime

from django.utils.html import strip_tags

from newsletter.bounce_words import AUTOMATIC, FULL, GONE, LATER, POLICY, REFUSED, RETURNED

LARGEST = 1_000_000  # bytes read of a message
PARTS, READ = 40, 60_000  # parts looked at, letters read of each
KEYS = 10

KEY = re.compile(r"(?<![0-9a-f])([0-9a-f]{32})(?:@|=40)", re.IGNORECASE)
STATUS = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
CODE = re.compile(r"(?<![\d.\-:/#+\[])([45]\d\d)(?=[\s\-\]]|$)")
# Where servers begin to quote the message they give back.
ORIGINAL = re.compile(
    r"^(-{2,}.{0,60}(original|copy of|below|returned|body of|message header).{0,60}|"
    r"(>?\s?)?(received|return-path): .*|.{0,40}(copy of (the|your) (original )?message|"
    r"original message (follows|headers)).{0,60})$",
    re.IGNORECASE | re.MULTILINE,
)
POSTPONED = re.compile(r"has been postponed|will continue to (try|attempt)", re.IGNORECASE)
FOLD = re.compile(r"\r?\n[ \t]+(?=\S)")
DAEMON = re.compile(
    r"mailer-?daemon|postmaster|poostmaster|mail (delivery|administrator|system)|"
    r"delivery subsystem|system administrator|mdaemon|mail\.delivery",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Verdict:
    """`hard` is about the address, `soft` is not. `final`: this copy will not arrive."""

    kind: str  # hard, soft, complaint, automatic, none, unclear
    keys: tuple[uuid.UUID, ...] = ()
    gone: bool = False
    final: bool = False
    code: int | None = None
    detail: str = ""
    happened_at: datetime | None = None


@dataclass(frozen=True)
class Letter:
    """What of a message is read: headers, its own words, and the fields of a report in it."""

    message: Message
    words: str
    status: dict[str, str]
    feedback: dict[str, str] | None

    def header(self, name: str) -> str:
        try:
            return str(make_header(decode_header(str(self.message.get(name, "")))))
        except (ValueError, LookupError):  # unknown character set, broken encoding
            return str(self.message.get(name, ""))


def judge(raw: bytes) -> Verdict:
    """What this message is. Never raises, whatever the bytes are."""
    raw = raw[:LARGEST]
    try:
        letter = _read(email.message_from_bytes(raw))
        keys = _keys(raw.decode("latin-1"), letter.words)
        when = _date(letter)
        found = _complaint(letter) or _report(letter) or _machine(letter) or _words(letter)
    except Exception:  # hostile MIME finds every corner of the parser
        return Verdict("unclear", _keys(raw.decode("latin-1")))
    return Verdict(**{"keys": keys, "happened_at": when, **(found or {"kind": "none"})})


def judge_words(said: str) -> Verdict:
    """What a server's answer alone says about a message it gave back."""
    return Verdict(**_failure(said, said))


def _read(message: Message) -> Letter:
    words, status, feedback = [], {}, None
    for part in _parts(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            for name, value in _fields(part):
                status.setdefault(name, value)
        elif kind == "message/feedback-report":
            feedback = dict(_fields(part))
        elif kind in {"text/plain", "text/html"}:
            words.append(_text(part))
    return Letter(message, "\n".join(words), status, feedback)


def _parts(message: Message):
    """The parts of the letter itself, not those of the message it gives back."""
    waiting, seen = [message], 0
    while waiting and seen < PARTS:
        part = waiting.pop(0)
        seen += 1
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting = list(part.get_payload())[:PARTS] + waiting
        elif not part.get_content_type().startswith("message/rfc822"):
            yield part


def _fields(part: Message):
    """The lines “Name: value” of a report, in the form the parser gives or as plain text."""
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [email.message_from_string(_text(part))]
    for block in blocks[:PARTS]:
        for name, value in block.items():
            yield name.lower(), " ".join(str(value).split())[:2000]
        # A part with a charset is taken for text by the parser.
        if not block.items() and isinstance(block.get_payload(), str):
            inner = email.message_from_string(block.get_payload()[:READ].lstrip())
            yield from ((n.lower(), " ".join(str(v).split())[:2000]) for n, v in inner.items())


def _text(part: Message) -> str:
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return str(part.get_payload())[:READ]
    charset = part.get_content_charset() or "utf-8"
    try:
        text = raw[:READ].decode(charset, errors="replace")
    except (LookupError, ValueError):
        text = raw[:READ].decode("latin-1")
    return strip_tags(text) if part.get_content_type() == "text/html" else text


def _keys(*texts: str) -> tuple[uuid.UUID, ...]:
    """Whatever may be the key of a copy: in a Message-ID, in the address it came back to."""
    found = dict.fromkeys(m.lower() for text in texts for m in KEY.findall(text))
    return tuple(uuid.UUID(hex=key) for key in list(found)[:KEYS])


def _complaint(letter: Letter) -> dict | None:
    if letter.feedback is not None:
        about = letter.feedback.get("feedback-type", "abuse").lower()
        complains = about in {"abuse", "fraud", "virus", "other", "opt-out", "opt-out-list"}
        return {"kind": "complaint" if complains else "none", "detail": about}
    subject = letter.header("Subject")
    if subject.lower().startswith("complaint about message from"):
        return {"kind": "complaint", "detail": "abuse"}  # before reports had a form
    return None


def _report(letter: Letter) -> dict | None:
    """A report of the kind RFC 3464 describes."""
    if "action" not in letter.status and "status" not in letter.status:
        return None
    action = letter.status.get("action", "failed").lower()
    said = letter.status.get("diagnostic-code", "")
    if action.startswith(("delivered", "relayed", "expanded")):
        return {"kind": "none", "detail": action}
    if action.startswith("delay"):
        return _answer("soft", said or letter.words, final=False)
    status = letter.status.get("status", "")
    return _failure(f"{status} {said}", said if len(said) > 20 else said + "\n" + _own(letter))


def _machine(letter: Letter) -> dict | None:
    """An answer by a program, such as from somebody who is away."""
    marks = [letter.header(name) for name in ("Auto-Submitted", "X-Autoreply", "X-Autorespond")]
    answered = any(mark.lower().startswith(("auto-replied", "yes")) for mark in marks)
    if answered and DAEMON.search(letter.header("From")):
        answered = False  # some servers mark their bounces so
    if answered or AUTOMATIC.search(letter.header("Subject").strip()):
        return {"kind": "automatic"}
    return None


def _words(letter: Letter) -> dict | None:
    """A letter in plain words, of a server that knows no reports."""
    subject, sender = letter.header("Subject"), letter.header("From")
    from_server = bool(DAEMON.search(sender)) or letter.header("Return-Path").strip() == "<>"
    text = f"{subject}\n{_own(letter)}"
    if not RETURNED.search(subject) and not (from_server and _says_why(text)):
        return None
    if LATER.search(subject) or POSTPONED.search(text):
        return _answer("soft", text, final=False)
    return _failure(text, text)


def _says_why(text: str) -> bool:
    return any(words.search(text) for words in (RETURNED, GONE, FULL, REFUSED, STATUS, CODE))


def _failure(codes: str, words: str) -> dict:
    """About the address (hard), or about the moment, the message and us (soft)."""
    status = next(iter(STATUS.findall(codes)), None) or next(iter(STATUS.findall(words)), None)
    number = next(iter(CODE.findall(codes)), None) or next(iter(CODE.findall(words)), None)
    code = int(number) if number else None
    subject, detail = (int(status[1]), int(status[2])) if status else (None, None)
    if FULL.search(words) or (subject, detail) in {(2, 2), (2, 3), (3, 4)}:
        return _answer("soft", words, code=code)
    if GONE.search(words) and not (subject == 7 and POLICY.search(words)):
        return _answer("hard", words, code=code, gone=True)
    if (subject, detail) in {(1, 1), (1, 2), (1, 3), (1, 6), (1, 10)}:
        return _answer("hard", words, code=code, gone=True)
    if subject in {3, 6, 7} or (subject, detail) in {(1, 7), (1, 8), (4, 6)}:
        return _answer("soft", words, code=code)
    if POLICY.search(words):
        return _answer("soft", words, code=code)
    if status and status[0] == "5" and subject != 0:
        return _answer("hard", words, code=code)
    if (status and status[0] == "4") or REFUSED.search(words) or (code and code < 500):
        return _answer("soft", words, code=code)
    if status or (code and code != 554):  # which says no more than that it failed
        return _answer("hard", words, code=code)
    return _answer("soft", words, code=code)


def _answer(kind: str, words: str, *, final=True, gone=False, code=None) -> dict:
    said = next((line for line in words.splitlines() if CODE.search(line)), "")
    detail = " ".join((said or words).split())[:300]
    return {"kind": kind, "final": final, "gone": gone, "code": code, "detail": detail}


def _own(letter: Letter) -> str:
    """The words of the letter without the message it gives back."""
    begin = ORIGINAL.search(letter.words)
    words = letter.words[: begin.start()] if begin else ""
    if len(words.strip()) < 10:  # some begin with a line that looks like the end
        words = letter.words
    return FOLD.sub(" ", words)


def _date(letter: Letter) -> datetime | None:
    try:
        when = parsedate_to_datetime(str(letter.message.get("Date", "")))
    except (ValueError, TypeError):
        return None
    return when if when.tzinfo else None
