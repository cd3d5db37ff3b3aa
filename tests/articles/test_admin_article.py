"""The writing page: what is typed is saved, by whom, and what each button does."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, DeskLog, Redirect
from tests.articles.writing_page import change, published, saved, typed, written
from tests.factories import AuthorFactory, ImageFactory, SectionFactory

pytestmark = pytest.mark.django_db
Status = Article.Status


# Saving ------------------------------------------------------------------------------------------
def test_a_new_story_is_stored_as_a_draft_with_all_that_was_typed(desk, editor):
    section, further = SectionFactory(), SectionFactory()
    second, first = AuthorFactory(name="Anna"), AuthorFactory(name="Zoe")
    picture = ImageFactory()
    sent = typed(
        headline="Boats,\n again",
        section=section.pk,
        further_sections=[further.pk],
        authors=[first.pk, second.pk],
        tags='Boats, "La Paz, Madrid"',
        lead_image=picture.pk,
        lead_caption="A boat",
        event_date="2026-12-24",
        event_place="Málaga",
        sensitive="on",
    )

    response = desk.post(reverse("admin:articles_article_add"), sent)

    story = Article.objects.get()
    assert response["Location"] == change(story)
    assert (story.status, story.headline, story.slug) == ("draft", "Boats, again", "boats-again")
    assert [a.name for a in story.byline_authors] == ["Zoe", "Anna"]
    assert sorted(story.tags.names()) == ["Boats", "La Paz, Madrid"]
    assert (story.lead_image, story.created_by, story.sensitive) == (picture, editor, True)
    assert list(story.further_sections.all()) == [further]
    assert story.revisions.get().snapshot["event_date"] == "2026-12-24"
    assert story.log.get().event == DeskLog.Event.CREATE


def test_a_tag_too_long_to_be_stored_is_refused_in_words(desk, draft):
    response = desk.post(change(draft), typed(draft, tags="a" * 101))

    assert "A tag has at most 100 characters." in response.text
    assert not draft.tags.exists()


def test_the_order_of_the_bylines_is_the_order_on_the_page(desk, editor):
    first, second = AuthorFactory(name="Zoe"), AuthorFactory(name="Anna")
    story = saved(written(), editor, authors=[first, second])

    options = desk.get(change(story)).context["form"].fields["authors"].queryset

    assert [a.name for a in options][:2] == ["Zoe", "Anna"]


def test_text_is_sanitised_whatever_the_page_sends(desk, draft):
    desk.post(change(draft), typed(draft, body='<p onclick="x()">Hi<script>x()</script></p>'))

    draft.refresh_from_db()
    assert draft.body == "<p>Hi</p>"


def test_a_story_without_a_headline_or_section_is_not_saved_and_the_text_is_kept(desk):
    response = desk.post(
        reverse("admin:articles_article_add"), typed(headline="", body="<p>Kept words.</p>")
    )

    assert response.status_code == 200
    assert response.context["refusals"] == [
        "Headline: This field is required.",
        "Section: This field is required.",
    ]
    assert b"Kept words." in response.content
    assert not Article.objects.exists()


def test_a_quiet_save_answers_in_json_and_takes_no_other_step(desk, draft):
    response = desk.post(
        change(draft), typed(draft, headline="Newer"), headers={"X-Desk-Save": "1"}
    )

    draft.refresh_from_db()
    assert response.json()["version"] == draft.version == 2
    assert draft.headline == "Newer"


def test_a_quiet_save_of_a_faulty_form_says_what_is_wrong(desk, draft):
    response = desk.post(change(draft), typed(draft, headline=""), headers={"X-Desk-Save": "1"})

    assert response.status_code == 422
    assert response.json() == {"errors": ["Headline: This field is required."]}


# The buttons ------------------------------------------------------------------------------------
def test_the_first_submit_in_the_page_saves(desk, draft):
    page = desk.get(change(draft)).content.decode()

    assert page.index('name="_save"') == page.index('type="submit" name="_') + len('type="submit" ')


def test_a_draft_goes_to_review_back_and_out(desk, draft, editor):
    desk.post(change(draft), typed(draft, _submit=""))
    draft.refresh_from_db()
    assert draft.status == Status.REVIEW

    desk.post(change(draft), typed(draft, _return=""))
    draft.refresh_from_db()
    assert draft.status == Status.DRAFT

    desk.post(change(draft), typed(draft, _publish=""))
    draft.refresh_from_db()
    assert draft.status == Status.PUBLISHED
    assert desk.get(draft.path).status_code == 200
    events = list(draft.log.values_list("event", flat=True))
    assert events == ["publish", "save", "return", "save", "submit", "save", "create"]


def test_what_is_missing_is_said_and_the_draft_is_saved_unpublished(desk, draft):
    response = desk.post(
        change(draft),
        typed(draft, headline="Changed", standfirst="", authors=[], _publish=""),
        follow=True,
    )

    draft.refresh_from_db()
    assert (draft.status, draft.headline) == (Status.DRAFT, "Changed")
    assert "Write a standfirst: cards, search and shares show it." in response.content.decode()
    assert "Add a byline." in response.content.decode()


def test_a_story_is_scheduled_moved_in_time_and_taken_back(desk, draft):
    day = timezone.localtime() + timedelta(days=2)
    at = {"publish_at_0": f"{day:%Y-%m-%d}", "publish_at_1": "07:30"}

    desk.post(change(draft), typed(draft, _schedule="", **at))
    draft.refresh_from_db()
    assert timezone.localtime(draft.published_at).strftime("%H:%M") == "07:30"
    assert not Article.objects.published().exists()

    desk.post(change(draft), typed(draft, _schedule="", **at | {"publish_at_1": "09:00"}))
    draft.refresh_from_db()
    assert timezone.localtime(draft.published_at).strftime("%H:%M") == "09:00"

    desk.post(change(draft), typed(draft, _unschedule=""))
    draft.refresh_from_db()
    assert (draft.status, draft.published_at, draft.path) == (Status.DRAFT, None, None)


@pytest.mark.parametrize("day", [None, -1])
def test_a_time_that_is_missing_or_over_is_no_schedule(desk, draft, day):
    at = {}
    if day:
        when = timezone.localtime() + timedelta(days=day)
        at = {"publish_at_0": f"{when:%Y-%m-%d}", "publish_at_1": "07:30"}

    response = desk.post(change(draft), typed(draft, _schedule="", **at), follow=True)

    draft.refresh_from_db()
    assert draft.status == Status.DRAFT
    assert len(response.context["messages"]) == 1


def test_last_updated_moves_only_when_the_change_is_marked(desk, editor):
    story = published(editor)

    desk.post(change(story), typed(story, headline="A comma, moved"))
    story.refresh_from_db()
    assert story.updated_at is None

    desk.post(
        change(story),
        typed(story, headline="Another result", change="update", told="The result is another."),
    )
    story.refresh_from_db()
    assert story.updated_at is not None


def test_a_withdrawn_story_is_gone_and_can_be_published_again(desk, editor):
    story = published(editor)

    desk.post(change(story), typed(story, _withdraw=""))
    assert desk.get(story.path).status_code == 410

    story.refresh_from_db()
    desk.post(change(story), typed(story, _again=""))
    assert desk.get(story.path).status_code == 200


def test_the_address_of_a_published_story_changes_only_by_its_own_button(desk, editor):
    story = published(editor, slug="old-words")
    old = story.path

    desk.post(change(story), typed(story, slug="new-words"))
    story.refresh_from_db()
    assert story.path == old

    desk.post(change(story), typed(story, _move="", new_slug="new-words"))
    story.refresh_from_db()
    assert story.path.endswith("/new-words/")
    assert Redirect.objects.get().old_path == old


def test_a_date_is_corrected_with_a_reason_only(desk, editor):
    story = published(editor)
    wanted = {"new_date_0": "2024-05-06", "new_date_1": "10:00", "_backdate": ""}

    refused = desk.post(change(story), typed(story, **wanted))
    story.refresh_from_db()
    assert story.published_at.year == timezone.now().year
    assert "Say why the date changes." in refused.content.decode()
    assert 'value="2024-05-06"' in refused.content.decode()

    desk.post(change(story), typed(story, reason="Printed in 2024", **wanted))
    story.refresh_from_db()
    assert story.published_at.year == 2024
    assert story.log.first().note == "Printed in 2024"


def test_a_button_that_no_longer_applies_saves_and_says_so(desk, editor):
    story = published(editor)

    response = desk.post(change(story), typed(story, headline="Later", _submit=""), follow=True)

    story.refresh_from_db()
    assert (story.status, story.headline) == (Status.PUBLISHED, "Later")
    assert [str(m) for m in response.context["messages"]] == [
        "The story is saved. It is “Live” now, so this button does not apply."
    ]


# Who may ----------------------------------------------------------------------------------------
@pytest.fixture
def writing(client, reporter):
    client.force_login(reporter)
    return client


@pytest.mark.parametrize(
    "button", ["_publish", "_schedule", "_again", "_return", "_withdraw", "_move", "_backdate"]
)
def test_a_reporter_is_refused_what_only_editors_do_before_anything_is_written(
    writing, reporter, button
):
    story = saved(written(), reporter)

    response = writing.post(change(story), typed(story, headline="Changed", **{button: ""}))

    assert response.status_code == 403
    story.refresh_from_db()
    assert (story.status, story.version) == (Status.DRAFT, 1)


def test_a_reporter_writes_and_submits_stories_of_their_own(writing, reporter):
    story = saved(written(), reporter)

    response = writing.post(change(story), typed(story, _submit=""))

    story.refresh_from_db()
    assert response.status_code == 302
    assert story.status == Status.REVIEW


def test_a_reporter_reads_the_stories_of_others_and_changes_none(writing, draft):
    page = writing.get(change(draft))
    response = writing.post(change(draft), typed(draft, headline="Mine now"))

    assert page.status_code == 200
    assert b'<form method="post" enctype' not in page.content
    assert response.status_code == 403
    draft.refresh_from_db()
    assert draft.version == 1


def test_a_reporter_no_longer_changes_a_story_once_readers_see_it(writing, reporter, editor):
    story = published(reporter)

    assert writing.post(change(story), typed(story)).status_code == 403


def test_nobody_deletes_stories(admin_client, draft):
    address = reverse("admin:articles_article_delete", args=[draft.pk])

    assert admin_client.post(address, {"post": "yes"}).status_code == 403


def test_members_have_no_way_in(client, member, draft):
    client.force_login(member)

    for name, args in [("change", [draft.pk]), ("preview", []), ("pictures", []), ("clean", [])]:
        address = reverse(f"admin:articles_article_{name}", args=args)
        assert client.post(address, typed(draft)).status_code in {302, 403}
    draft.refresh_from_db()
    assert draft.version == 1
