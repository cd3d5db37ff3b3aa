"""The language of the readers' pages is a choice of the desk's."""

from contextlib import contextmanager
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import DatabaseError
from django.template import Context, Template
from django.test import RequestFactory
from django.urls import reverse
from django.utils import translation

from articles.models import Author
from newsletter.actions import subscribing
from newsletter.models import Newsletter
from newsroom import views
from newsroom.site import chrome, language
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def spanish():
    SiteSettings.objects.update_or_create(
        pk=1, defaults={"name": "El Faro", "language": "es", "contact_email": "desk@example.com"}
    )
    chrome.forget()


def test_the_desk_chooses_the_language_of_the_readers_pages(client, spanish):
    for address in ("/", "/search/", "/accounts/login/", "/newsletter/"):
        html = client.get(address).content.decode()

        assert '<html lang="es"' in html, address
        assert "Sign in" not in html, address


def test_without_a_choice_it_is_the_one_the_site_was_set_up_with(client):
    assert '<html lang="en-gb"' in client.get("/").content.decode()


def test_a_language_we_have_no_longer_is_none(client):
    SiteSettings.objects.update_or_create(pk=1, defaults={"language": "tlh"})
    chrome.forget()

    assert '<html lang="en-gb"' in client.get("/").content.decode()


def test_the_desk_keeps_its_own_language(client, editor, spanish):
    client.force_login(editor)

    html = client.get("/admin/").content.decode()

    assert 'lang="en-gb"' in html
    assert translation.get_language() == "en-gb"


def test_readers_pages_shown_in_the_desk_are_as_readers_get_them(client, editor, spanish):
    client.force_login(editor)

    html = client.get(reverse("admin:curation_front_preview")).content.decode()

    assert '<html lang="es"' in html


def test_the_browsers_language_is_not_asked(client, spanish):
    assert 'lang="es"' in client.get("/", headers={"accept-language": "en"}).content.decode()


def test_errors_are_told_in_the_readers_language(client, spanish):
    story = ArticleFactory(live=True)
    story.status = "withdrawn"
    story.save()

    missing, gone = client.get("/nowhere/"), client.get(story.path)

    assert (missing.status_code, gone.status_code) == (404, 410)
    assert "Esta página no está aquí" in missing.content.decode()
    assert "Esta noticia se ha retirado" in gone.content.decode()


def test_the_page_for_failures_is_in_the_readers_language(spanish):
    with language.in_readers_language():
        html = views.server_error(RequestFactory().get("/")).content.decode()

    assert '<html lang="es"' in html
    assert "Algo ha fallado" in html


def test_without_the_database_the_language_is_the_sites_own(monkeypatch, spanish):
    def gone():
        raise DatabaseError

    monkeypatch.setattr(language, "chrome", gone)

    assert language.readers_language() == "en-gb"


def test_letters_from_a_job_are_in_the_readers_language(spanish, run_jobs):
    letter = Newsletter.objects.create(name="Cada mañana", slug="morning")
    subscribing.ask("ana@example.com", [letter], texts={letter.pk: "Sí"}, place="footer")

    run_jobs()

    assert mail.outbox[-1].subject == "Confirma tu suscripción"
    assert '<html lang="es"' in mail.outbox[-1].alternatives[0][0]


def test_a_letter_to_the_newsroom_is_in_the_desks_language(client, spanish, run_jobs):
    message = {"name": "Ana", "email": "ana@example.com", "subject": "Hola", "text": "Buenas"}

    client.post("/messages/", message, headers=OURS)
    run_jobs()

    assert '<html lang="en-gb"' in mail.outbox[-1].alternatives[0][0]


@contextmanager
def spoken(code: str):
    with translation.override(code):
        yield lambda text, **context: Template("{% load moments %}" + text).render(Context(context))


WHEN = datetime(2025, 5, 5, 16, 49, tzinfo=ZoneInfo("Europe/Madrid"))


@pytest.mark.parametrize(
    ("code", "words"),
    [("en-gb", "5 May 2025, 16:49 CEST"), ("es", "5 de mayo de 2025, 16:49 CEST")],
)
def test_a_moment_is_written_with_its_zone_as_the_language_writes_it(code, words):
    with spoken(code) as render:
        assert render("{{ when|written }}", when=WHEN) == words


def test_spanish_parts_thousands_by_a_space_and_fractions_by_a_comma():
    with spoken("es") as render:
        assert render("{{ a|floatformat:'1g' }}", a=12400.5) == "12\u202f400,5"


@pytest.mark.parametrize(
    ("last", "words"),
    [
        ("Inés", "Ana e Inés"),
        ("Hilario", "Ana e Hilario"),
        ("Ian", "Ana y Ian"),
        ("Eva", "Ana y Eva"),
    ],
)
def test_spanish_joins_names_as_the_ear_wants(last, words):
    authors = [Author(name=name, slug="a") for name in ("Ana", last)]
    with spoken("es") as render:
        assert render("{% load bylines %}{% byline authors %}", authors=authors) == words
