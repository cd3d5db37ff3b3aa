"""The desk's frame: who comes in, what stands in the list, what a page may load."""

from datetime import timedelta

import pytest
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from articles.actions import publishing
from articles.models import HourlyViews
from comments.models import Comment
from newsroom.site.models import SiteSettings
from tests.factories import PASSWORD, ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
MY_DAY = "/admin/"


@pytest.fixture
def administrator(db):
    return UserFactory(display_name="Ada Administrator", role="Administrator")


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(MY_DAY)

    assert response.status_code == 302
    assert response["Location"] == "/admin/login/?next=/admin/"


def test_the_door_names_the_paper(client):
    SiteSettings.objects.create(pk=1, name="The Morning Gull")

    assert "newsroom of The Morning Gull" in client.get("/admin/login/").text


@pytest.mark.parametrize("name", ["email", "username"])
def test_an_editor_signs_in_with_address_or_username(client, editor, name):
    editor.username = "eva"
    editor.save()

    response = client.post(
        "/admin/login/", {"login": getattr(editor, name), "password": PASSWORD, "next": MY_DAY}
    )

    assert response["Location"] == MY_DAY
    assert client.get(MY_DAY).status_code == 200


def test_a_wrong_password_is_refused_in_words(client, editor):
    response = client.post("/admin/login/", {"login": editor.email, "password": "wrong-password"})

    assert response.status_code == 200
    assert 'role="alert"' in response.text


def test_signing_in_never_leads_to_another_site(client, editor):
    response = client.post(
        "/admin/login/",
        {"login": editor.email, "password": PASSWORD, "next": "https://evil.example/"},
    )

    assert response["Location"] == MY_DAY


def test_a_member_is_told_that_there_is_no_desk_for_them(client, member):
    client.force_login(member)

    response = client.get(MY_DAY, follow=True)

    assert response.status_code == 403
    assert "for people who work at the paper" in response.text
    assert "Stories" not in response.text


def test_signing_out_leads_back_to_the_door(client, editor):
    client.force_login(editor)

    response = client.post("/admin/logout/")

    assert response["Location"] == "/admin/login/"
    assert client.get(MY_DAY).status_code == 302


@pytest.mark.parametrize(
    ("role", "sees", "lacks"),
    [
        ("Reporter", ["Stories", "Pictures"], ["Comments", "Sections", "Settings", "People"]),
        ("Editor", ["Comments", "Newsletter", "Sections", "Menus", "Settings"], ["People"]),
        ("Administrator", ["Comments", "Sections", "Settings", "People"], []),
    ],
)
def test_the_list_offers_what_one_may_do(client, role, sees, lacks):
    client.force_login(UserFactory(role=role))

    places = client.get(MY_DAY).context["desk_places"]
    tools = client.get(MY_DAY).context["desk_tools"]

    labels = {str(place.label) for place in [*places, *tools]}
    assert labels >= {"My day", *sees}
    assert not labels & set(lacks)


def test_only_tables_of_the_paper_are_in_the_desk():
    apps = {model._meta.app_label for model in admin.site._registry}

    assert apps == {
        "articles", "accounts", "comments", "newsletter", "site", "ads", "consent", "curation",
        "crawlers", "moving",
    }  # fmt: skip


@pytest.mark.parametrize("role", ["Editor", "Administrator"])
def test_every_register_opens_for_whom_it_is_offered(client, role):
    client.force_login(UserFactory(role=role))
    tools = client.get(MY_DAY).context["desk_tools"]

    for tool in tools:
        response = client.get(tool.url, follow=True)
        assert response.status_code == 200, tool.url


def test_a_reporter_may_not_open_what_is_not_offered(client, reporter):
    client.force_login(reporter)

    for name in ("site_sitesettings", "site_menu", "accounts_user", "comments_comment"):
        response = client.get(reverse(f"admin:{name}_changelist"))
        assert response.status_code == 403, name


def test_a_page_of_the_desk_carries_no_inline_code_and_may_not_run_any(client, editor):
    client.force_login(editor)
    ArticleFactory(live=True)

    response = client.get(reverse("admin:articles_article_changelist"))

    policy = response["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "'unsafe-inline'" not in policy
    assert " style=" not in response.text
    assert "<style" not in response.text


def test_my_day_says_what_is_planned_what_waits_and_what_is_read(client, editor, reporter):
    soon = timezone.now() + timedelta(minutes=1)
    ArticleFactory(scheduled=True, headline="Planned story", published_at=soon)
    waiting = ArticleFactory(headline="Waiting story", created_by=reporter)
    publishing.submit(waiting, by=reporter)
    read = ArticleFactory(live=True, headline="Read story")
    HourlyViews.objects.create(
        article=read, hour=timezone.now().replace(minute=0, second=0, microsecond=0), count=418
    )
    CommentFactory(status=Comment.Status.HELD)
    client.force_login(editor)

    page = client.get(MY_DAY)

    assert [line["story"].headline for line in page.context["waiting"]] == ["Waiting story"]
    assert page.context["waiting"][0]["who"] == "Rosa Reporter"
    assert page.context["read"][0]["views"] == 418
    assert page.context["held"]["count"] == 1
    planned_today = timezone.localtime(soon).date() == timezone.localdate()
    assert ("Planned story" in page.text) == planned_today


def test_what_came_back_waits_for_its_writer(client, editor, reporter):
    story = ArticleFactory(headline="Needs figures", created_by=reporter)
    publishing.submit(story, by=reporter)
    publishing.return_to_writer(story, by=editor)
    client.force_login(reporter)

    waiting = client.get(MY_DAY).context["waiting"]

    assert [(line["story"].headline, line["who"]) for line in waiting] == [
        ("Needs figures", "Eva Editor")
    ]
