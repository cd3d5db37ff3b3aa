"""Commenting: who, where, how much, and what becomes of it."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.utils import timezone

from articles.models import Article
from comments.actions.moderation import approve, remove
from comments.actions.posting import post_comment
from comments.models import Comment
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def story(db):
    return ArticleFactory(headline="Rain in Jerez", live=True)


def write(client, story, text="Well said.", **more):
    return client.post(f"/comments/{story.pk}/", {"text": text, **more})


def test_a_member_comments_and_stands_before_the_comment(client, member, story):
    client.force_login(member)

    response = write(client, story, "Well said.\r\n\r\nTruly.")

    comment = Comment.objects.get()
    assert response["Location"] == f"{story.path}#comment-{comment.pk}"
    assert (comment.text, comment.author, comment.status) == (
        "Well said.\n\nTruly.", member, "visible",
    )  # fmt: skip
    assert f'id="comment-{comment.pk}"' in client.get(story.path).text


def test_a_closed_story_refuses_in_words_and_gives_the_text_back(client, member, story):
    Article.objects.filter(pk=story.pk).update(comments="closed")
    client.force_login(member)

    answer = write(client, story, "My long text")

    assert answer.status_code == 422
    assert "Comments on this story are closed." in answer.text
    assert "My long text" in answer.text
    assert not Comment.objects.exists()


def test_where_comments_are_read_first_one_waits_and_is_told(client, member, story):
    Article.objects.filter(pk=story.pk).update(comments="premoderated")
    client.force_login(member)

    answer = client.post(f"/comments/{story.pk}/", {"text": "Waiting"}, follow=True)

    assert Comment.objects.get().status == "held"
    assert "Your comment appears once an editor has read it." in answer.text
    assert "Waiting" not in client.get(story.path).text


def test_those_who_read_comments_need_nobody_to_read_theirs(editor, story):
    Article.objects.filter(pk=story.pk).update(comments="premoderated")

    assert post_comment(story, by=editor, text="Thank you all").status == "visible"


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * 3001, "\x00"])
def test_nothing_and_too_much_are_refused_and_kept(client, member, story, text):
    client.force_login(member)

    answer = write(client, story, text)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert not Comment.objects.exists()


def test_a_line_end_counts_as_one_character_as_in_the_browser(client, member, story):
    client.force_login(member)

    write(client, story, "\r\n".join(["x"] * 1500))  # 2,999 in the browser, 4,498 on the wire

    assert len(Comment.objects.get().text) == 2999


def test_pressing_twice_makes_one_comment_and_later_it_may_be_said_again(member, story):
    first = post_comment(story, by=member, text="Yes")
    assert post_comment(story, by=member, text="Yes ") == first
    assert Comment.objects.count() == 1

    Comment.objects.update(posted_at=timezone.now() - timedelta(minutes=2))

    assert post_comment(story, by=member, text="Yes") != first


def test_two_people_may_say_the_same(member, story):
    assert post_comment(story, by=member, text="Yes") != post_comment(
        story, by=UserFactory(), text="Yes"
    )


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_the_same_moment_make_one_comment():
    member, story = UserFactory(), ArticleFactory(live=True)
    start = threading.Barrier(2)

    def press():
        start.wait()
        post_comment(story, by=member, text="Yes")
        connection.close()

    threads = [threading.Thread(target=press) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Comment.objects.count() == 1


def test_what_was_removed_does_not_swallow_the_next_one(member, editor, story):
    remove(post_comment(story, by=member, text="Yes"), by=editor)

    assert post_comment(story, by=member, text="Yes").status == "visible"


@pytest.mark.parametrize("state", [{"scheduled": True}, {"withdrawn": True}, {}])
def test_what_readers_cannot_see_they_cannot_comment_on(client, member, state):
    hidden = ArticleFactory(**state)
    client.force_login(member)

    assert client.get(f"/comments/{hidden.pk}/").status_code == 404
    assert write(client, hidden).status_code == 404
    with pytest.raises(ValidationError, match="no longer here"):
        post_comment(hidden, by=member, text="Yes")


def test_a_form_from_elsewhere_has_no_token_and_is_refused(member, story):
    attacker = Client(enforce_csrf_checks=True)
    attacker.force_login(member)

    assert write(attacker, story).status_code == 403
    assert not Comment.objects.exists()


def test_the_form_of_the_fragment_posts_where_a_token_is_asked_for(member, story):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(member)
    fragment = browser.get("/me/", {"article": story.pk}).text
    token = fragment.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]

    assert write(browser, story, csrfmiddlewaretoken=token).status_code == 302
    assert Comment.objects.count() == 1


def test_the_eleventh_comment_in_ten_minutes_waits_and_keeps_its_text(client, member, story):
    client.force_login(member)
    answers = [write(client, story, f"Thought {n}") for n in range(11)]

    assert [a.status_code for a in answers[-2:]] == [302, 422]
    assert "Thought 10" in answers[-1].text
    assert Comment.objects.count() == 10


def test_strangers_sign_in_first_and_come_back_to_the_form(client, story):
    answer = client.get(f"/comments/{story.pk}/")

    assert answer["Location"] == f"/accounts/login/?next=/comments/{story.pk}/"


def test_what_was_typed_survives_having_been_signed_out(client, member, story):
    answer = write(client, story, "Typed for an hour")
    assert answer["Location"] == f"/accounts/login/?next=/comments/{story.pk}/"

    client.post("/accounts/login/", {"login": member.email, "password": "correct-horse-battery"})

    assert "Typed for an hour" in client.get(f"/comments/{story.pk}/").text
    write(client, story, "Typed for an hour")
    assert "Typed for an hour" not in client.get(f"/comments/{story.pk}/").text


def test_a_draft_for_one_story_does_not_stand_under_another(client, member, story):
    write(client, story, "About rain")
    client.force_login(member)

    assert "About rain" not in client.get(f"/comments/{ArticleFactory(live=True).pk}/").text


def test_approving_shows_removing_hides_and_both_are_kept_in_the_log(editor, story):
    comment = CommentFactory(article=story, status="held", text="Held back")

    approve(comment, by=editor)
    approve(comment, by=editor)
    assert [c.text for c in story.thread.visible()] == ["Held back"]

    remove(comment, by=editor, reason=" Rude ")
    assert not story.thread.visible()
    assert [(d.status, d.person, d.reason) for d in comment.decisions.order_by("pk")] == [
        ("visible", editor, ""), ("removed", editor, "Rude"),
    ]  # fmt: skip


def test_ones_own_comments_are_listed_with_where_they_stand(client, member, story):
    CommentFactory(article=story, author=member, text="Mine")
    CommentFactory(article=story, author=member, text="Mine too", status="held")
    CommentFactory(article=story, author=member, text="Gone", status="removed")
    CommentFactory(article=story, text="Of another")
    client.force_login(member)

    page = client.get("/comments/").text

    assert "Mine too" in page
    assert "Waits to be read." in page
    assert "Rain in Jerez" in page
    assert "Removed by the newsroom." in page
    assert "Of another" not in page


@pytest.mark.parametrize("status", ["visible", "held", "removed"])
def test_the_account_leads_to_every_comment_of_ones_own(client, member, status):
    CommentFactory(author=member, status=status)
    client.force_login(member)

    assert '<a href="/comments/">1 comment</a>' in client.get("/accounts/").text


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_of_ones_own_costs_the_same(client, member, number, django_assert_num_queries):
    CommentFactory.create_batch(number, author=member)
    client.force_login(member)
    client.get("/comments/")

    with django_assert_num_queries(5):  # session, person, number, page, sanctions
        client.get("/comments/")


@pytest.mark.parametrize("text", ["\u202e\u202e", "\u200b \u2066", "\u00a0\n"])
def test_a_comment_in_which_nothing_can_be_seen_is_refused(member, story, text):
    with pytest.raises(ValidationError, match="Write something first"):
        post_comment(story, by=member, text=text)


def test_a_comment_cannot_turn_the_page_around(member, story):
    assert post_comment(story, by=member, text="Fine \u202ethis").text == "Fine this"
