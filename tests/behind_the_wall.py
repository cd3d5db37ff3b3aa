"""A paper with a wall, and a story of which most is withheld."""

import re

from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
FRAGMENT = {**SAME_SITE, "Accept": "text/fragment"}
OPENING = "<p>" + " ".join(f"opening{n}" for n in range(70)) + "</p>"
SENTENCES = [f"Sentence{n} speaks of zanahoria{n} and of membrillo{n}." for n in range(20)]
REST = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
BODY = f'{OPENING}<h2 id="secret-heading">Secretheading</h2>{REST}<h2>Two</h2><h2>Three</h2>'


def put_up_wall(**fields) -> None:
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"wall": True, "free_stories": 2, **fields}
    )
    chrome.forget()


def metered(**fields):
    return ArticleFactory(live=True, **{"access": "metered", "body": BODY, **fields})


def read_on(client, story, **headers):
    return client.post(f"/continue/{story.pk}/", headers={**SAME_SITE, **headers})


def withheld_in(text: str) -> list[str]:
    return [s for s in SENTENCES if re.search(rf"\b{s.split()[0]}\b|{s.split()[3]}\b", text)]
