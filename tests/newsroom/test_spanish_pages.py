"""Every kind of page readers see, in Spanish: no word of the catalogue is left in English."""

import re
from functools import cache

import pytest
from babel.messages.pofile import read_po
from django.core import mail
from django.test import Client
from lxml import html as reader

from comments.models import Comment
from newsletter.friction import stamp
from newsletter.models import Newsletter
from newsroom.ground import words
from newsroom.site import chrome
from newsroom.site.models import Menu, MenuItem, Page, SiteSettings, SocialLink, TakenPath
from tests.factories import (
    PASSWORD,
    ArticleFactory,
    AuthorFactory,
    ImageFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}
FILLED_IN = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w()%]*\}")
READ_ALOUD = " | ".join(
    f"//@{name}"
    for name in (
        "alt",
        "aria-label",
        "placeholder",
        "title",
        "data-close",
        "data-wait",
        "data-late",
    )
)
BODY = """<p>Ha llovido.</p><h2 id="uno">Uno</h2><p>Más.</p><h2 id="dos">Dos</h2><p>Más.</p>
<h2 id="tres">Tres</h2><table><tr><td>1</td></tr></table>
<figure class="embed" data-provider="youtube"
 data-address="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>"""


@cache
def english() -> list[tuple[str, re.Pattern]]:
    """Each string of the catalogue that is other in Spanish, as it would look when filled in."""
    with (words.SOURCES / "es/LC_MESSAGES/django.po").open("rb") as file:
        catalog = read_po(file, locale="es")
    found = []
    for message in catalog:
        said = message.id if isinstance(message.id, tuple) else (message.id,)
        translated = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in said:
            literal = FILLED_IN.sub("", text)
            if text in translated or "<" in text or not re.search(r"[^\W\d_]{2}", literal):
                continue
            pattern = ".+".join(re.escape(part) for part in FILLED_IN.split(text))
            found.append((text, re.compile(pattern)))
    return found


def left_in_english(html: str) -> list[str]:
    page = reader.fromstring(html)
    for hidden in page.xpath("//script | //style"):
        hidden.drop_tree()
    seen = {" ".join(text.split()) for text in page.xpath(f"//text() | {READ_ALOUD}")}
    return [text for text, pattern in english() if any(pattern.fullmatch(s) for s in seen)]


@pytest.fixture
def paper():
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"name": "El Faro", "tagline": "Noticias de la costa", "language": "es"}
    )
    salud = SectionFactory(name="Salud", slug="salud")
    autora = AuthorFactory(name="Inés Robledo", slug="ines")
    stories = [
        ArticleFactory(
            live=True, headline=f"Titular {n}", standfirst="Entradilla.", section=salud,
            authors=[autora], body=BODY, tags=["Lluvia"],
            lead_image=ImageFactory(ready=True, alt="Una barca", credit="Foto: El Faro"),
        )
        for n in range(36)
    ]  # fmt: skip
    header, _new = Menu.objects.get_or_create(key="header")
    MenuItem.objects.create(menu=header, target=TakenPath.objects.get(path="salud"))
    SocialLink.objects.create(network="x", url="https://x.com/faro")
    Page.objects.create(title="Quiénes somos", slug="nosotros", body="<p>Somos.</p>")
    Page.objects.create(title="Escribir", slug="escribir", kind="contact", body="<p>Hola.</p>")
    Newsletter.objects.create(name="Cada mañana", slug="morning", promise="Lo de hoy.")
    chrome.forget()
    return stories


def assert_spanish(client, address, expected=200, **posted):
    answer = client.post(address, posted, headers=OURS) if posted else client.get(address)
    assert answer.status_code == expected, address
    assert left_in_english(answer.content.decode()) == [], address


ADDRESSES = [
    ("/", 200),
    ("/salud/", 200),
    ("/salud/?page=2", 200),
    ("/author/ines/", 200),
    ("/tag/lluvia/", 200),
    ("/popular/", 200),
    ("/popular/?period=day", 200),
    ("/search/", 200),
    ("/search/?q=titular", 200),
    ("/search/?q=zzqx", 200),
    ("/notifications/", 200),
    ("/nosotros/", 200),
    ("/escribir/", 200),
    ("/messages/", 200),
    ("/messages/thanks/", 200),
    ("/newsletter/", 200),
    ("/nada/", 404),
    ("/me/", 200),
    ("/privacy/choices/", 200),
    ("/accounts/login/", 200),
    ("/accounts/signup/", 200),
    ("/accounts/password/reset/", 200),
    ("/newsletter/confirm/x/", 404),
]


def test_pages_everybody_sees(client, paper):
    for address, expected in ADDRESSES:
        assert_spanish(client, address, expected)


def test_a_story_printed_and_withdrawn(client, paper):
    story = paper[0]
    Comment.objects.create(
        article=story, author=UserFactory(display_name="Ana"), text="De acuerdo.", status="visible"
    )
    assert_spanish(client, story.path)
    assert_spanish(client, f"{story.path}?print=1")
    assert_spanish(client, f"{story.path}comments/")
    assert_spanish(client, f"/me/?article={story.pk}")

    gone = ArticleFactory(withdrawn=True, section=story.section)

    assert_spanish(client, gone.path, 410)


def test_what_was_filled_in_wrongly_is_told_in_spanish(client, paper):
    assert_spanish(client, "/messages/", 422, name="", email="x", subject="", text="")
    assert_spanish(client, "/newsletter/subscribe/", 422, email="x", place="page")
    assert_spanish(client, "/accounts/login/", login="nadie@example.com", password="x")
    assert_spanish(client, "/accounts/signup/", email="x", password1="1", display_name="")
    assert_spanish(client, "/search/?q=titular&since=ayer")


def test_the_pages_of_a_member(paper):
    member = UserFactory(display_name="Mateo")
    client = Client()
    client.force_login(member)

    for address in (
        "/accounts/",
        "/accounts/email/",
        "/accounts/logout/",
        f"/comments/{paper[0].pk}/",
        f"/me/?article={paper[0].pk}",
    ):
        assert_spanish(client, address)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert_spanish(client, "/accounts/password/change/")
    assert_spanish(client, "/accounts/password/change/", oldpassword="no", password1="corta")


def test_letters(client, paper, run_jobs):
    client.post("/accounts/password/reset/", {"email": UserFactory().email})
    client.post("/accounts/password/reset/", {"email": "nadie@example.com"})
    client.post(
        "/newsletter/subscribe/",
        {"email": "ana@example.com", "lists": "morning", "place": "page", "stamp": stamp()},
        headers=OURS,
    )
    run_jobs()

    assert len(mail.outbox) == 3
    for letter in mail.outbox:
        assert left_in_english(letter.alternatives[0][0]) == [], letter.subject
        assert left_in_english(f"<p>{letter.subject}</p>") == []
        assert left_in_english(f"<pre>{letter.body}</pre>") == []


def test_a_word_left_in_english_would_be_found():
    html = '<p>Hola</p><a aria-label="Sign in">X</a><p>3 comments</p>'

    assert set(left_in_english(html)) == {"Sign in", "%(number)s comments"}
