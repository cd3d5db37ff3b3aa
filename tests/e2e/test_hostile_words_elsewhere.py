"""The same hostile text on pages that are open for a moment, in mails, in what is taken away.

What a member can write, and where the two files open it:
    name          threads, bell, news, own pages, page of their comments, mails, export, desk
    comment       threads, own pages, replies quoted, page of their comments, export, queues
    report, appeal, passkey, address, message, why a newsletter was left, name of the browser
"""

import io
import json
import zipfile
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.actions.moderation import remove
from comments.actions.people import appeal, sanction
from comments.actions.posting import post_comment
from comments.models import RuleSet
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.notifications.actions import set_preferences
from newsroom.notifications.models import Kind
from newsroom.privacy.actions import erasing
from newsroom.privacy.export import export
from newsroom.privacy.models import ErasureRequest
from tests.e2e.test_hostile_words import DOORS, FOUND, OWN, SHARED, nobody_first, open_all
from tests.factories import PASSWORD, ArticleFactory, CommentFactory, UserFactory

__all__ = ["nobody_first"]
pytestmark = pytest.mark.django_db(transaction=True)
KEYS = "/accounts/second-factor/passkeys/"
QUEUE = "/admin/comments/comment/"


@pytest.fixture
def payloads():
    """Ours, and of the collected ones some that are unlike each other at first sight; each day
    others."""
    if not SHARED.exists():
        return OWN
    vectors = [v["payload"].replace("\x00", "").strip() for v in json.loads(SHARED.read_text())]
    unlike = {vector[:12].lower(): vector for vector in vectors if vector}
    apart = max(1, len(unlike) // 15)
    return [*OWN, *list(unlike.values())[date.today().toordinal() % apart :: apart]]


@pytest.fixture
def watched(window, live_server):
    """watched(person, **session): their page, in a browser told to ignore our content policy."""

    def opened(person, **client):
        page = window(1280, 900, bypass_csp=True)
        page.add_init_script(DOORS)
        own = Client(**client)
        own.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
        own.post("/accounts/reauthenticate/", {"password": PASSWORD})
        cookie = own.cookies[settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return opened


def show(page, html: str, what: str) -> None:
    """What leaves the site is opened as a mail program or a folder opens it."""
    page.set_content(f"<script>{DOORS}</script>{html}")
    page.evaluate("document.scripts[0].remove()")
    assert page.evaluate(FOUND) == [0, 0, 0, 0, 0], what


def test_no_name_of_a_passkey_runs_where_it_is_renamed_or_removed(
    watched, payloads, monkeypatch, member
):
    page = watched(member)  # the password was written just now, before there was a key
    monkeypatch.setattr("allauth.account.decorators.reauthentication"
                        ".is_reauthentication_required", lambda request, app: False)  # fmt: skip
    made = [
        Authenticator.objects.create(user=member, type="webauthn", data={"name": text[:100]})
        for text in payloads
    ]
    addresses = [f"{KEYS}{key.pk}/{deed}/" for key in made for deed in ("name", "remove")]

    open_all(page, [KEYS, *addresses])

    page.goto(addresses[0])
    assert page.locator("input[name=name]").input_value() == payloads[0][:100]


def test_nothing_runs_on_the_pages_about_a_decision(watched, payloads, nobody_first):
    editor, addresses = UserFactory(role="Editor"), []
    story, writer = ArticleFactory(live=True), UserFactory(display_name=payloads[0][:80])
    for text in payloads:
        gone = remove(
            CommentFactory(article=story, author=writer, text=text), by=editor, reason=text[:200]
        )
        addresses.append(f"/comments/c/{gone.pk}/appeal/")
    warned = sanction(writer, "warning", by=editor, reason=payloads[1])
    reader = CommentFactory(article=story, author=writer, text=payloads[2])

    own = [f"/comments/standing/{warned.pk}/appeal/", f"/comments/reported/{story.pk}/"]
    open_all(watched(writer), [*addresses, *own, f"/comments/c/{reader.pk}/"])

    appeal(by=writer, text=payloads[3], about=warned)
    moderator = UserFactory(role="Administrator", display_name=payloads[4][:80])
    desk = [
        f"{QUEUE}?queue=appeals",
        f"{QUEUE}member/{writer.pk}/",
        f"/admin/accounts/user/{writer.pk}/history/",
        "/admin/log/",
        "/admin/comments/ruleset/",
        reverse("admin:comments_ruleset_change", args=[RuleSet.objects.get().pk]),
    ]
    open_all(watched(moderator), desk)


def test_nothing_runs_on_the_page_of_a_member_nor_beside_who_has_gone(
    page, watched, payloads, nobody_first, run_jobs
):
    story, pages, gone = ArticleFactory(live=True), [], []
    for number, text in enumerate(payloads):
        person = UserFactory(display_name=text[:80], page="listed", page_key=f"h{number:09}")
        post_comment(story, by=person, text=text)
        pages.append(f"/members/h{number:09}/")
        gone.append(person)

    open_all(watched(UserFactory()), [*pages, f"{story.path}comments/"])

    for person in gone:
        erasing.ask(person, keep_comments=True)
    ErasureRequest.objects.update(due_at=timezone.now())
    assert erasing.erase_due() == len(payloads)
    threads = [f"{story.path}comments/?page={n}" for n in range(1, len(payloads) // 20 + 2)]
    open_all(watched(UserFactory()), [story.path, *threads])


def test_nothing_runs_in_a_mail_nor_in_what_is_taken_away(
    page, payloads, nobody_first, run_jobs, member
):
    story = ArticleFactory(live=True)
    set_preferences(member, {Kind.REPLY: "now"})
    for text in payloads:
        own = post_comment(story, by=member, text=f"Said: {text}")
        post_comment(story, by=UserFactory(display_name=text[:80]), text=text, to=own)
        run_jobs()
    Client().post(
        "/messages/",
        {"name": payloads[0][:120], "email": "a@example.com", "subject": "A", "text": payloads[1]},
    )
    run_jobs()

    told = [html for message in mail.outbox for html, kind in message.alternatives]
    assert len(told) >= len(payloads)
    for number, html in enumerate(told):
        show(page, html, f"mail {number}")
    archive = zipfile.ZipFile(io.BytesIO(export(member)))
    taken = archive.read("data.html").decode()
    assert "Said: " in taken
    show(page, taken, "export")


def test_nothing_runs_that_a_browser_calls_itself_or_a_reader_says_on_leaving(
    watched, payloads, member
):
    letters = Newsletter.objects.create(name="Daily", slug="daily")
    readers = []
    for number, text in enumerate(payloads):
        reader = Subscriber.objects.create(email=f"reader{number}@example.com")
        Subscription.objects.create(
            subscriber=reader,
            newsletter=letters,
            asked_at=timezone.now(),
            confirmed_at=timezone.now(),
            left_at=timezone.now() + timedelta(seconds=1),
            left_note=text[:200],
        )
        readers.append(reader)
    EmailAddress.objects.create(user=member, email='"<svg/onload=ran()>"@b.example')

    for text in payloads[:6]:
        agent = text.replace("\n", " ").encode("ascii", "ignore").decode()
        open_all(watched(member, headers={"User-Agent": agent}), ["/accounts/sessions/"])
    desk = [reverse("admin:newsletter_subscriber_change", args=[reader.pk]) for reader in readers]
    open_all(watched(UserFactory(role="Administrator")), desk)
