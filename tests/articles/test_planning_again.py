"""A text of a live story that waits for its time is written on, and saved as the plan again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, PlannedChange, ReaderNote, Revision
from tests.articles.test_planning import LATER, NEW, its_time_comes, plan, story
from tests.articles.writing_page import change, typed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
__all__ = ["story"]  # a fixture


def planned_page(change) -> str:
    return (
        f"{reverse('admin:articles_article_change', args=[change.article_id])}?planned={change.pk}"
    )


def planned_form(planned, **fields) -> dict:
    at = timezone.localtime(timezone.now() + LATER)
    story = Article.objects.get(pk=planned.article_id)
    values = {
        "base": planned.revision_id,
        "change_at_0": f"{at:%Y-%m-%d}",
        "change_at_1": f"{at:%H:%M}",
    }
    return typed(story, body=planned.revision.snapshot["body"]) | values | fields


def test_a_text_that_waits_is_opened_changed_and_saved_as_the_plan_again(desk, editor, story):
    planned = plan(story, editor, kind=ReaderNote.Kind.CORRECTION, told="It opens on Monday.")
    before = Article.objects.values().get()

    page = desk.get(planned_page(planned))
    form = page.context["form"]
    answer = desk.post(
        planned_page(planned),
        planned_form(planned, body="<p>It opens on Tuesday.</p>", headline="Tuesday it is"),
    )

    assert (form["body"].value(), form["told"].value()) == (NEW, "It opens on Monday.")
    assert form["base"].value() == planned.revision_id
    assert "Save the plan" in page.text
    assert 'name="_publish"' not in page.text
    assert answer["Location"] == planned_page(planned)
    assert Article.objects.values().get() == before
    planned = PlannedChange.objects.select_related("revision").get()
    assert planned.revision.snapshot["headline"] == "Tuesday it is"
    its_time_comes(planned)
    now = Article.objects.get()
    assert (now.headline, now.body) == ("Tuesday it is", "<p>It opens on Tuesday.</p>")


def test_a_plan_changed_by_another_meanwhile_is_not_run_over(desk, editor, story):
    planned = plan(story, editor)
    late = planned_form(planned, body="<p>It opens on Sunday.</p>")
    desk.post(planned_page(planned), planned_form(planned, body="<p>It opens on Tuesday.</p>"))

    answer = desk.post(planned_page(planned), late, headers={"X-Desk-Save": "1"})

    kept = story.revisions.get(kind=Revision.Kind.UNSAVED)
    now = PlannedChange.objects.select_related("revision").get()
    assert answer.status_code == 409
    assert answer.json()["conflict"].endswith(f"?old={now.revision.number}&new={kept.number}")
    assert "Sunday" in kept.snapshot["body"]
    assert "Tuesday" in now.revision.snapshot["body"]


def test_what_is_typed_into_a_plan_that_has_appeared_meanwhile_is_kept(desk, editor, story):
    planned = plan(story, editor)
    its_time_comes(planned)

    desk.post(planned_page(planned), planned_form(planned, body="<p>It opens on Sunday.</p>"))
    page = desk.get(planned_page(planned), follow=True)

    assert story.revisions.get(kind=Revision.Kind.UNSAVED).snapshot["body"].count("Sunday") == 1
    assert Article.objects.get().body == NEW
    assert "That change waits no more" in page.text


def test_a_plan_saved_without_its_time_keeps_what_was_typed(desk, editor, story):
    planned = plan(story, editor)

    page = desk.post(
        planned_page(planned),
        planned_form(planned, headline="Typed", change_at_0="", change_at_1=""),
    )

    assert "Say on which day and at what time it appears." in page.text
    assert "Typed</textarea>" in page.text
    assert not Article.objects.filter(headline="Typed").exists()


def test_what_is_typed_into_a_plan_is_offered_there_and_not_in_the_story(desk, editor, story):
    planned = plan(story, editor)
    message = {
        "page": "a" * 32, "person": editor.pk, "story": story.pk, "planned": planned.pk,
        "number": 1, "typed": '[["headline", "x"]]',
    }  # fmt: skip

    desk.post(reverse("admin:articles_article_keep"), message)

    offered = [
        desk.get(page).context["desk"]["typed"]["kept"]
        for page in (planned_page(planned), change(story))
    ]
    assert [len(kept) for kept in offered] == [1, 0]


def test_who_may_not_publish_does_not_open_a_plan(client, editor, story):
    planned = plan(story, editor)
    client.force_login(UserFactory(role="Reporter"))

    assert client.get(planned_page(planned)).status_code == 403
