"""Many rows by COPY: stored as one by one would be, in as many questions for three as for one."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.forms.models import model_to_dict
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from articles.models import Article, DeskLog
from comments.models import Comment
from newsroom.kit.copying import copy_in, take_numbers
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db
# What the text form of COPY has a sign of its own for.
ODD = 'tab\there, line\nbreak, back\\slash, \\N, \\., "quoted", ‘ñ’, 🌊'


def said(article, **fields) -> Comment:
    return Comment(article=article, text=ODD, facts={"said": ["ñ", None, 1.5]}, **fields)


def test_a_row_is_as_one_that_was_saved_by_itself():
    article = ArticleFactory()
    apart = said(article, shape=[3, -7], ancestors=[5, 6])
    apart.save()

    (copied,) = copy_in([said(article, shape=[3, -7], ancestors=[5, 6])])

    read, saved = Comment.objects.get(pk=copied.pk), Comment.objects.get(pk=apart.pk)
    assert model_to_dict(read, exclude=["id"]) == model_to_dict(saved, exclude=["id"])
    assert read.text == ODD
    assert (read.facts, read.shape, read.root) == (saved.facts, [3, -7], 5)
    assert read.path == [5, 6, read.pk]


def test_it_is_known_as_stored_and_can_be_saved_again():
    (copied,) = copy_in([said(ArticleFactory())])

    copied.text = "Changed."
    copied.save()

    assert Comment.objects.get().text == "Changed."


def test_a_time_stays_as_it_was_given_and_is_now_where_none_was():
    article, long_ago = ArticleFactory(), datetime(2009, 5, 1, 12, tzinfo=UTC)
    before = timezone.now()

    old, new = copy_in([said(article, posted_at=long_ago), said(article)])

    old.refresh_from_db()
    new.refresh_from_db()
    assert old.posted_at == long_ago
    assert before <= new.posted_at <= timezone.now()


def test_numbers_that_were_taken_are_kept_and_the_next_are_others():
    article = ArticleFactory()
    first, second = take_numbers(Comment, 2)

    rows = copy_in([said(article, pk=second), said(article), said(article, pk=first)])

    assert [rows[0].pk, rows[2].pk] == [second, first]
    assert rows[1].pk > second
    assert Comment.objects.count() == 3


def test_a_row_the_database_refuses_leaves_nothing_of_the_others():
    article = ArticleFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        copy_in([said(article, pk=7), said(article, pk=7)])

    assert not Comment.objects.exists()


@pytest.mark.parametrize("number", [1, 3])
def test_the_questions_do_not_grow_with_the_rows(number):
    article = ArticleFactory()
    rows = [DeskLog(article=article, event="create") for _ in range(number)]

    with CaptureQueriesContext(connection) as asked:
        copy_in(rows)

    assert len(asked) == 2
    assert DeskLog.objects.filter(event="create", article=article).count() >= number


def test_of_no_rows_nothing_is_asked(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert copy_in([]) == []


def test_a_story_finds_its_words_as_soon_as_it_is_copied():
    story = Article(headline="Ferries", section=ArticleFactory().section, search="'ferri':1A")

    copy_in([story])

    assert Article.objects.filter(search="ferri").get() == story
