"""Who is told what happened to their words."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from articles.actions import publishing
from comments.actions.moderation import approve, decide_many, remove, undo
from comments.actions.people import appeal, decide_appeal, lift, sanction
from comments.actions.posting import edit_comment, post_comment
from comments.models import Comment, Decision, Sanction
from newsroom.notifications.models import Notification
from newsroom.site.models import SiteSettings
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Comment.Status


@pytest.fixture
def story():
    return ArticleFactory(live=True, headline="Rain in Cádiz")


def told(person) -> list[str]:
    return [notice.sentence for notice in person.notifications.all()]


def test_whoever_is_answered_hears_of_it_once(member, story):
    asked = CommentFactory(article=story, author=member)
    other = UserFactory(display_name="Óscar Núñez")

    reply = post_comment(story, by=other, text="I think so too.", to=asked)
    approve(reply, by=UserFactory(role="Editor"))

    assert told(member) == ["Óscar Núñez replied to you under “Rain in Cádiz”."]


def test_a_reply_that_waits_is_told_when_readers_see_it(member, story, editor):
    asked = CommentFactory(article=story, author=member)
    reply = CommentFactory(article=story, parent=asked, status=Status.HELD)
    assert told(member) == []

    approve(reply, by=editor)

    assert len(told(member)) == 1
    assert Notification.objects.of(member).get().url == reply.get_absolute_url()


def test_a_reply_that_its_writer_puts_right_is_told_when_readers_see_it(member, story, rules):
    rules({"kind": "links", "number": 1})
    asked, other = CommentFactory(article=story, author=member), UserFactory()
    reply = post_comment(story, by=other, text="Look at https://spam.example", to=asked)
    assert told(member) == []

    assert edit_comment(reply, by=other, text="Look it up.").status == Status.VISIBLE

    assert len(told(member)) == 1


def test_answering_oneself_is_no_news(member, story, editor):
    asked = CommentFactory(article=story, author=member)
    reply = CommentFactory(article=story, author=member, parent=asked, status=Status.HELD)

    approve(reply, by=editor)

    assert [s for s in told(member) if "replied" in s] == []


def test_the_writer_hears_what_was_decided_and_why(member, story, editor):
    kept = CommentFactory(article=story, author=member, status=Status.HELD)
    gone = CommentFactory(article=story, author=member, status=Status.HELD)
    stood = CommentFactory(article=story, author=member)

    approve(kept, by=editor)
    remove(gone, by=editor, why=Decision.Why.ABUSE)
    remove(stood, by=editor, reason="It names a child.")

    assert sorted(told(member)) == [
        "Your comment under “Rain in Cádiz” is published.",
        "Your comment under “Rain in Cádiz” was not published. It insults or threatens somebody.",
        "Your comment under “Rain in Cádiz” was taken down. It names a child.",
    ]


def test_what_is_undone_at_once_is_no_news(member, story, editor):
    comment = CommentFactory(article=story, author=member, status=Status.HELD)
    outcome = decide_many([(comment.pk, comment.version)], Status.REMOVED, by=editor)
    assert len(told(member)) == 1

    undo(outcome.batch, by=editor)

    assert told(member) == []


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        ("warning", None, "The moderators sent you a warning."),
        ("pause", 3, "You cannot comment for a while."),
        ("ban", None, "You can no longer comment."),
    ],
)
def test_a_sanction_is_told_with_its_reason_and_leads_to_where_it_stands(
    client, member, editor, kind, days, words
):
    until = timezone.now() + timedelta(days=days) if days else None

    sanction(member, kind, by=editor, reason="Please stay polite.", until=until)

    assert told(member) == [f"{words} Please stay polite."]
    client.force_login(member)
    there = client.get(member.notifications.get().url)
    assert "Please stay polite." in there.text
    assert "Appeal" in there.text


@pytest.mark.parametrize(
    ("kind", "days", "words"),
    [
        ("warning", None, "The moderators took a warning back."),
        ("pause", 3, "The moderators ended your suspension early."),
        ("ban", None, "The moderators lifted the ban on your comments."),
    ],
)
def test_a_sanction_that_is_taken_back_is_told_once(member, editor, kind, days, words):
    until = timezone.now() + timedelta(days=days) if days else None
    given = sanction(member, kind, by=editor, reason="Please stay polite.", until=until)

    lift(given, by=editor)
    lift(given, by=editor)

    assert [line for line in told(member) if line.startswith(words)] == [words]


def test_a_suspension_that_is_over_is_not_told_to_end(member, editor):
    soon = timezone.now() + timedelta(seconds=30)
    given = sanction(member, "pause", by=editor, reason="Please stay polite.", until=soon)
    Sanction.objects.update(until=timezone.now() - timedelta(seconds=1))

    lift(given, by=editor)

    assert len(told(member)) == 1


def test_what_came_of_an_appeal_is_told_with_the_answer(member, story, editor):
    gone = CommentFactory(article=story, author=member)
    remove(gone, by=editor, reason="Rude.")
    given = sanction(member, "ban", by=editor, reason="Rude again.")
    other = UserFactory(role="Moderator")
    for about, granted in ((gone, False), (given, True)):
        about.refresh_from_db()
        asked = appeal(by=member, text="It was a quote.", about=about)
        decide_appeal(asked, by=other, granted=granted, answer="We talked about it.")

    assert {
        "Your appeal about your comment under “Rain in Cádiz” was turned down. We talked about it.",
        "The moderators lifted the ban on your comments. We talked about it.",
    } < set(told(member))


def test_an_appeal_against_a_sanction_that_is_turned_down_names_no_story(client, member, editor):
    given = sanction(member, "ban", by=editor, reason="Rude.")
    asked = appeal(by=member, text="I was not.", about=given)

    decide_appeal(asked, by=UserFactory(role="Moderator"), granted=False, answer="You were.")

    assert "Your appeal was turned down. You were." in told(member)
    client.force_login(member)
    assert "What the moderators told you" in client.get("/accounts/").text


def test_news_names_no_story_that_was_withdrawn_and_comes_back_with_it(
    client, member, story, editor, quiet_rules
):
    asked = CommentFactory(article=story, author=member)
    post_comment(story, by=UserFactory(display_name="Óscar Núñez"), text="So it is.", to=asked)
    remove(CommentFactory(article=story, author=member, text="No"), by=editor, reason="Rude.")
    client.force_login(member)
    pages = ["/me/", "/accounts/notifications/", "/comments/", f"/comments/c/{asked.pk}/yours/"]
    assert all("Rain in Cádiz" in client.get(page).text for page in pages)
    assert "Óscar Núñez replied" in client.get("/me/").text

    publishing.withdraw(story, by=editor)

    assert not any("Rain in Cádiz" in client.get(page).text for page in pages)
    assert "Óscar Núñez" not in client.get("/accounts/notifications/").text
    assert (
        "Your comment under “a story that was withdrawn” was taken down. Rude."
        in client.get("/accounts/notifications/").text
    )
    publishing.publish(story, by=editor)
    assert sorted(told(member)) == [
        "Your comment under “Rain in Cádiz” was taken down. Rude.",
        "Óscar Núñez replied to you under “Rain in Cádiz”.",
    ]


def test_what_is_decided_under_a_withdrawn_story_names_it_to_nobody(member, story, editor):
    asked = CommentFactory(article=story, author=member)
    reply = CommentFactory(article=story, parent=asked, status=Status.HELD)
    publishing.withdraw(story, by=editor)

    approve(reply, by=editor)

    assert [str(n) for n in Notification.objects.of(member)] == []
    assert "Rain in Cádiz" not in str(Notification.objects.of(reply.author).get())


def test_the_writer_reads_why_in_the_readers_language(member, story, editor):
    SiteSettings.objects.update_or_create(pk=1, defaults={"language": "es"})
    gone = CommentFactory(article=story, author=member, status=Status.HELD)

    with translation.override("en-gb"):
        remove(gone, by=editor, why=Decision.Why.ABUSE)

    assert "Insulta" in Notification.objects.of(member).get().words["reason"]
