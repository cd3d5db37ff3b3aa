"""Changing one's words for a while, taking them back, recommending those of others."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from comments.actions.posting import edit_comment, withdraw
from comments.actions.responding import recommend
from comments.models import Comment
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def comment(member):
    return CommentFactory(author=member, text="Teh sea")


def age(comment, minutes):
    Comment.objects.filter(pk=comment.pk).update(
        posted_at=timezone.now() - timedelta(minutes=minutes)
    )
    comment.refresh_from_db()


def test_a_comment_can_be_changed_and_says_so(client, member, comment):
    client.force_login(member)

    answer = client.post(f"/comments/c/{comment.pk}/edit/", {"text": "The sea"})

    assert answer["Location"] == f"/comments/c/{comment.pk}/"
    html = client.get(comment.article.path).text
    assert "The sea" in html
    assert "(edited)" in html


def test_saving_the_same_words_is_no_change(member, comment):
    assert edit_comment(comment, by=member, text="Teh sea ").edited_at is None


def test_after_a_quarter_of_an_hour_the_words_stand_and_the_text_is_kept(client, member, comment):
    client.force_login(member)
    age(comment, 16)

    answer = client.post(f"/comments/c/{comment.pk}/edit/", {"text": "Another sea"})

    assert answer.status_code == 422
    assert "Another sea" in answer.text
    comment.refresh_from_db()
    assert comment.text == "Teh sea"
    assert "changed for 15 minutes" in client.get(f"/comments/c/{comment.pk}/edit/").text


@pytest.mark.parametrize("page", ["yours", "edit", "withdraw"])
def test_of_anothers_comment_nothing_is_found(client, comment, page):
    client.force_login(UserFactory())

    assert client.get(f"/comments/c/{comment.pk}/{page}/").status_code == 404
    if page != "yours":
        assert client.post(f"/comments/c/{comment.pk}/{page}/", {"text": "x"}).status_code == 404
    comment.refresh_from_db()
    assert (comment.text, comment.status) == ("Teh sea", "visible")


@pytest.mark.parametrize("page", ["yours", "edit", "withdraw", "recommend"])
def test_strangers_are_led_to_the_sign_in_and_back(client, comment, page):
    address = f"/comments/c/{comment.pk}/{page}/"

    assert client.get(address)["Location"] == f"/accounts/login/?next={address}"


def test_withdrawing_takes_the_comment_away_and_out_of_the_count(client, member, comment):
    client.force_login(member)
    assert "cannot be undone" in client.get(f"/comments/c/{comment.pk}/withdraw/").text

    client.post(f"/comments/c/{comment.pk}/withdraw/")

    html = client.get(comment.article.path).text
    assert "Teh sea" not in html
    assert 'id="comments-title">Comments\n' in html
    assert withdraw(comment, by=member).status == "withdrawn"  # a second press is none


def test_what_the_newsroom_removed_cannot_be_changed_or_withdrawn(member, comment):
    Comment.objects.update(status="removed")

    with pytest.raises(ValidationError):
        edit_comment(comment, by=member, text="New")
    with pytest.raises(ValidationError):
        withdraw(comment, by=member)


def test_recommending_counts_each_member_once_and_can_be_taken_back(client, comment):
    reader = UserFactory()
    client.force_login(reader)
    address = f"/comments/c/{comment.pk}/recommend/"

    first = client.post(address, headers={"accept": "application/json"}).json()
    assert first == {"given": True, "number": 1}
    assert "Take the recommendation back" in client.get(address).text
    assert client.post(address)["Location"] == comment.get_absolute_url()
    comment.refresh_from_db()
    assert comment.recommended == 0


def test_nobody_recommends_themselves(client, member, comment):
    client.force_login(member)

    assert "your own comment" in client.get(f"/comments/c/{comment.pk}/recommend/").text
    client.post(f"/comments/c/{comment.pk}/recommend/")
    comment.refresh_from_db()
    assert comment.recommended == 0


@pytest.mark.django_db(transaction=True)
def test_many_recommending_at_once_are_all_counted():
    comment = CommentFactory()
    people = UserFactory.create_batch(6)

    def press(person):
        recommend(comment, by=person)
        connection.close()

    threads = [threading.Thread(target=press, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    comment.refresh_from_db()
    assert comment.recommended == comment.recommendations.count() == 6


def test_the_fragment_tells_the_script_what_is_the_readers_own(client, member):
    story = ArticleFactory(live=True)
    mine = CommentFactory(article=story, author=member)
    old = CommentFactory(article=story, author=member)
    age(old, 60)
    liked = CommentFactory(article=story)
    recommend(liked, by=member)
    client.force_login(member)

    html = client.get("/me/", {"article": story.pk}).text

    assert f'data-own="{mine.pk}"' in html
    assert f'data-given="{liked.pk}"' in html


def test_scripts_are_told_where_to_go_and_why_not(client, member):
    story = ArticleFactory(live=True)
    client.force_login(member)
    ask = {"headers": {"accept": "application/json"}}

    said = client.post(f"/comments/{story.pk}/", {"text": "Well said"}, **ask)
    refused = client.post(f"/comments/{story.pk}/", {"text": " "}, **ask)

    assert said.status_code == 201
    assert said.json()["there"] == f"{story.path}#comment-{Comment.objects.get().pk}"
    assert (refused.status_code, refused.json()) == (422, {"said": "Write something first."})
