"""One export and one erasure of everything about somebody."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core import mail
from django.db import connection, models
from django.utils import timezone

from accounts.models import Letter, User
from articles.models import Author
from comments.actions.telling import tell_of_reply
from comments.models import Comment
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.notifications.actions import News, notify, set_preferences
from newsroom.notifications.models import Kind
from newsroom.privacy.actions.erasing import erase_due
from newsroom.privacy.holdings import all_holdings, all_kept
from newsroom.privacy.models import ErasureRequest
from newsroom.reading.actions import follow, save_story
from newsroom.site.models import ContactMessage
from tests.factories import PASSWORD, ArticleFactory, CommentFactory, UserFactory
from tests.one_time_codes import SECRET, code_now

pytestmark = pytest.mark.django_db
NAME = "Quiteria Zurbarán"
EMAIL = "quiteria@zurbaran.example"
NAMES_SOMEBODY = re.compile(r"(^|_)(email|ip|user_agent|phone|to|address|username)$")
HOLDS_A_PERSON = (models.EmailField, models.GenericIPAddressField)


def fields_that_can_name_somebody():
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.local_fields:
            person = field.is_relation and field.related_model is User
            own_key = field.primary_key or field.name == "user_ptr"
            named = isinstance(field, models.CharField | models.TextField) and (
                NAMES_SOMEBODY.search(field.name)
            )
            if not own_key and (person or named or isinstance(field, HOLDS_A_PERSON)):
                yield f"{model._meta.label}.{field.name}"


def test_every_field_that_can_hold_a_person_has_a_rule_for_export_and_erasure():
    answered = {f"{h.model}.{name}" for h in all_holdings() for name in h.names}
    answered |= set(all_kept())

    found = set(fields_that_can_name_somebody())

    assert sorted(found - answered) == []
    assert len(found) > 20


def test_every_rule_names_fields_that_exist():
    named = {f"{h.model}.{name}" for h in all_holdings() for name in h.names} | set(all_kept())

    for label in named:
        model, _, field = label.rpartition(".")
        apps.get_model(model)._meta.get_field(field)


@pytest.fixture
def somebody(client, run_jobs):
    """A member with everything a member can have."""
    person = UserFactory(email=EMAIL, username="quiteria", display_name=NAME)
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    story = ArticleFactory(live=True, tags=["Rain"], headline="Rain in Cádiz")
    CommentFactory(article=story, author=person, text="What I said.")
    answered = CommentFactory(article=story)
    tell_of_reply(CommentFactory(article=story, author=person, parent=answered, text="Yes."))
    save_story(person, story)
    follow(person, "section", story.section_id)
    notify([person.pk], News(Kind.FOLLOWED, "story:1", story.path, {"headline": "x", "name": "y"}))
    set_preferences(person, {Kind.REPLY: "daily"})
    TOTP.activate(person, SECRET)
    ContactMessage.objects.create(name=NAME, email=EMAIL, subject="Hello", text=f"I am {NAME}.")
    subscriber = Subscriber.objects.create(email=EMAIL)
    Subscription.objects.create(
        subscriber=subscriber,
        newsletter=Newsletter.objects.create(name="Daily", slug="daily"),
        asked_at=timezone.now(),
    )
    Letter.objects.create(to=EMAIL, subject="A letter", content={})
    Author.objects.create(name="Byline", slug="byline", account=person)
    return person


def test_the_download_holds_all_of_it(client, somebody):
    answer = client.post("/accounts/data/")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("data.json"))
    filled = {label for label, part in data.items() if part["rows"]}
    assert {
        "accounts.User",
        "account.EmailAddress",
        "mfa.Authenticator",
        "usersessions.UserSession",
        "comments.Comment",
        "reading.Save",
        "reading.Follow",
        "notifications.Notification",
        "notifications.Preference",
        "newsletter.Subscription",
        "newsletter.Subscriber",
        "site.ContactMessage",
    } <= filled
    whole = archive.read("data.json").decode() + archive.read("data.html").decode()
    for word in ("Rain in Cádiz", "What I said.", NAME, EMAIL, "Daily"):
        assert word in whole
    assert "JBSWY3DPEHPK3PXP" not in whole
    assert "pbkdf2" not in whole
    assert "md5$" not in whole


def test_strangers_download_nothing(client):
    assert client.post("/accounts/data/")["Location"].startswith("/accounts/login/")
    assert client.get("/accounts/data/").status_code in {302, 405}


def ask_to_leave(client, **fields):
    page = client.get("/accounts/leave/", follow=True)
    if page.redirect_chain:
        where = page.redirect_chain[-1][0]
        client.post(where, {"code": code_now()} if "again" in where else {"password": PASSWORD})
    return client.post("/accounts/leave/", fields, follow=True)


def dump() -> str:
    """Every value of every table as text."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        lines = []
        for table in tables:
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 names of our tables
            lines += [row[0] for row in cursor.fetchall()]
    return "\n".join(lines)


@pytest.mark.parametrize("comments", ["keep", "erase"])
def test_after_fourteen_days_nothing_says_who_it_was(
    client, somebody, run_jobs, comments, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    assert EMAIL in dump()
    page = ask_to_leave(client, comments=comments)
    assert "will be erased on" in page.text
    run_jobs()
    assert [m.to for m in mail.outbox if "erased" in m.subject] == [[EMAIL]]
    assert erase_due() == 0  # not before its day

    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert erase_due() == 1

    text = dump()
    for word in (EMAIL, NAME, "quiteria", "Zurbarán"):
        assert word.lower() not in text.lower()
    assert not Authenticator.objects.exists()
    assert Comment.objects.filter(text="What I said.").exists() is (comments == "keep")
    if comments == "keep":
        story = Comment.objects.get(text="What I said.").article
        assert "Former member" in client.get(story.path).text
    assert client.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert (
        "do not belong"
        in client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}).text
    )


def test_one_may_change_ones_mind_within_the_days(client, somebody):
    ask_to_leave(client, comments="erase")

    client.post("/accounts/stay/")
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    assert erase_due() == 0
    assert User.objects.get(pk=somebody.pk).email == EMAIL


def test_leaving_asks_for_the_password_first(client, member):
    client.force_login(member)

    assert client.get("/accounts/leave/")["Location"].startswith("/accounts/reauthenticate/")
    client.post("/accounts/leave/", {"comments": "erase"})

    assert not ErasureRequest.objects.exists()


def test_the_address_may_sign_up_again(client, somebody):
    ask_to_leave(client)
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    erase_due()

    answer = client.post(
        "/accounts/signup/",
        {"email": EMAIL, "display_name": "Quiteria", "password1": "a-long-password-9"},
    )

    assert answer.status_code == 302
    assert User.objects.filter(email=EMAIL).count() == 1


def test_others_are_left_alone(client, somebody, member):
    CommentFactory(author=member, text="Mine stays.")
    ask_to_leave(client, comments="erase")
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    erase_due()

    assert "Mine stays." in set(Comment.objects.values_list("text", flat=True))
    assert member.display_name in dump()
