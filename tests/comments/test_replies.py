"""Replies, pages, orders and permanent addresses of a thread."""

import pytest
from django.core.exceptions import ValidationError

from articles.models import Article
from comments.actions.moderation import remove
from comments.actions.posting import post_comment, withdraw
from comments.actions.responding import recommend
from comments.models import Comment
from comments.threads import address_of, thread_of
from tests.factories import ArticleFactory, AuthorFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.usefixtures("quiet_rules")


@pytest.fixture
def story(db):
    return ArticleFactory(live=True)


def reply(to, text="Indeed so"):
    return post_comment(to.article, by=UserFactory(), text=text, to=to)


def texts(story, **how) -> list[str]:
    return [f"{c.depth} {c.text}" for c in thread_of(story, **how).page]


def test_replies_stand_under_what_they_answer_in_the_order_they_were_said(story):
    first = CommentFactory(article=story, text="First")
    CommentFactory(article=story, text="Second")
    answer = reply(first, "To first")
    reply(answer, "To the answer")
    reply(first, "To first, later")

    assert texts(story) == [
        "0 First", "1 To first", "2 To the answer", "1 To first, later", "0 Second",
    ]  # fmt: skip


def test_from_the_fourth_step_on_replies_stand_flat_and_name_whom_they_answer(story, client):
    last = CommentFactory(article=story, text="0")
    for number in range(1, 6):
        last = reply(last, str(number))

    assert texts(story) == ["0 0", "1 1", "2 2", "3 3", "3 4", "3 5"]
    assert [c.stands_flat for c in thread_of(story).page] == [False] * 4 + [True] * 2
    page = client.get(story.path).text
    assert page.count("In reply to") == 2
    assert f">{last.parent.author_name}</a>" in page.split("In reply to")[2]


def test_what_is_gone_cannot_be_answered_and_the_words_are_kept(story, client, member, editor):
    gone = remove(CommentFactory(article=story), by=editor)
    client.force_login(member)

    answer = client.post(f"/comments/{story.pk}/", {"text": "To the air", "to": gone.pk})

    assert answer.status_code == 422
    assert "no longer there" in answer.text
    assert "To the air" in answer.text
    with pytest.raises(ValidationError):
        post_comment(story, by=member, text="x", to=CommentFactory())


@pytest.mark.parametrize("state", ["held", "removed", "withdrawn"])
def test_a_refused_reply_quotes_nothing_that_readers_do_not_see(story, client, member, state):
    gone = CommentFactory(article=story, text="The secret words", status=state)
    client.force_login(member)

    answer = client.post(f"/comments/{story.pk}/", {"text": " ", "to": gone.pk})

    assert answer.status_code == 422
    assert "The secret words" not in answer.text


def test_a_reply_is_written_on_a_page_of_its_own_without_script(story, client, member):
    first = CommentFactory(article=story, text="Is it so?")
    client.force_login(member)

    page = client.get(f"/comments/{story.pk}/", {"to": first.pk}).text
    assert "Is it so?" in page
    assert f'name="to" value="{first.pk}"' in page
    client.post(f"/comments/{story.pk}/", {"text": "It is.", "to": first.pk})

    assert Comment.objects.get(text="It is.").parent == first


def test_strangers_who_reply_sign_in_and_come_back_to_the_same_reply(story, client):
    first = CommentFactory(article=story)

    answer = client.get(f"/comments/{story.pk}/", {"to": first.pk})

    assert answer["Location"] == f"/accounts/login/?next=/comments/{story.pk}/%3Fto%3D{first.pk}"


def test_a_stub_stays_where_visible_replies_hang_and_nowhere_else(story, editor, client):
    alone, kept = CommentFactory.create_batch(2, article=story, text="Rude words")
    answer = reply(kept)
    remove(alone, by=editor)
    withdraw(kept, by=kept.author)

    html = client.get(story.path).text
    assert f'id="comment-{alone.pk}"' not in html
    assert "Withdrawn by its writer." in html
    assert "Rude words" not in html
    assert kept.author_name not in html
    assert thread_of(story).total == 1

    remove(answer, by=editor)
    assert texts(story) == []


def test_a_flat_reply_keeps_the_stub_of_the_comment_it_answers(story, editor):
    deep = CommentFactory(article=story)
    for _ in range(3):
        deep = reply(deep)
    reply(deep, "Flat")

    remove(deep, by=editor)

    assert [c.status for c in thread_of(story).page][-2:] == ["removed", "visible"]


def test_a_story_carries_the_first_page_and_its_thread_the_others(story, client):
    comments = CommentFactory.create_batch(45, article=story)

    first, third = client.get(story.path).text, client.get(f"{story.path}comments/?page=3").text

    assert first.count('class="cm"') == 20
    assert "45 comments" in first
    assert f'href="{story.path}comments/?page=2"' in first
    assert third.count('class="cm"') == 5
    assert f'id="comment-{comments[-1].pk}"' in third
    assert f"{story.path}comments/?page=3" in third.split('rel="canonical"')[1].split(">")[0]


@pytest.mark.parametrize("number", [1, 15])
def test_a_page_of_a_thread_costs_the_same(story, client, number, django_assert_num_queries):
    for first in CommentFactory.create_batch(number, article=story):
        reply(first)
    client.get("/style/")  # the paper's settings and menus are read once

    with django_assert_num_queries(7):
        client.get(f"{story.path}comments/")


def test_orders_move_threads_and_leave_replies_in_place(story):
    first = CommentFactory(article=story, text="First")
    second = CommentFactory(article=story, text="Second")
    reply(first, "Answer")
    recommend(second, by=UserFactory())

    assert texts(story, sort="oldest") == ["0 First", "1 Answer", "0 Second"]
    assert texts(story, sort="newest") == ["0 Second", "0 First", "1 Answer"]
    assert texts(story, sort="recommended") == ["0 Second", "0 First", "1 Answer"]


@pytest.mark.parametrize("query", ["?sort=angry", "?sort="])
def test_an_order_that_is_none_is_not_there(story, client, query):
    assert client.get(f"{story.path}comments/{query}").status_code == 404


def test_a_comments_address_leads_to_where_it_stands_today(story, client):
    comments = CommentFactory.create_batch(25, article=story)

    assert address_of(comments[0]) == f"{story.path}#comment-{comments[0].pk}"
    last = client.get(f"/comments/c/{comments[-1].pk}/")
    assert last["Location"] == f"{story.path}comments/?page=2#comment-{comments[-1].pk}"
    assert not last.cookies


@pytest.mark.parametrize("status", ["held", "removed", "withdrawn"])
def test_what_is_not_shown_has_no_address(client, story, status):
    hidden = CommentFactory(article=story, status=status)

    assert client.get(f"/comments/c/{hidden.pk}/").status_code == 404
    assert client.get(f"/comments/c/{hidden.pk}/recommend/").status_code == 404


def test_a_withdrawn_storys_thread_is_gone_as_well(client, db):
    story = ArticleFactory(withdrawn=True)
    comment = CommentFactory(article=story)

    assert client.get(f"{story.path}comments/").status_code == 404
    assert client.get(f"/comments/c/{comment.pk}/").status_code == 404


def test_a_thread_is_the_same_for_everyone(client, story, member):
    CommentFactory(article=story, author=member)
    strangers = client.get(f"{story.path}comments/")
    client.force_login(member)

    assert client.get(f"{story.path}comments/").content == strangers.content
    assert strangers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not strangers.cookies


def test_who_wrote_the_story_is_marked_before_the_newsroom(client, reporter, editor):
    story = ArticleFactory(live=True, authors=[AuthorFactory(account=reporter)])
    CommentFactory(article=story, author=reporter)
    CommentFactory(article=story, author=editor)

    html = client.get(story.path).text

    assert html.count(">Wrote this story<") == 1
    assert html.count(">Newsroom<") == 1


def test_where_comments_are_off_there_is_one_sentence_and_no_thread(client, story):
    CommentFactory(article=story, text="Once said")
    Article.objects.filter(pk=story.pk).update(comments="off")

    html = client.get(story.path).text

    assert "There is no discussion under this story." in html
    assert "Once said" not in html
    assert client.get(f"{story.path}comments/").status_code == 404
