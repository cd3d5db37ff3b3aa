"""A correction mailed to those who were sent the story before it, once, and to nobody else."""

import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from articles.models import ReaderNote
from newsletter import choosing, corrections
from newsletter.actions import correcting
from newsletter.models import Delivery, Issue, Subscription, Suppression
from newsletter.providers.smtp import Smtp
from newsletter.sending.ledger import totals
from newsletter.suppressing import email_hash
from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory
from tests.newsletter.corrected import CORRECTION, State, copies, corrected, told
from tests.newsletter.ledger import content_of, copy_for, issue_of, newsletter, reader
from tests.newsletter.letters import send
from tests.servers import free_port

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    return ArticleFactory(live=True, headline="The road reopens")


# Who is told ---------------------------------------------------------------------------------
def test_those_are_told_who_were_handed_the_story_or_may_have_been(post, story, editor):
    copies(
        story, newsletter(), handed=State.ACCEPTED, unsure=State.UNCERTAIN, midway=State.SENDING,
        failed=State.FAILED, suppressed=State.SUPPRESSED, cancelled=State.CANCELLED,
    )  # fmt: skip
    copy = Delivery.objects.get(subscriber__email="midway@example.com")
    Delivery.objects.filter(pk=copy.pk).update(state=State.UNCERTAIN, settled_at=timezone.now())
    note = corrected(story)

    issues_made = correcting.tell_readers(note, by=editor)
    send(post.provider())

    assert told(post) == {"handed": 1, "unsure": 1, "midway": 1}
    assert totals(Issue.objects.get(pk=issues_made[0].pk))["done"] is True


def test_a_copy_that_was_sent_again_may_have_come_whatever_became_of_it(post, story, editor):
    issue = copies(story, newsletter(), again=State.FAILED, handed=State.ACCEPTED)
    issue.deliveries.filter(state=State.FAILED).update(resends=1)

    correcting.tell_readers(corrected(story), by=editor)
    send(post.provider())

    assert told(post) == {"again": 1, "handed": 1}


def test_who_left_is_suppressed_or_never_got_it_is_not_told(post, story, editor):
    which = newsletter()
    copies(story, which, stays=State.ACCEPTED, left=State.ACCEPTED, bounced=State.ACCEPTED)
    reader("came-later@example.com", which)
    Subscription.objects.filter(subscriber__email="left@example.com").update(left_at=timezone.now())
    Suppression.objects.create(email_hash=email_hash("bounced@example.com"), reason="bounced")

    correcting.tell_readers(corrected(story), by=editor)
    send(post.provider())

    assert told(post) == {"stays": 1}


def test_who_leaves_after_the_press_is_not_told(post, story, editor):
    copies(story, newsletter(), stays=State.ACCEPTED, leaves=State.ACCEPTED)
    correcting.tell_readers(corrected(story), by=editor)

    Subscription.objects.filter(subscriber__email="leaves@example.com").update(
        left_at=timezone.now()
    )
    send(post.provider())

    assert told(post) == {"stays": 1}


def test_another_list_is_no_reason_to_write(post, story, editor):
    """They got it from a list they left; that they read another does not matter."""
    copies(story, newsletter(), moved=State.ACCEPTED, stays=State.ACCEPTED)
    moved = Subscription.objects.filter(subscriber__email="moved@example.com")
    Subscription.objects.create(
        subscriber=moved.get().subscriber, newsletter=newsletter("weekly"),
        asked_at=timezone.now(), confirmed_at=timezone.now(),
    )  # fmt: skip
    moved.filter(newsletter__slug="morning").update(left_at=timezone.now())

    correcting.tell_readers(corrected(story), by=editor)
    send(post.provider())

    assert told(post) == {"stays": 1}


def test_one_mail_for_each_however_many_issues_and_newsletters_told_them(post, story, editor):
    morning, evening = newsletter(), newsletter("evening", order=1)
    both, one = reader("both@example.com", morning, evening), reader("one@example.com", evening)
    for which in (morning, evening, evening):
        content = content_of(issue_of(which, expected=2), stories=[story.pk])
        copy_for(both, content)
        if which == evening:
            copy_for(one, content)
    note = corrected(story)

    offer = corrections.offer(note)
    made = correcting.tell_readers(note, by=editor)
    send(post.provider())

    assert [(share.newsletter, share.readers) for share in offer.shares] == [
        (morning, 1), (evening, 1),
    ]  # fmt: skip
    assert {issue.newsletter for issue in made} == {morning, evening}
    assert told(post) == {"both": 1, "one": 1}


def test_an_issue_that_went_out_corrected_is_not_followed_up(post, story, editor):
    copies(story, newsletter(), before=State.ACCEPTED)
    note = corrected(story)
    after = copies(story, newsletter(), after=State.ACCEPTED)
    Issue.objects.filter(pk=after.pk).update(frozen_at=timezone.now())

    correcting.tell_readers(note, by=editor)
    send(post.provider())

    assert told(post) == {"before": 1}


def test_a_story_that_is_withdrawn_meanwhile_is_told_to_nobody(post, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    correcting.tell_readers(corrected(story), by=editor)

    story.__class__.objects.filter(pk=story.pk).update(status="withdrawn")
    send(post.provider())

    assert told(post) == {}


def test_a_correction_taken_back_is_told_to_nobody(post, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)
    [issue] = correcting.tell_readers(note, by=editor)

    note.delete()
    send(post.provider())

    assert told(post) == {}
    assert Issue.objects.get(pk=issue.pk).is_follow_up


def test_it_waits_until_the_correction_can_no_longer_be_taken_back(post, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = ReaderNote.objects.create(article=story, kind=CORRECTION, text="On Thursday.")
    note.refresh_from_db()

    [issue] = correcting.tell_readers(note, by=editor)
    send(post.provider())

    assert issue.scheduled_for == note.at + timedelta(minutes=1)
    assert told(post) == {}


# Once ----------------------------------------------------------------------------------------
def test_a_second_press_finds_it_made_already(story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)
    correcting.tell_readers(note, by=editor)

    with pytest.raises(correcting.ToldAlready):
        correcting.tell_readers(note, by=editor)

    assert Issue.objects.filter(correction=note).count() == 1


def test_of_two_who_press_at_once_one_is_told_that_it_is_made(post, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note, start, came = corrected(story), threading.Barrier(4), []

    def press():
        start.wait(10)
        try:
            correcting.tell_readers(note, by=editor)
            came.append("made")
        except correcting.ToldAlready:
            came.append("already")
        finally:
            connection.close()

    hands = [threading.Thread(target=press) for _ in range(4)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(30)
    send(post.provider())

    assert sorted(came) == ["already"] * 3 + ["made"]
    assert told(post) == {"handed": 1}


def test_another_correction_of_the_story_is_told_to_them_too(post, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    for text in ("On Thursday.", "On Friday, after all."):
        correcting.tell_readers(corrected(story, text=text), by=editor)

    send(post.provider())

    assert told(post) == {"handed": 2}


# What may be mailed, by whom -----------------------------------------------------------------
def test_who_may_not_send_issues_may_not_mail_a_correction(story, reporter):
    copies(story, newsletter(), handed=State.ACCEPTED)

    with pytest.raises(PermissionDenied):
        correcting.tell_readers(corrected(story), by=reporter)

    assert not Issue.objects.filter(kind="follow_up").exists()


@pytest.mark.parametrize("kind", ["correct", "retract", "clarify"])
def test_each_kind_of_correction_may_be_mailed(story, kind):
    copies(story, newsletter(), handed=State.ACCEPTED)

    assert corrected(story, kind=kind) in corrections.went_out()


def test_an_update_may_not(story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)

    with pytest.raises(ValidationError):
        correcting.tell_readers(corrected(story, kind="update"), by=editor)


def test_a_story_no_newsletter_brought_is_not_offered(story, editor):
    copies(ArticleFactory(live=True), newsletter(), handed=State.ACCEPTED)
    note = corrected(story)

    assert note not in corrections.went_out()
    with pytest.raises(ValidationError):
        correcting.tell_readers(note, by=editor)


# What they get -------------------------------------------------------------------------------
class Mailbox:
    """Keeps each message whole."""

    def __init__(self):
        self.messages = []

    async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 aiosmtpd's name
        self.messages.append(envelope)
        return "250 OK"


def test_the_mail_says_what_was_wrong_in_the_readers_language_and_how_to_leave(
    story, editor, settings
):
    SiteSettings.objects.update_or_create(pk=1, defaults={"name": "El Faro", "language": "es"})
    chrome.forget()
    copies(story, newsletter(), handed=State.ACCEPTED)
    correcting.tell_readers(corrected(story), by=editor, words="<p>Lo sentimos.</p>")
    box = Mailbox()
    server = Controller(box, hostname="127.0.0.1", port=free_port())
    server.start()

    try:
        send(Smtp(host="127.0.0.1", port=server.port, rate=1000.0, connections=1, timeout=5.0))
    finally:
        server.stop()

    [envelope] = box.messages
    mail = message_from_bytes(envelope.content, policy=policy.default)
    text = mail.get_body(("plain",)).get_content()
    assert envelope.rcpt_tos == ["handed@example.com"]
    assert mail["Subject"] == "Corrección: The road reopens"
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    key = Subscription.objects.get().subscriber.key
    assert f"/{key}/" in mail["List-Unsubscribe"]
    assert "On Thursday, not on Tuesday." in text
    assert "Lo sentimos." in text
    assert f"{settings.SITE_URL}{story.path}" in text
    assert "On Thursday, not on Tuesday." in mail.get_body(("html",)).get_content()


def test_it_has_no_page_and_moves_no_rule(story, editor):
    which = newsletter()
    copies(story, which, handed=State.ACCEPTED)
    since = choosing._since(which, timezone.now())
    [issue] = correcting.tell_readers(corrected(story), by=editor)

    Issue.objects.filter(pk=issue.pk).update(state="sending", frozen_at=timezone.now(), expected=1)

    assert issue.pk not in set(Issue.objects.on_the_web().values_list("pk", flat=True))
    assert choosing._since(which, timezone.now()) == since
