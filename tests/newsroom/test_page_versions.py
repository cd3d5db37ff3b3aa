"""Pages such as privacy: every version stays where a reader can look it up."""

import pytest

from newsroom.site.models import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def privacy():
    page = Page.objects.create(title="Privacy", slug="privacy", body="<p>We keep nothing.</p>")
    page.body = "<p>We keep a salt for a day.</p>"
    page.save()
    return page


def test_a_change_of_the_text_makes_a_version_and_a_save_without_one_does_not(privacy):
    privacy.description = "For search engines"
    privacy.save()

    assert [v.number for v in privacy.versions.all()] == [2, 1]


def test_a_reader_finds_the_page_as_it_was(client, privacy):
    now = client.get("/privacy/").text
    before = client.get("/privacy/?version=1").text

    assert "a salt for a day" in now
    assert 'href="?version=1"' in now
    assert "We keep nothing." in before
    assert "noindex" in before
    assert 'rel="canonical" href="http://testserver/privacy/"' in before


@pytest.mark.parametrize("number", ["0", "3", "x", "1 ", "²"])
def test_a_version_that_never_was_is_not_found(client, privacy, number):
    assert client.get("/privacy/", {"version": number}).status_code == 404


def test_the_desk_lists_the_versions(client, editor, privacy):
    client.force_login(editor)

    page = client.get(f"/admin/site/page/{privacy.pk}/change/").text

    assert "/privacy/?version=1" in page
    assert client.get("/admin/site/page/add/").status_code == 200
