"""The page of one's own, and one's addresses."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.exceptions import ValidationError

from accounts.models import User
from newsletter.models import Newsletter, Subscriber, Subscription
from tests.factories import PASSWORD, CommentFactory, UserFactory

HOME = "/accounts/"


def prove_who_one_is(client, person):
    client.force_login(person)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})


def test_strangers_are_asked_to_sign_in_first(client, db):
    assert client.get(HOME)["Location"] == "/accounts/login/?next=/accounts/"


def test_the_page_says_who_one_is_and_what_one_gets_and_said(client, member):
    daily = Newsletter.objects.create(name="The daily letter", slug="daily")
    subscriber = Subscriber.objects.create(email=member.email.upper())
    Subscription.objects.create(
        subscriber=subscriber, newsletter=daily, asked_at="2026-01-01T00:00Z",
        confirmed_at="2026-01-01T00:00Z",
    )  # fmt: skip
    CommentFactory(author=member)
    CommentFactory(author=member, status="removed")
    client.force_login(member)

    page = client.get(HOME)

    for words in (member.display_name, member.email, "The daily letter", "2 comments<", "Sign out"):
        assert words in page.text
    assert "To the desk" not in page.text
    assert "no-store" in page["Cache-Control"]


def test_journalists_find_the_way_to_the_desk(client, reporter):
    client.force_login(reporter)

    assert 'href="/admin/"' in client.get(HOME).text


@pytest.mark.parametrize("comments", [1, 3])
def test_the_page_costs_the_same_however_much_one_said(
    client, member, comments, django_assert_num_queries
):
    CommentFactory.create_batch(comments, author=member)
    client.force_login(member)
    client.get(HOME)

    # Session, person twice (the second is the form's own), newsletters, comments, leaving.
    with django_assert_num_queries(6):
        client.get(HOME)


def test_name_and_username_can_be_changed_and_the_username_taken_away(client, member):
    client.force_login(member)

    client.post(HOME, {"display_name": " Mateo  Luz ", "username": "mateo"})
    member.refresh_from_db()
    assert (member.display_name, member.username) == ("Mateo Luz", "mateo")

    client.post(HOME, {"display_name": "Mateo Luz", "username": ""})
    member.refresh_from_db()
    assert member.username is None


@pytest.mark.parametrize("username", ["Taken", "victim@example.com", "two words", "<script>"])
def test_a_username_that_is_taken_or_could_answer_for_another_is_refused(client, member, username):
    UserFactory(username="taken", email="victim@example.com")
    client.force_login(member)

    answer = client.post(HOME, {"display_name": "Other name", "username": username})

    assert answer.status_code == 422
    assert 'id="id_username_error"' in answer.text
    assert f"<h1>{member.display_name}</h1>" in answer.text
    assert User.objects.get(pk=member.pk).username is None


def test_the_model_refuses_such_usernames_too(db):
    with pytest.raises(ValidationError, match="letters, digits"):
        User(email="a@example.com", display_name="A", username="b@example.com").full_clean()


def test_an_address_can_be_added_confirmed_made_the_first_and_removed(client, member, run_jobs):
    prove_who_one_is(client, member)
    old = member.email
    client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    assert "Not confirmed yet." in client.get("/accounts/email/").text

    EmailAddress.objects.filter(email="new@example.com").update(verified=True)
    client.post("/accounts/email/", {"email": "new@example.com", "action_primary": ""})
    client.post("/accounts/email/", {"email": old, "action_remove": ""})

    member.refresh_from_db()
    assert member.email == "new@example.com"
    assert [a.email for a in member.emailaddress_set.all()] == ["new@example.com"]
    page = client.get("/accounts/email/").text
    assert "<script>" not in page
    assert "style=" not in page


def test_whoever_asks_for_the_link_again_at_once_is_told_that_it_is_on_its_way(
    client, member, run_jobs
):
    prove_who_one_is(client, member)
    client.post("/accounts/email/", {"email": "new@example.com", "action_add": ""})
    run_jobs()
    sent = len(mail.outbox)

    again = {"email": "new@example.com", "action_send": ""}
    answer = client.post("/accounts/email/", again, follow=True)

    run_jobs()
    assert "We wrote there a moment ago." in answer.text
    assert len(mail.outbox) == sent


def test_an_open_browser_is_not_enough_to_lead_the_mail_elsewhere(client, member):
    client.force_login(member)  # whoever signed in left some time ago
    EmailAddress.objects.create(user=member, email="second@example.com", verified=True)

    for sent in (
        {"email": "thief@example.com", "action_add": ""},
        {"email": "second@example.com", "action_primary": ""},
        {"email": "second@example.com", "action_remove": ""},
    ):
        asked = client.post("/accounts/email/", sent)
        assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert member.emailaddress_set.count() == 2
    assert member.emailaddress_set.get(primary=True).email == member.email

    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    client.post("/accounts/email/", {"email": "own@example.com", "action_add": ""})
    assert member.emailaddress_set.filter(email="own@example.com").exists()


def test_the_address_we_write_to_comes_first_and_three_are_enough(client, member):
    for email in ("a@example.com", "b@example.com"):
        EmailAddress.objects.create(user=member, email=email, verified=True)
    client.force_login(member)

    page = client.get("/accounts/email/").text

    first = page.index(f"<b>{member.email}</b>")
    assert first < page.index("<b>a@example.com</b>") < page.index("<b>b@example.com</b>")
    assert "There is no room for another" in page
    assert "Add address" not in page


def test_an_address_of_another_member_cannot_be_taken_and_is_not_given_away(client, member):
    UserFactory(email="other@example.com")
    prove_who_one_is(client, member)

    client.post("/accounts/email/", {"email": "other@example.com", "action_add": ""})

    assert not EmailAddress.objects.filter(user=member, email="other@example.com", verified=True)
    assert User.objects.get(email="other@example.com") != member
