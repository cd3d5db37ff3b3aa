"""Public pages are a pure function of their address and the database."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.test import Client, RequestFactory

from newsroom import views
from newsroom.public import NotOnPublicPages, public_page
from newsroom.site.models import Page
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def story():
    section = SectionFactory(name="Health", slug="health")
    author = AuthorFactory(name="Inés Robledo", slug="ines-robledo")
    story = ArticleFactory(section=section, live=True, authors=[author])
    story.tags.add("Medicine")
    return story


@pytest.fixture
def addresses(story):
    Page.objects.create(title="About us", slug="about", body="<p>Who we are.</p>")
    return [
        "/",
        "/health/",
        story.path,
        f"{story.path}?print=1",
        f"{story.path}history/",
        "/corrections/",
        "/author/ines-robledo/",
        "/tag/medicine/",
        "/popular/",
        "/popular/?period=day",
        "/search/",
        "/search/?q=story",
        "/notifications/",
        "/about/",
    ]


def bytes_of(client: Client, address: str) -> bytes:
    response = client.get(address)
    assert response.status_code == 200, address
    return response.content


def test_every_reader_gets_the_same_bytes(addresses):
    member = Client(headers={"user-agent": "another browser"})
    member.force_login(UserFactory())
    journalist = Client()
    journalist.force_login(UserFactory(is_staff=True, is_superuser=True))

    for address in addresses:
        anonymous = bytes_of(Client(), address)
        assert bytes_of(member, address) == anonymous
        assert bytes_of(journalist, address) == anonymous


def test_no_cookie_is_set_and_no_token_is_in_the_page(addresses):
    for address in addresses:
        response = Client().get(address)

        assert not response.cookies, address
        assert "Cookie" not in response.get("Vary", "")
        assert b"csrf" not in response.content.lower()
        assert response["Cache-Control"] == "public, max-age=0, must-revalidate"


def test_a_reader_who_has_the_page_is_told_that_nothing_changed(addresses):
    for address in addresses:
        mark = Client().get(address)["ETag"]

        again = Client().get(address, headers={"If-None-Match": mark})

        assert again.status_code == 304, address
        assert not again.content


def test_a_public_page_that_asks_who_reads_it_fails(client):
    @public_page
    def curious(request):
        return request.user.display_name

    request = RequestFactory().get("/")
    request.user = get_user_model()(display_name="Ana")

    with pytest.raises(NotOnPublicPages):
        curious(request)


def test_pages_hold_no_inline_script_style_or_handler(addresses):
    for address in addresses:
        html = bytes_of(Client(), address).decode()

        scripts = re.findall(r"<script(?![^>]*(src=|application/ld\+json))[^>]*>", html)
        assert not scripts, address
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=|nonce", html), address


def test_the_policy_allows_nothing_inline(client, story):
    policy = client.get(story.path)["Content-Security-Policy"]

    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "nonce" not in policy


def test_a_missing_page_answers_404_with_search(client, story):
    response = client.get("/nowhere/")

    assert response.status_code == 404
    assert b'action="/search/"' in response.content
    assert story.headline.encode() in response.content


def test_a_search_without_result_says_so_and_shows_what_is_popular(client, story):
    html = client.get("/search/?q=zzqx").content.decode()

    assert "Nothing found for “zzqx”" in html
    assert "try fewer or other words" in html
    assert story.headline in html


def test_the_page_for_failures_needs_no_database(django_db_blocker):
    with django_db_blocker.block():
        response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert b"Something went wrong" in response.content


@pytest.mark.parametrize("page", ["0", "9", "-1", "x", "1e3", "٣", "9" * 40])
def test_a_page_of_a_list_that_does_not_exist_is_a_404(client, story, page):
    assert client.get(f"/health/?page={page}").status_code == 404


@pytest.mark.parametrize("name", ["originals/2026/01/a.jpg", "pictures/../originals/a.jpg", "x"])
def test_only_finished_pictures_are_served(client, name):
    assert client.get(f"/media/{name}").status_code == 404


def test_robots_are_kept_from_what_is_not_for_them(client):
    text = client.get("/robots.txt").content.decode()

    assert "Disallow: /admin/" in text
    assert "Disallow: /search/" in text


def test_no_cache_keeps_that_something_is_not_there(client):
    story = ArticleFactory(scheduled=True)

    for address in ("/nowhere/", story.path, f"/comments/{story.pk}/", "/media/pictures/1-x.jpeg"):
        response = client.get(address)
        assert response.status_code == 404
        assert "no-cache" in response["Cache-Control"] or "max-age=0" in response["Cache-Control"]
