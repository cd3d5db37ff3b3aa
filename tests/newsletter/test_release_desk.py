"""A database that was restored or copied: the desk says that it sends nothing, and lets it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.auth import get_user
from django.utils import timezone

from newsletter.actions.sending import hold_restored
from newsletter.models import Issue, Release, Seal
from newsroom.site.models import SiteSettings
from tests.factories import UserFactory
from tests.newsletter.ledger import issue_of, newsletter

pytestmark = pytest.mark.django_db
LIST, RELEASE = "/admin/newsletter/issue/", "/admin/newsletter/issue/release/"


@pytest.fixture
def sealed(db):
    return Seal.objects.create(
        pk=1, mark=uuid4(), sealed_as=uuid4(), sealed_at=timezone.now() - timedelta(minutes=5)
    )


@pytest.fixture
def administrator(client):
    client.force_login(UserFactory(role="Administrator", display_name="Ada Admin"))
    return client


@pytest.fixture
def held(db):
    issue = issue_of(newsletter(), state=Issue.State.SENDING)
    hold_restored(issue.pk)
    return Issue.objects.get()


def test_the_list_and_an_issue_held_for_it_say_that_sending_is_sealed(desk, sealed, held):
    for address in (LIST, f"{LIST}{held.pk}/change/"):
        page = desk.get(address).text

        assert "Sending is sealed" in page
        assert "restored or copied" in page
        assert "Ask an administrator" in page
        assert RELEASE not in page
    assert "Let it go on" not in page


def test_where_senders_may_send_nothing_is_said_of_it(administrator, held):
    for address in (LIST, f"{LIST}{held.pk}/change/"):
        assert "Sending is sealed" not in administrator.get(address).text

    assert "nothing has to be released" in administrator.get(RELEASE).text


def test_an_administrator_releases_it_after_a_second_look_and_that_is_written_down(
    administrator, sealed, held
):
    assert RELEASE in administrator.get(LIST).text
    page = administrator.get(RELEASE).text
    assert str(held) in page
    assert Seal.objects.get().sealed_as is not None  # looking releases nothing

    answer = administrator.post(RELEASE, follow=True)

    seal, release = Seal.objects.get(), Release.objects.get()
    assert "Sending is released" in answer.text
    assert (seal.sealed_as, seal.released_as) == (None, sealed.sealed_as)
    assert seal.released_at > sealed.sealed_at
    assert (release.person, release.held) == (get_user(administrator), 1)
    assert "Ada Admin" in administrator.get(RELEASE).text
    held.refresh_from_db()
    assert held.state == Issue.State.HELD


def test_releasing_it_twice_is_releasing_it_once(administrator, sealed):
    administrator.post(RELEASE)

    answer = administrator.post(RELEASE, follow=True)

    assert "not sealed any more" in answer.text
    assert Release.objects.count() == 1


@pytest.mark.parametrize(("role", "status"), [("Editor", 403), ("Reporter", 403)])
def test_others_cannot_release_it(client, sealed, role, status):
    client.force_login(UserFactory(role=role))

    assert client.post(RELEASE).status_code == status
    assert Seal.objects.get().sealed_as == sealed.sealed_as


def test_an_issue_cannot_be_let_go_while_sending_is_sealed(desk, sealed, held):
    answer = desk.post(f"{LIST}{held.pk}/hold/", {"_on": ""}, follow=True)

    assert "until sending is released" in answer.text
    held.refresh_from_db()
    assert held.state == Issue.State.HELD


def test_what_stopped_an_issue_stands_among_what_was_done(desk, held):
    assert "Stopped by itself" in desk.get(f"{LIST}{held.pk}/change/").text


@pytest.mark.parametrize(("address", "warned"), [("", True), ("Calle 1, Madrid", False)])
def test_the_check_warns_where_the_postal_address_is_missing(desk, issue, address, warned):
    SiteSettings.objects.update_or_create(pk=1, defaults={"postal_address": address})

    page = desk.get(f"{LIST}{issue.pk}/check/").text

    assert ("postal address is missing" in page) is warned
