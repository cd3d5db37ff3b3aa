"""What a reader does: signs up, presses the links of our letters."""

import re

from django.core import mail
from django.test import Client

from newsletter.friction import stamp

OURS = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = {**OURS, "X-Requested-With": "fetch"}


def sign_up(client=None, email="ana@example.com", headers=OURS, network="192.0.2.1", **more):
    client = client or Client()
    typed = {"email": email, "place": "footer", "stamp": stamp(), **more}
    return client.post("/newsletter/subscribe/", typed, headers=headers, REMOTE_ADDR=network)


def link(message, word: str) -> str | None:
    """The path of a link in a letter: confirm, leave, preferences or move."""
    found = re.search(rf"http://testserver(/newsletter/{word}/\S+)", message.body)
    return found and found[1]


def confirmed(run_jobs, email="ana@example.com", **more) -> tuple[str, str]:
    """Somebody who said yes, and the links to confirm and to leave of the letter they got."""
    sign_up(email=email, **more)
    run_jobs()
    letter = mail.outbox[-1]
    confirm, leave = link(letter, "confirm"), link(letter, "leave")
    Client().post(confirm)
    return confirm, leave
