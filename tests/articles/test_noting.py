"""Notes on words of a story: written, answered, resolved, carried along, and for no reader."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from articles.actions import editing, noting, planning, publishing
from articles.models import Article, Note
from newsroom.notifications.models import Notification
from tests.articles.writing_page import change, saved, typed, written
from tests.factories import ArticleFactory, AuthorFactory, UserFactory

pytestmark = pytest.mark.django_db
BODY = "<p>The harbour opens on Monday, the mayor said.</p><p>Boats leave at noon.</p>"


@pytest.fixture
def story(reporter):
    return saved(written(body=BODY), reporter)


@pytest.fixture
def lawyer():
    return UserFactory(display_name="Lola Lawyer", role="Legal")


def ask(story, by, quote="the mayor said", text="Which mayor?", **how) -> Note:
    return noting.write(story, text=text, quote=quote, by=by, **how)


def door(name, story, note=None):
    args = [story.pk] if note is None else [story.pk, note.pk]
    return reverse(f"admin:articles_article_{name}", args=args)


def sentences(person) -> list[str]:
    return [str(told) for told in Notification.objects.of(person)]


def edit(story, by, **fields):
    story = Article.objects.get(pk=story.pk)
    for name, value in fields.items():
        setattr(story, name, value)
    editing.save(story, by=by, base=story.version)


def test_a_note_is_pinned_to_words_that_stand_in_the_story(story, editor):
    note = ask(story, editor, quote="  the mayor\nsaid ")

    assert (note.quote, note.part, note.words_gone) == ("the mayor said", 2, False)
    with pytest.raises(ValidationError, match="does not stand in the story"):
        ask(story, editor, quote="the bishop said")


@pytest.mark.parametrize("fields", [{"text": " "}, {"quote": ""}, {"text": "x" * 2001}])
def test_a_note_without_words_or_with_too_many_is_refused(story, editor, fields):
    with pytest.raises(ValidationError):
        ask(story, editor, **fields)

    assert not Note.objects.exists()


def test_a_note_follows_its_words_says_when_they_are_gone_and_finds_them_again(story, editor):
    note = ask(story, editor)

    edit(story, editor, body="<p>New.</p>" + BODY.replace("mayor", "deputy mayor"))
    note.refresh_from_db()
    assert (note.quote, note.part) == ("the deputy mayor said", 3)

    edit(story, editor, body="<p>New.</p>")
    note.refresh_from_db()
    assert note.words_gone

    edit(story, editor, body=BODY)
    note.refresh_from_db()
    assert (note.quote, note.part, note.words_gone) == ("the mayor said", 2, False)


def test_a_planned_change_carries_the_notes_when_it_appears(editor):
    story = publishing.publish(saved(written(body=BODY), editor), by=editor)
    note = ask(story, editor)
    story.refresh_from_db()
    soon = timezone.now() + timedelta(hours=1)
    changed = Article.objects.get(pk=story.pk)
    changed.body = "<p>Before.</p>" + BODY
    plan = planning.plan(changed, by=editor, base=story.version, at=soon)
    note.refresh_from_db()
    assert note.part == 2

    type(plan).objects.update(due_at=timezone.now())
    planning.make_due()

    note.refresh_from_db()
    assert note.part == 3


def test_whoever_has_began_or_signs_the_story_is_told_without_its_words(reporter, editor):
    signing = UserFactory(display_name="Sara Signs", role="Reporter")
    holding = UserFactory(display_name="Hugo Holds", role="Reporter")
    story = ArticleFactory(
        headline="Floods", created_by=reporter, assignee=holding,
        authors=[AuthorFactory(account=signing)],
    )  # fmt: skip

    ask(story, editor, quote="Floods", text="A secret source")

    for person in (reporter, signing, holding):
        assert sentences(person) == ["Eva Editor wrote a note on “Floods”."]
    assert sentences(editor) == []
    assert "secret" not in str(Notification.objects.values())


def test_an_answer_reaches_who_asked_and_who_answered(story, editor, reporter, lawyer):
    note = ask(story, editor)
    noting.answer(note, text="The mayor of Cádiz.", by=lawyer)

    noting.answer(note, text="I see.", by=reporter)

    words = "Rosa Reporter answered a note on “The harbour opens again”."
    assert words in sentences(editor)
    assert words in sentences(lawyer)


def test_a_note_is_written_answered_resolved_and_reopened_with_forms(client, story, reporter):
    client.force_login(reporter)
    sent = {"quote": "Boats leave", "text": "How many?", "before": "", "back": "work"}

    answer = client.post(door("note", story), sent)
    note = Note.objects.get()
    client.post(door("note_answer", story, note), {f"answer-{note.pk}": "Nine."})
    client.post(door("note_resolve", story, note))
    resolved = Note.objects.get()
    client.post(door("note_reopen", story, note))

    assert answer["Location"] == door("work", story)
    assert [a.text for a in note.answers.all()] == ["Nine."]
    assert resolved.resolved_by == reporter
    assert Note.objects.open().count() == 1
    page = client.get(change(story)).content.decode()
    for words in ("Boats leave", "How many?", "Nine.", "1 open"):
        assert words in page


def test_whoever_may_not_change_the_words_resolves_only_their_own(client, story, editor, lawyer):
    own, other = ask(story, lawyer), ask(story, editor)
    client.force_login(lawyer)

    answers = [client.post(door("note_resolve", story, note)) for note in (own, other)]

    assert [answer.status_code for answer in answers] == [302, 403]
    assert list(Note.objects.open()) == [other]


def test_a_note_of_another_story_is_not_found_here(client, story, editor):
    note = ask(ArticleFactory(headline="Floods"), editor, quote="Floods")
    client.force_login(editor)

    assert client.post(door("note_resolve", story, note)).status_code == 404


def test_writing_a_note_changes_nothing_of_the_story(client, story, editor):
    before = Article.objects.values().get(pk=story.pk)
    versions = story.revisions.count()
    client.force_login(editor)

    client.post(door("note", story), {"quote": "Boats leave", "text": "Notemarker"})

    assert Note.objects.count() == 1
    assert Article.objects.values().get(pk=story.pk) == before
    assert story.revisions.count() == versions


def test_no_preview_and_no_version_holds_a_note(client, story, editor):
    ask(story, editor, text="Notemarker")
    client.force_login(editor)
    edit(story, editor, standfirst="Changed.")
    story.refresh_from_db()

    preview = client.post(
        reverse("admin:articles_article_preview"), typed(story, story=story.pk, body=story.body)
    )

    assert preview.status_code == 200
    assert "Notemarker" not in preview.content.decode()
    assert "Notemarker" not in str(list(story.revisions.values_list("snapshot")))


def test_open_notes_are_said_in_the_margin_of_the_page(client, story, editor):
    ask(story, editor)
    client.force_login(editor)

    page = client.get(change(story)).content.decode()

    assert 'href="#id_notes"' in page
    assert "Open notes: 1 note is open." in page


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_notes(
    client, story, editor, count, django_assert_num_queries
):
    for _ in range(count):
        noting.answer(ask(story, editor), text="So?", by=editor)
    client.force_login(editor)
    client.get(door("work", story))

    with django_assert_num_queries(11):
        client.get(door("work", story))
