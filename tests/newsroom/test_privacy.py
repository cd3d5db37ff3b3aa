"""One export and one erasure of everything about somebody."""

import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.contrib.admin.models import CHANGE, DELETION, LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.core import mail
from django.core.cache import cache
from django.db import models
from django.test import Client
from django.test.utils import isolate_apps
from django.utils import timezone

from accounts import tasks
from accounts.models import Letter, User
from articles.actions import assigning, noting
from articles.models import Author, OpenPage
from comments.actions.posting import withdraw
from comments.actions.telling import tell_of_reply
from comments.models import Appeal, Comment, Recommendation, Report, Sanction
from newsletter.actions.suppressing import suppress
from newsletter.models import (
    Click,
    Content,
    Delivery,
    Issue,
    Newsletter,
    Opening,
    Subscriber,
    Subscription,
)  # fmt: skip
from newsroom.access.actions import give
from newsroom.access.models import Reading
from newsroom.notifications.actions import News, notify, set_preferences
from newsroom.notifications.models import Kind
from newsroom.privacy.actions.erasing import erase_due
from newsroom.privacy.holdings import all_holdings, all_kept
from newsroom.privacy.models import ErasureRequest
from newsroom.reading.actions import follow, save_story
from newsroom.site.models import ContactMessage
from tests.factories import PASSWORD, ArticleFactory, CommentFactory, UserFactory
from tests.newsroom.traces import EMAIL, NAME, SECOND, TRACES, dump, traces
from tests.one_time_codes import SECRET, code_now

pytestmark = pytest.mark.django_db
# What such a field is called when nothing else gives it away.
NAMES_SOMEBODY = re.compile(
    r"(^|_)(email|ip|user_agent|phone|to|from|address|username|person|user|who|sender|recipient"
    r"|member|reader|subscriber|visitor)(_id|_ids|_pk)?$|(display|first|last|full|author)_name$"
)
HOLDS_A_PERSON = (models.EmailField, models.GenericIPAddressField)
HOLDS_ANYTHING = (models.JSONField,)
NOT_WORDS = (models.DateField, models.BooleanField)


def can_name_somebody(field) -> bool:
    if field.primary_key:
        return False
    if field.is_relation:
        return field.related_model in (User, Subscriber)
    if isinstance(field, HOLDS_A_PERSON + HOLDS_ANYTHING):
        return True
    return bool(NAMES_SOMEBODY.search(field.name)) and not isinstance(field, NOT_WORDS)


def fields_that_can_name_somebody(model):
    return {
        f"{model._meta.label}.{f.name}" for f in model._meta.local_fields if can_name_somebody(f)
    }


def test_every_field_that_can_hold_a_person_has_a_rule_for_export_and_erasure():
    answered = {f"{h.model}.{name}" for h in all_holdings() for name in h.names}
    answered |= set(all_kept())

    found = set()
    for model in apps.get_models(include_auto_created=True):
        found |= fields_that_can_name_somebody(model)

    assert sorted(found - answered) == []
    assert len(found) > 40


@isolate_apps("accounts")
def test_the_walk_finds_whatever_a_new_table_might_hold():
    class Guest(models.Model):  # noqa: DJ008
        host = models.ForeignKey(User, models.CASCADE)
        mail = models.EmailField()
        seen_from = models.GenericIPAddressField()
        phone = models.CharField(max_length=20)
        user_id_elsewhere = models.IntegerField()
        member_id = models.IntegerField()
        more = models.JSONField()
        note = models.TextField()
        opened_from = models.DateTimeField()

        class Meta:
            app_label = "accounts"

    found = {label.rpartition(".")[2] for label in fields_that_can_name_somebody(Guest)}

    assert found == {"host", "mail", "seen_from", "phone", "member_id", "more"}


def test_a_rule_shows_what_it_erases_or_says_why_not():
    """What is kept about somebody and not in the download is a secret kept from them."""
    hidden = {
        "accounts.Letter.content": "its links are keys",
        "mfa.Authenticator.data": "secrets",
        "usersessions.UserSession.session_key": "a key",
        "usersessions.UserSession.data": "empty",
        "admin.LogEntry.object_id": "the account itself",
        "admin.LogEntry.object_repr": "the account itself",
        "notifications.Notification.words": "the sentence made of them is shown",
    }

    unshown = set()
    for holding in all_holdings():
        model = apps.get_model(holding.model)
        for name in set(holding.names) - set(holding.shown):
            if not model._meta.get_field(name).is_relation:
                unshown.add(f"{holding.model}.{name}")

    assert unshown == set(hidden)


def test_every_rule_names_fields_that_exist():
    named = {f"{h.model}.{name}" for h in all_holdings() for name in h.names} | set(all_kept())

    for label in named:
        model, _, field = label.rpartition(".")
        apps.get_model(model)._meta.get_field(field)


@pytest.fixture
def somebody(client, run_jobs, editor):
    """A member with everything a member can have."""
    person = UserFactory(
        email=EMAIL, username="quiteria", display_name=NAME, page="listed", page_key="abcdefghjk"
    )
    EmailAddress.objects.create(user=person, email=SECOND, verified=True)
    Client().post("/accounts/login/code/", {"email": EMAIL})  # a browser that never came in
    run_jobs()
    mail.outbox.clear()
    client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
    what_they_read(person)
    what_they_said(person, by=editor)
    what_they_wrote_for(person, editor)
    TOTP.activate(person, SECRET)
    Letter.objects.create(to=EMAIL.upper(), subject="A letter", content={"text": NAME})
    LogEntry.objects.log_actions(editor.pk, [person], CHANGE, f"was {NAME}", single_object=True)
    LogEntry.objects.log_actions(
        editor.pk, [Subscriber.objects.get(email=SECOND)], DELETION, single_object=True
    )
    return person


def what_they_read(person):
    story = ArticleFactory(live=True, tags=["Rain"], headline="Rain in Cádiz")
    save_story(person, story)
    follow(person, "section", story.section_id)
    notify([person.pk], News(Kind.FOLLOWED, "story:1", story.path, {"headline": "x", "name": "y"}))
    set_preferences(person, {Kind.REPLY: "daily"})
    Reading.objects.create(person=person, article=story, month=timezone.localdate())
    give(person, story)
    newsletter = Newsletter.objects.create(name="Daily", slug="daily")
    for address in (EMAIL, SECOND):
        subscriber = Subscriber.objects.create(email=address)
        Subscription.objects.create(
            subscriber=subscriber, newsletter=newsletter, asked_at=timezone.now()
        )
        issue, _new = Issue.objects.get_or_create(newsletter=newsletter, edition="first")
        content = Content.objects.create(issue=issue, digest=address[:6], subject="x", html="x")
        copy = Delivery.objects.create(
            issue=issue, subscriber=subscriber, content=content, last_reply=f"550 {address}"
        )
        Opening.objects.create(delivery=copy)
        Click.objects.create(delivery=copy, link=1)
    suppress(EMAIL, reason="bounced")


def what_they_said(person, by):
    story = ArticleFactory(live=True, headline="Wind in Cádiz")
    said = CommentFactory(article=story, author=person, text="What I said.")
    withdraw(CommentFactory(article=story, author=person, text="What I took back."), by=person)
    stub = CommentFactory(article=story, author=person, text="Taken back, too.", answered=True)
    withdraw(stub, by=person)
    answered = CommentFactory(article=story)
    tell_of_reply(CommentFactory(article=story, author=person, parent=answered, text="Yes."))
    Recommendation.objects.create(comment=answered, person=person)
    Comment.objects.filter(pk=answered.pk).update(recommended=1, open_reports=1)
    Report.objects.create(comment=answered, person=person, reason="spam")
    sanction = Sanction.objects.create(person=person, kind="warning", reason="Be kind", by=by)
    Appeal.objects.create(sanction=sanction, person=person, text="I was", against=by)
    assert said.author == person


def what_they_wrote_for(person, colleague):
    for address in (EMAIL, SECOND.title()):
        ContactMessage.objects.create(
            name=NAME, email=address, subject="Hello", text=f"I am {NAME}."
        )
    Author.objects.create(name="Byline", slug="byline", account=person)
    OpenPage.objects.create(person=person, page="a" * 32, typed=[["headline", f"I am {NAME}."]])
    OpenPage.objects.create(person=UserFactory(), page="b" * 32, taken_by=person)
    story = ArticleFactory(created_by=colleague)
    assigning.claim(ArticleFactory(), by=person)
    assigning.assign(story, to=colleague, by=person)
    note = noting.write(story, text="So?", quote=story.headline, by=person)
    noting.answer(note, text="Yes.", by=person)


def test_the_download_holds_all_of_it(client, somebody):
    ask_to_leave(client)
    answer = client.post("/accounts/data/")

    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    data = json.loads(archive.read("data.json"))
    assert [label for label, part in data.items() if not part["rows"]] == []
    assert set(data) == {holding.model for holding in all_holdings()}
    whole = archive.read("data.json").decode() + archive.read("data.html").decode()
    for word in ("Rain in Cádiz", "What I said.", NAME, EMAIL, SECOND, "Daily", "abcdefghjk"):
        assert word in whole
    assert SECRET not in whole
    assert "pbkdf2" not in whole
    assert "md5$" not in whole


def test_strangers_download_nothing(client):
    for way in (client.post, client.get):
        assert way("/accounts/data/")["Location"].startswith("/accounts/login/")


def test_an_open_browser_is_not_enough_to_take_it_all(client, member):
    client.force_login(member)

    asked = client.get("/accounts/data/")
    page = client.post(asked["Location"], {"password": PASSWORD}, follow=True)
    answer = client.post("/accounts/data/")

    assert asked["Location"].startswith("/accounts/reauthenticate/")
    assert "Keep it where nobody else finds it." in page.text
    assert answer["Content-Type"] == "application/zip"
    client.logout()
    client.force_login(member)
    assert client.post("/accounts/data/").status_code == 302


def ask_to_leave(client, **fields):
    page = client.get("/accounts/leave/", follow=True)
    if page.redirect_chain:
        where = page.redirect_chain[-1][0]
        client.post(where, {"code": code_now()} if "again" in where else {"password": PASSWORD})
    return client.post("/accounts/leave/", fields, follow=True)


@pytest.mark.parametrize(
    "leave",
    [
        lambda: cache.set("note", {"to": EMAIL}),
        lambda: _stored({"email": EMAIL}),
        lambda: tasks.send_letter.configure(lock=EMAIL).defer(letter_id=1),
        lambda: LogEntry.objects.create(user=UserFactory(), object_repr=EMAIL, action_flag=1),
        lambda: Letter.objects.create(to=EMAIL, subject="", content={}),
        lambda: Letter.objects.create(to="a@b.example", subject="", content={"x": EMAIL}),
    ],
    ids=["counter", "session", "job", "log", "letter", "words of a letter"],
)
def test_a_trace_is_found_wherever_it_lies(leave):
    """Else the test of erasure could not fail."""
    assert traces() == []

    leave()

    assert EMAIL in traces()


def _stored(words: dict) -> None:
    session = SessionStore()
    session.update(words)
    session.save()


@pytest.mark.parametrize("comments", ["keep", "erase"])
def test_after_fourteen_days_nothing_says_who_it_was(
    client, somebody, run_jobs, comments, time_machine
):
    time_machine.move_to(timezone.now(), tick=False)
    assert traces() == list(TRACES)
    page = ask_to_leave(client, comments=comments)
    assert "will be erased on" in page.text
    run_jobs()
    assert [m.to for m in mail.outbox if "erased" in m.subject] == [[EMAIL]]
    assert erase_due() == 0  # not before its day
    empty = [h.model for h in all_holdings() if not h.of(somebody)]
    assert empty == [], "somebody has everything: give them this too"

    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    assert erase_due() == 1

    assert traces() == []
    left = {h.model for h in all_holdings() if h.of(somebody)}
    # Being forgotten is no wish to be written to again; the record of the paper's work stays.
    kept = {"accounts.User", "admin.LogEntry", "articles.WorkEntry"}
    assert left == {*kept, "newsletter.Suppression"}
    assert Comment.objects.filter(text="What I said.").exists() is (comments == "keep")
    assert not Comment.objects.filter(text__iregex="took back|taken back").exists()
    if comments == "keep":
        story = Comment.objects.get(text="What I said.").article
        assert "Former member" in client.get(story.path).text
    assert client.get("/accounts/")["Location"].startswith("/accounts/login/")
    assert (
        "do not belong"
        in client.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD}).text
    )


def test_browsers_of_others_stay_signed_in_when_somebody_is_erased(client, somebody):
    other, own = Client(), UserFactory(email=f"not-{EMAIL}")
    other.post("/accounts/login/", {"login": own.email, "password": PASSWORD})
    ask_to_leave(client)
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))

    erase_due()

    assert other.get("/accounts/").status_code == 200


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
    assert member.display_name.lower() in dump()
