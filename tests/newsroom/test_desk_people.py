"""People in the desk: roles instead of permissions, and no way up for oneself."""

import pytest
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
ADD = "/admin/accounts/user/add/"


@pytest.fixture
def administrator(client, db):
    person = UserFactory(display_name="Ada Administrator", role="Administrator")
    client.force_login(person)
    return person


def role(name):
    return Group.objects.get(name=name).pk


def url(person, name="change"):
    return reverse(f"admin:accounts_user_{name}", args=[person.pk])


def form(person, **changes):
    fields = {
        "display_name": person.display_name,
        "email": person.email,
        "username": person.username or "",
        "is_active": "on",
        "groups": [group.pk for group in person.groups.all()],
    }
    return {**fields, **changes}


def test_a_new_reporter_can_sign_in_to_the_desk_at_once(client, administrator):
    client.post(
        ADD,
        {
            "display_name": "Nuria Salvat",
            "email": "nuria@example.com",
            "username": "",
            "groups": [role("Reporter")],
            "password1": "brisk-harbour-lantern",
            "password2": "brisk-harbour-lantern",
        },
    )
    client.logout()

    response = client.post(
        "/admin/login/", {"login": "nuria@example.com", "password": "brisk-harbour-lantern"}
    )

    assert response["Location"] == "/admin/"
    person = User.objects.get(email="nuria@example.com")
    assert person.is_staff
    assert not person.is_superuser
    assert person.has_perm("articles.add_article")
    assert client.get("/admin/").status_code == 200


def test_the_last_role_taken_the_desk_is_gone(client, administrator, reporter):
    client.post(url(reporter), form(reporter, groups=[]))

    reporter.refresh_from_db()
    assert not reporter.is_staff


def test_posted_powers_that_are_not_in_the_form_change_nothing(client, administrator, reporter):
    every = list(Permission.objects.values_list("pk", flat=True))

    client.post(
        url(reporter),
        form(reporter, is_superuser="on", is_staff="on", user_permissions=every, groups=[]),
    )
    client.post(
        ADD,
        {
            "display_name": "Mallory", "email": "mallory@example.com", "username": "",
            "password1": "brisk-harbour-lantern", "password2": "brisk-harbour-lantern",
            "is_superuser": "on", "is_staff": "on", "user_permissions": every,
        },
    )  # fmt: skip

    for person in User.objects.exclude(pk=administrator.pk):
        assert not person.is_superuser
        assert not person.is_staff
        assert not person.user_permissions.exists()


def test_only_the_roles_of_the_paper_can_be_given(client, administrator, reporter):
    strange = Group.objects.create(name="Strange")
    strange.permissions.set(Permission.objects.all())

    client.post(url(reporter), form(reporter, groups=[strange.pk]))

    reporter.refresh_from_db()
    assert [group.name for group in reporter.groups.all()] == ["Reporter"]


def test_a_superuser_is_out_of_an_administrators_reach(client, administrator):
    root = UserFactory(email="root@example.com", is_superuser=True, is_staff=True)

    changed = client.post(url(root), form(root, email="ada@example.com"))
    new_password = client.post(
        reverse("admin:auth_user_password_change", args=[root.pk]),
        {"password1": "brisk-harbour-lantern", "password2": "brisk-harbour-lantern"},
    )

    assert (changed.status_code, new_password.status_code) == (403, 403)
    root.refresh_from_db()
    assert root.email == "root@example.com"
    assert root.check_password(PASSWORD)


def test_an_administrator_cannot_switch_off_oneself(client, administrator):
    client.post(url(administrator), form(administrator, is_active=""))
    client.post(url(administrator), form(administrator, groups=[]))

    administrator.refresh_from_db()
    assert administrator.is_active
    assert administrator.groups.exists()


def test_nobody_deletes_people_here(client, administrator, reporter):
    assert client.post(url(reporter, "delete"), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", ["Reporter", "Editor"])
def test_other_roles_do_not_see_people(client, name, member):
    client.force_login(UserFactory(role=name))

    assert client.get("/admin/accounts/user/").status_code == 403
    assert client.get(url(member)).status_code == 403
    assert client.get(ADD).status_code == 403
    assert client.post(url(member), form(member, groups=[])).status_code == 403


def test_a_changed_address_is_the_one_to_sign_in_with(client, administrator, reporter):
    client.post(url(reporter), form(reporter, email="rosa@example.com"))
    client.logout()

    response = client.post("/admin/login/", {"login": "rosa@example.com", "password": PASSWORD})

    assert response["Location"] == "/admin/"


@pytest.mark.parametrize("count", [1, 3])
def test_the_register_costs_the_same_for_any_number_of_people(
    client, administrator, count, django_assert_num_queries
):
    for _n in range(count):
        UserFactory(role="Reporter")
    client.get("/admin/accounts/user/")

    with django_assert_num_queries(8):
        client.get("/admin/accounts/user/")


@pytest.mark.parametrize("address", ["second@example.com", "Second@Example.com"])
def test_another_members_second_address_is_refused_in_words(client, administrator, address):
    EmailAddress.objects.create(user=UserFactory(), email="second@example.com", verified=True)
    person = UserFactory()
    words = "Somebody with this email address exists already."

    changed = client.post(url(person), form(person, email=address))
    made = client.post(
        ADD,
        {
            "display_name": "Nuria Salvat",
            "email": address,
            "password1": "brisk-harbour-lantern",
            "password2": "brisk-harbour-lantern",
        },
    )

    assert (changed.status_code, made.status_code) == (200, 200)
    assert words in changed.text
    assert words in made.text
    assert not User.objects.filter(email__iexact=address).exists()


def test_ones_own_second_address_may_become_the_first(client, administrator):
    person = UserFactory()
    EmailAddress.objects.create(user=person, email="second@example.com", verified=True)

    client.post(url(person), form(person, email="second@example.com"))

    person.refresh_from_db()
    assert person.email == "second@example.com"
    assert [a.email for a in EmailAddress.objects.filter(user=person)] == ["second@example.com"]
