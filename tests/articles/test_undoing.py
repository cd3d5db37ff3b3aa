"""What just went out is taken back within a minute, whole."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.actions import publishing
from articles.actions.undoing import undo
from articles.models import Article, DeskLog, ReaderNote, Revision
from tests.articles.test_corrections import changed, corrected, history, live
from tests.articles.writing_page import change, saved, typed, written

pytestmark = pytest.mark.django_db


def a_minute_later(story) -> None:
    for version in story.public_versions.all():
        version.from_at -= timedelta(seconds=61)
        if version.until_at:
            version.until_at -= timedelta(seconds=61)
        version.save()


def test_a_first_publication_is_taken_back_and_its_address_says_so(client, editor):
    story = publishing.publish(saved(written(), editor), by=editor)

    undo(story, by=editor)

    assert client.get(story.path).status_code == 410
    assert not Article.objects.published().exists()
    assert story.log.first().event == DeskLog.Event.UNDO


def test_a_correction_is_taken_back_with_all_that_came_with_it(client, editor):
    story = live(editor, body="<p>The harbour opens.</p>")
    before, steps = client.get(story.path).content, history(client, story)
    story = corrected(story, editor)
    assert client.get(story.path).content != before

    story = undo(story, by=editor)

    assert client.get(story.path).content == before
    assert history(client, story) == steps
    assert (story.body, story.updated_at) == ("<p>The harbour opens.</p>", None)
    assert not ReaderNote.objects.exists()
    assert story.revisions.get(number=2).snapshot["body"] == "<p>The harbour stays shut.</p>"


def test_a_second_correction_taken_back_leaves_the_first(editor):
    story = corrected(live(editor), editor, text="First.")
    first = Article.objects.get(pk=story.pk).updated_at
    story = corrected(story, editor, body="<p>Wrong again.</p>", text="Second.")

    story = undo(story, by=editor)

    assert story.updated_at == first
    assert [note.text for note in story.reader_notes.all()] == ["First."]


def test_taking_back_is_not_taken_back(editor):
    story = corrected(live(editor), editor)
    story = undo(story, by=editor)

    with pytest.raises(ValidationError, match="The minute is over"):
        undo(story, by=editor)

    assert Article.objects.get(pk=story.pk).body == "<p>The harbour opens.</p>"


def test_after_a_minute_it_is_refused_in_words_and_nothing_moves(editor):
    story = corrected(live(editor), editor)
    a_minute_later(story)

    with pytest.raises(ValidationError, match="The minute is over"):
        undo(story, by=editor)

    assert Article.objects.get(pk=story.pk).body == "<p>The harbour stays shut.</p>"


def test_what_is_still_to_come_is_not_taken_back(editor):
    soon = timezone.now() + timedelta(seconds=30)
    story = publishing.publish(saved(written(), editor), by=editor, at=soon)

    with pytest.raises(ValidationError, match="The minute is over"):
        undo(story, by=editor)

    assert Article.objects.scheduled().exists()


def test_a_change_saved_by_script_can_be_taken_back_without_opening_the_page_anew(client, editor):
    story = publishing.publish(saved(written(), editor), by=editor)
    client.force_login(editor)

    sent = typed(story, standfirst="Said otherwise.", _save="")
    answer = client.post(change(story), sent, headers={"X-Desk-Save": "1"}).json()

    assert 50 < answer["undo"] <= 60


def test_the_desk_offers_it_for_a_minute_to_editors_alone(client, editor, reporter):
    story = publishing.publish(saved(written(), editor), by=editor)
    address = reverse("admin:articles_article_undo", args=[story.pk])
    client.force_login(reporter)
    assert client.post(address).status_code == 403
    client.force_login(editor)
    offered = client.get(change(story)).text
    assert "data-undo" in offered
    assert 'data-undo="0"' not in offered

    a_minute_later(story)
    assert 'data-undo="0" hidden' in client.get(change(story)).text
    assert "The minute is over" in client.post(address, follow=True).text


def test_what_is_typed_meanwhile_is_not_saved_by_taking_back(client, editor):
    story = changed(live(editor), editor, "<p>Just out.</p>")
    client.force_login(editor)

    client.post(reverse("admin:articles_article_undo", args=[story.pk]), {"body": "<p>Typed.</p>"})

    assert Article.objects.get(pk=story.pk).body == "<p>The harbour opens.</p>"
    assert not Revision.objects.filter(snapshot__body="<p>Typed.</p>").exists()
