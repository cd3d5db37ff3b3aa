"""What readers are told changed: notes, the list of corrections, the history of a story."""

import json
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from lxml import etree
from lxml import html as lxml_html

from articles.actions import editing, publishing, showing
from articles.models import Article, DeskLog, PublicVersion, ReaderNote, Section
from newsroom.site.chrome import chrome
from newsroom.site.models import SiteSettings
from tests.articles.writing_page import change, saved, typed, written

pytestmark = pytest.mark.django_db
CORRECTION, UPDATE = ReaderNote.Kind.CORRECTION, ReaderNote.Kind.UPDATE


def live(editor, **fields) -> Article:
    """Published two hours ago, and nothing since."""
    story = publishing.publish(saved(written(**fields), editor), by=editor)
    before = timezone.now() - timedelta(hours=2)
    Article.objects.filter(pk=story.pk).update(published_at=before, first_published_at=before)
    story.public_versions.update(from_at=before)
    return Article.objects.get(pk=story.pk)


def changed(story, editor, body, **manner) -> Article:
    story = Article.objects.get(pk=story.pk)
    story.body = body
    return editing.save(story, by=editor, base=story.version, **manner)


def corrected(story, editor, body="<p>The harbour stays shut.</p>", text="It stays shut."):
    return changed(story, editor, body, substantive=True, kind=CORRECTION, told=text)


def page(client, path):
    return lxml_html.fromstring(client.get(path).text)


def told_to_machines(client, story) -> dict:
    script = page(client, story.path).xpath("//script[@type='application/ld+json']")[0]
    return json.loads(script.text)["@graph"][0]


def history(client, story) -> str:
    found = page(client, f"{story.path}history/").xpath("//ol[@class='steps']")[0]
    return " ".join(found.text_content().split())


# The note on the story -----------------------------------------------------------------------
def test_a_correction_stands_under_the_story_and_is_told_to_machines_alike(client, editor):
    story = corrected(live(editor), editor)

    note = page(client, story.path).xpath("//aside[starts-with(@class, 'rnote')]")[0]
    machine = told_to_machines(client, story)["correction"]

    assert note.find("h2").text_content().startswith("Correction ")
    assert note.find("p").text == machine[0]["text"] == "It stays shut."
    assert note.find("h2/time").get("datetime") == machine[0]["datePublished"]
    assert machine[0]["@type"] == "CorrectionComment"


def test_an_update_is_no_correction_to_machines(client, editor):
    story = changed(live(editor), editor, "<p>More.</p>", substantive=True, told="More is known.")

    assert "More is known." in client.get(story.path).text
    assert "correction" not in told_to_machines(client, story)


def test_a_retraction_stands_above_the_text(client, editor):
    story = changed(
        live(editor),
        editor,
        "<p>We know no more.</p>",
        substantive=True,
        kind=ReaderNote.Kind.RETRACTION,
        told="We take this story back.",
    )

    column = page(client, story.path).xpath("//*[@class='art__body']")[0].text_content()
    assert column.index("We take this story back.") < column.index("We know no more.")


def test_a_correction_without_words_is_refused_and_changes_nothing(editor):
    story = live(editor)

    with pytest.raises(ValidationError, match="Say to readers what changed"):
        corrected(story, editor, text=" ")

    head = Article.objects.get(pk=story.pk)
    assert (head.version, head.updated_at) == (story.version, None)


def test_the_desk_asks_for_the_words_and_logs_who_corrected(client, editor):
    story = live(editor)
    client.force_login(editor)
    refused = client.post(change(story), typed(story, change="correct"))
    assert "Note to readers: Say to readers what changed." in refused.context["refusals"]

    client.post(change(story), typed(story, change="correct", told="Not Monday."))

    entry = story.log.get(event=DeskLog.Event.CORRECT)
    assert (entry.person, entry.note) == (editor, "Not Monday.")
    assert story.reader_notes.get().kind == CORRECTION


def test_a_note_to_a_story_nobody_has_seen_is_not_kept(editor):
    story = publishing.publish(
        saved(written(), editor), by=editor, at=timezone.now() + timedelta(hours=1)
    )

    changed(story, editor, "<p>Other.</p>", substantive=True, kind=CORRECTION, told="Sorry.")

    assert not ReaderNote.objects.exists()


@pytest.mark.parametrize(("notes", "asked"), [(0, 0), (1, 1), (3, 1)])
def test_notes_cost_a_story_one_query_and_none_where_nothing_changed(client, editor, notes, asked):
    story = live(editor)
    for number in range(notes):
        story = corrected(story, editor, body=f"<p>{number}</p>", text=f"No {number}.")

    with CaptureQueriesContext(connection) as queries:
        client.get(story.path)

    about_notes = [q["sql"] for q in queries if 'FROM "articles_readernote"' in q["sql"]]
    assert len(about_notes) == asked


# Typing errors move nothing --------------------------------------------------------------------
def test_a_typing_error_moves_no_date_no_feed_and_no_sitemap(client, editor):
    story = corrected(live(editor), editor)
    month = f"/sitemap-{timezone.localtime(story.published_at):%Y-%m}.xml"

    def moments():
        machine = told_to_machines(client, story)
        feed = etree.fromstring(client.get("/feed/atom/").content)
        entry = feed.find("{*}entry/{*}updated").text
        shown = page(client, story.path).xpath("//dl//time/@datetime")
        return machine["dateModified"], shown, entry, client.get(month).content

    before, steps_before = moments(), history(client, story)
    changed(story, editor, "<p>The harbour stays shut!</p>")

    assert moments() == before
    assert history(client, story) == steps_before


def test_a_substantive_change_moves_all_of_them_to_one_moment(client, editor):
    story = corrected(live(editor), editor)
    month = f"/sitemap-{timezone.localtime(story.published_at):%Y-%m}.xml"

    machine = told_to_machines(client, story)["dateModified"]

    assert machine in page(client, story.path).xpath("//dl//time/@datetime")
    assert etree.fromstring(client.get("/feed/atom/").content).find("{*}entry/{*}updated").text == (
        machine
    )
    assert machine in client.get(month).text


# The history ------------------------------------------------------------------------------------
def test_last_updated_leads_to_what_changed_word_by_word(client, editor):
    story = corrected(live(editor), editor, body="<p>The harbour stays shut.</p>")
    link = page(client, story.path).xpath("//dl//a/@href")[0]

    steps = page(client, link).xpath("//ol[@class='steps']/li")

    assert [e.text.strip() for e in steps[0].xpath(".//del")] == ["opens."]
    assert [e.text.strip() for e in steps[0].xpath(".//ins")] == ["stays shut."]
    assert "Correction: It stays shut." in steps[0].text_content()
    assert "as it was first published" in steps[1].text_content()


def test_only_what_was_before_readers_is_in_the_history(client, editor):
    draft = saved(written(body="<p>First secret thought.</p>"), editor)
    draft.body = "<p>What was printed.</p>"
    draft = editing.save(draft, by=editor, base=1)
    story = publishing.publish(draft, by=editor)
    story = changed(story, editor, "<p>What was added.</p>", substantive=True, told="Added.")
    # Withdrawn, written anew where nobody sees it, and published again.
    publishing.withdraw(story, by=editor)
    publishing.return_to_writer(story, by=editor)
    changed(story, editor, "<p>Between the two.</p>")
    story = changed(story, editor, "<p>What stands now.</p>")
    story = publishing.publish(story, by=editor)

    text = history(client, story)

    assert "secret" not in text
    assert "Between" not in text
    assert "printed" in text
    assert "stands now" in text


def test_what_waited_for_its_time_counts_as_it_came_out(editor):
    story = publishing.publish(
        saved(written(body="<p>Never seen.</p>"), editor),
        by=editor,
        at=timezone.now() + timedelta(hours=1),
    )
    story = changed(story, editor, "<p>As it came out.</p>")

    shown = PublicVersion.objects.get()

    assert shown.revision.snapshot["body"] == "<p>As it came out.</p>"
    assert shown.from_at == story.published_at


def test_another_time_moves_when_readers_see_it(editor):
    at = timezone.now() + timedelta(hours=1)
    story = publishing.publish(saved(written(), editor), by=editor, at=at)

    for later in (at + timedelta(hours=2), at - timedelta(minutes=30)):
        publishing.publish(story, by=editor, at=later)
        assert PublicVersion.objects.get().from_at == later


def test_a_schedule_taken_back_was_never_before_readers(editor):
    story = publishing.publish(
        saved(written(), editor), by=editor, at=timezone.now() + timedelta(hours=1)
    )

    publishing.unschedule(story, by=editor)

    assert not PublicVersion.objects.exists()


def test_a_withdrawn_story_has_no_history_for_readers_and_a_draft_none_at_all(client, editor):
    story = corrected(live(editor), editor)
    publishing.withdraw(story, by=editor)

    assert client.get(f"{story.path}history/").status_code == 410
    assert client.get("/2020/01/02/nothing/history/").status_code == 404


def test_words_behind_the_wall_are_in_no_history(client, editor):
    story = live(editor, body="<p>Open words.</p><p>Old secret.</p>")
    story = corrected(story, editor, body="<p>Open words.</p><p>New secret.</p>")
    SiteSettings.objects.update_or_create(pk=1, defaults={"wall": True})
    Section.objects.update(access="members")
    from newsroom.site import chrome as kept

    kept.forget()
    assert chrome().site.wall

    answer = client.get(f"{story.path}history/").text

    assert "secret" not in answer
    assert "the story is for members" in answer
    assert "It stays shut." in answer


def test_a_hidden_version_leaves_a_stub_and_none_of_its_words(client, editor):
    story = live(editor, body="<p>He did it.</p>")
    story = corrected(story, editor, body="<p>He was accused.</p>", text="We named nobody.")
    story = changed(
        story, editor, "<p>He was cleared.</p>", substantive=True, told="The court spoke."
    )
    first = story.public_versions.first()

    showing.hide(first, why="by order of a court", by=editor)

    text = history(client, story)
    assert "did it" not in text
    assert "accused" in text
    assert "cleared" in text
    assert "This version is no longer shown: by order of a court" in text
    assert story.log.first().event == DeskLog.Event.HIDE


def test_the_desk_hides_a_version_with_a_reason_and_shows_it_again(client, editor):
    story = corrected(live(editor, body="<p>He did it.</p>"), editor)
    first = story.public_versions.first()
    address = reverse("admin:articles_article_hide", args=[story.pk, first.pk])
    client.force_login(editor)

    client.post(address, {"why": ""})
    first.refresh_from_db()
    assert not first.hidden_why

    client.post(address, {"why": "by order of a court"})
    assert "did it" not in history(client, story)

    client.post(address, {"show": "1"})
    assert "did it" in history(client, story) or "did" in history(client, story)


def test_only_editors_hide_versions(client, reporter, editor):
    story = corrected(live(editor), editor)
    first = story.public_versions.first()
    client.force_login(reporter)

    answer = client.post(
        reverse("admin:articles_article_hide", args=[story.pk, first.pk]), {"why": "mine"}
    )

    assert answer.status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_history_costs_the_same_for_any_number(
    client, editor, count, django_assert_max_num_queries
):
    story = live(editor)
    for number in range(count):
        story = corrected(story, editor, body=f"<p>{number}</p>", text=f"No {number}.")
    client.get(f"{story.path}history/")

    with django_assert_max_num_queries(4):
        client.get(f"{story.path}history/")
