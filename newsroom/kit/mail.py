"""Mail from a pair of templates, and the folder that takes it in demo and development."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import make_msgid, parseaddr
from pathlib import Path

import css_inline
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string

_inliner = css_inline.CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)


def send(
    template: str,
    *,
    to: str,
    subject: str,
    context: dict,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> None:
    """Send `template`.txt and `template`.html as one message.

    Templates that extend mail/base need `site`. What people typed may stand in the subject: its
    line ends become spaces, so it cannot begin a header of its own.
    """
    context = {**context, "site_url": settings.SITE_URL}
    post(
        to=to,
        subject=subject,
        text=tidy(render_to_string(f"{template}.txt", context)),
        html=inlined(render_to_string(f"{template}.html", context)),
        reply_to=reply_to,
        headers=headers,
    )


def post(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    sender: str | None = None,
    reply_to: str = "",
    headers: dict[str, str] | None = None,
) -> None:
    """Send what is written already; `sender` None is the site's own."""
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        from_email=sender,
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Message-ID": make_msgid(domain=_own_domain()), **(headers or {})},
    )
    message.attach_alternative(html, "text/html")
    message.send()


def inlined(html: str) -> str:
    """The style sheet written into the elements, because mail programs drop style sheets."""
    return _inliner.inline(html)


def tidy(text: str) -> str:
    """Templates leave gaps: at most one empty line between paragraphs."""
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"


def _own_domain() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"


class FolderBackend(BaseEmailBackend):
    """Writes each message to a file and prints the links in it: no mail leaves the machine."""

    def __init__(self, *, folder: Path, **kwargs):
        super().__init__(**kwargs)
        self.folder = Path(folder)

    def send_messages(self, messages) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            path = self._write(message)
            lines = [f"Mail to {', '.join(message.to)}: {message.subject} ({path})"]
            lines += [f"  {link}" for link in re.findall(r"https?://\S+", message.body)]
            print("\n".join(lines), flush=True)  # noqa: T201
        return len(messages)

    def _write(self, message) -> Path:
        name = re.sub(r"[^a-z0-9]+", "-", message.subject.lower()).strip("-")[:50]
        content = message.message().as_bytes()
        with self._alone():
            numbers = [int(p.name[:5]) for p in self.folder.glob("[0-9][0-9][0-9][0-9][0-9]-*.eml")]
            path = self.folder / f"{max(numbers, default=0) + 1:05d}-{name}.eml"
            unfinished = path.with_suffix(".part")
            unfinished.write_bytes(content)
            unfinished.rename(path)  # whoever watches the folder never sees half a message
        return path

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Web server and worker write at once; each number is given once."""
        handle = os.open(self.folder / ".lock", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)
