"""Mail from a pair of templates, and the folder that takes it in demo and development."""

import re
from email.utils import make_msgid
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string


def send(
    template: str, *, to: str, subject: str, context: dict, headers: dict | None = None
) -> None:
    """Send `template`.txt, with `template`.html beside it when `context` is the same for both."""
    context = {**context, "site_url": settings.SITE_URL}
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=render_to_string(f"{template}.txt", context),
        to=[to],
        headers={"Message-ID": make_msgid(domain="newsroom.invalid"), **(headers or {})},
    )
    message.send()


class FolderBackend(BaseEmailBackend):
    """Writes each message to a file and prints the links in it: no mail leaves the machine."""

    def __init__(self, *, folder: Path, fail_silently: bool = False, **kwargs):
        super().__init__(fail_silently=fail_silently, **kwargs)
        self.folder = Path(folder)

    def send_messages(self, messages) -> int:
        self.folder.mkdir(parents=True, exist_ok=True)
        for message in messages:
            content = message.message()
            number = sum(1 for _ in self.folder.glob("*.eml")) + 1
            name = re.sub(r"[^a-z0-9]+", "-", message.subject.lower()).strip("-")[:50]
            path = self.folder / f"{number:05d}-{name}.eml"
            path.write_bytes(content.as_bytes())
            print(f"Mail to {', '.join(message.to)}: {message.subject} ({path})")  # noqa: T201
            for link in re.findall(r"https?://\S+", message.body):
                print(f"  {link}", flush=True)  # noqa: T201
        return len(messages)
