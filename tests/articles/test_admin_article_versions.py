"""Preview, two people at one story, versions: nothing is kept that should not be, nothing lost."""

import pytest
from django.urls import reverse

from articles.actions import editing, publishing
from articles.admin.editor_form import ArticleForm
from articles.models import Article, Revision
from tests.articles.writing_page import change, published, saved, typed, written
from tests.factories import AuthorFactory, ImageFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
Status = Article.Status


@pytest.fixture
def writing(client, reporter):
    client.force_login(reporter)
    return client


def test_a_draft_published_while_its_writer_saves_keeps_the_published_text(
    writing, reporter, editor, monkeypatch
):
    story = saved(written(), reporter)

    def just_then(form):
        publishing.publish(story, by=editor)
        return "Slipped in"

    monkeypatch.setattr(ArticleForm, "clean_headline", just_then)

    assert writing.post(change(story), typed(story)).status_code == 403
    assert Article.objects.get().headline == "The harbour opens again"


# Preview ----------------------------------------------------------------------------------------
def test_a_preview_shows_the_unsaved_text_in_the_sites_look_and_keeps_nothing(desk, draft):
    response = desk.post(
        reverse("admin:articles_article_preview"),
        typed(draft, story=draft.pk, headline="Not saved", body="<p>Fresh words.</p>", tags="New"),
    )

    page = response.content.decode()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert "<h1>Not saved</h1>" in page
    assert "Fresh words." in page
    assert 'data-module="beacon"' not in page
    draft.refresh_from_db()
    assert (draft.version, Revision.objects.count(), draft.tags.count()) == (1, 1, 0)


def test_a_story_never_saved_is_previewed_too(desk):
    response = desk.post(
        reverse("admin:articles_article_preview"), typed(section=SectionFactory().pk, story="")
    )

    assert "<h1>The harbour opens again</h1>" in response.content.decode()
    assert not Article.objects.exists()


def test_a_preview_that_cannot_be_made_says_what_is_missing(desk):
    response = desk.post(reverse("admin:articles_article_preview"), typed(headline="", story=""))

    assert response.status_code == 422
    assert "Headline: This field is required." in response.content.decode()


def test_a_reporter_previews_no_story_of_others(writing, draft):
    response = writing.post(reverse("admin:articles_article_preview"), typed(draft, story=draft.pk))

    assert response.status_code == 403


# Two people -------------------------------------------------------------------------------------
def test_the_second_of_two_people_sees_both_texts_and_loses_nothing(desk, draft):
    first, second = typed(draft, headline="The first text"), typed(draft, headline="A second text")
    desk.post(change(draft), first)

    response = desk.post(change(draft), second)

    kept = draft.revisions.get(kind=Revision.Kind.UNSAVED)
    assert response["Location"] == reverse(
        "admin:articles_article_conflict", args=[draft.pk, kept.number]
    )
    page = desk.get(response["Location"]).content.decode()
    assert "<del>The first </del><ins>A second </ins>text" in page
    draft.refresh_from_db()
    assert draft.headline == "The first text"


def test_changes_that_do_not_touch_are_brought_together_and_told(desk, draft):
    theirs = Article.objects.get(pk=draft.pk)
    theirs.body = theirs.body + "<p>The ferries go on Sunday.</p>"
    editing.save(theirs, by=UserFactory(role="Editor", display_name="Marta"), base=1)

    page = desk.post(
        change(draft), typed(draft, headline="A second text", tags="Boats"), follow=True
    )

    draft.refresh_from_db()
    assert (draft.headline, list(draft.tags.names())) == ("A second text", ["Boats"])
    assert draft.body.endswith("<p>The ferries go on Sunday.</p>")
    assert "Marta saved this story after you opened it. Both changes are in it." in page.text
    assert draft.revisions.get(kind=Revision.Kind.UNSAVED).snapshot["headline"] == "A second text"


def test_a_page_that_stays_open_after_that_never_takes_the_others_words_back(desk, draft):
    theirs = Article.objects.get(pk=draft.pk)
    theirs.standfirst = "By the second person."
    editing.save(theirs, by=UserFactory(role="Editor"), base=1)
    quietly = {"X-Desk-Save": "1"}

    first = desk.post(change(draft), typed(draft, headline="Mine"), headers=quietly)
    second = desk.post(change(draft), typed(draft, headline="Mine, again"), headers=quietly)

    assert "Both changes are in it" in first.json()["together"]
    assert second.status_code == 409
    draft.refresh_from_db()
    assert (draft.headline, draft.standfirst) == ("Mine", "By the second person.")
    assert draft.revisions.first().snapshot["headline"] == "Mine, again"


def test_an_embargo_typed_into_a_late_text_is_never_dropped_in_silence(desk, draft):
    theirs = Article.objects.get(pk=draft.pk)
    theirs.standfirst = "By the second person."
    editing.save(theirs, by=UserFactory(role="Editor"), base=1)
    until = {"embargo_until_0": "2027-03-01", "embargo_until_1": "06:00"}

    answer = desk.post(change(draft), typed(draft, headline="Mine", **until))

    draft.refresh_from_db()
    assert "/conflict/" in answer["Location"]
    assert (draft.headline == "Mine", draft.embargo_until) == (False, None)
    assert "The embargo you typed is not stored." in desk.get(answer["Location"]).text


@pytest.mark.parametrize("base", [0, 99])
def test_a_version_that_never_was_is_a_conflict_and_no_error(desk, draft, base):
    response = desk.post(change(draft), typed(draft, headline="Mine", base=base))

    assert "/conflict/" in response["Location"]


def test_a_button_sends_out_no_text_brought_together(desk, draft):
    theirs = Article.objects.get(pk=draft.pk)
    theirs.standfirst = "By the second person."
    editing.save(theirs, by=UserFactory(role="Editor"), base=1)

    response = desk.post(change(draft), typed(draft, headline="Mine", _publish=""))

    draft.refresh_from_db()
    assert "/conflict/" in response["Location"]
    assert (draft.status, draft.headline == "Mine") == (Status.DRAFT, False)


def test_a_late_text_becomes_the_newest_version_when_its_writer_says_so(desk, draft):
    theirs = Article.objects.get(pk=draft.pk)
    theirs.headline = "The first text"
    editing.save(theirs, by=UserFactory(role="Editor"), base=1)
    tagged = typed(draft, headline="A second text", tags="Boats")
    address = desk.post(change(draft), tagged)["Location"]
    draft.refresh_from_db()
    kept = draft.revisions.get(kind=Revision.Kind.UNSAVED)

    response = desk.post(address, {"number": kept.number, "base": draft.version})

    draft.refresh_from_db()
    assert response["Location"] == change(draft)
    assert (draft.headline, draft.version) == ("A second text", 3)
    assert list(draft.tags.names()) == ["Boats"]
    assert draft.revisions.filter(kind=Revision.Kind.UNSAVED).exists()


def test_a_late_quiet_save_names_the_page_with_both_texts(desk, draft):
    desk.post(change(draft), typed(draft, headline="First"))

    response = desk.post(
        change(draft), typed(draft, headline="Second"), headers={"X-Desk-Save": "1"}
    )

    assert response.status_code == 409
    assert "/conflict/" in response.json()["conflict"]


def test_a_late_publish_publishes_nothing(desk, draft):
    desk.post(change(draft), typed(draft, headline="First"))

    desk.post(change(draft), typed(draft, headline="Second", _publish=""))

    draft.refresh_from_db()
    assert (draft.status, draft.headline) == (Status.DRAFT, "First")


# Versions ---------------------------------------------------------------------------------------
def test_two_versions_are_compared_and_the_older_is_restored_as_a_new_one(desk, draft):
    old = draft.headline
    desk.post(change(draft), typed(draft, headline="Something else", label="Sea"))
    address = reverse("admin:articles_article_versions", args=[draft.pk])

    page = desk.get(address, {"old": 1, "new": 2}).content.decode()
    assert "<ins>Something else</ins>" in page
    assert "<dt>Label</dt>" in page

    desk.post(address, {"number": 1, "base": 2})
    draft.refresh_from_db()
    assert (draft.headline, draft.label, draft.version) == (old, "", 3)
    assert draft.revisions.first().note == "From version 1"


def test_who_may_not_change_a_story_restores_nothing(writing, draft):
    address = reverse("admin:articles_article_versions", args=[draft.pk])

    assert writing.get(address).status_code == 200
    assert writing.post(address, {"number": 1, "base": 1}).status_code == 403


def test_restoring_leaves_out_what_is_gone_and_keeps_the_address(editor):
    story = published(editor, slug="first")
    picture = ImageFactory()
    story.lead_image = picture
    editing.save(story, by=editor, base=1, authors=[AuthorFactory()])
    version = story.revisions.first()
    publishing.change_address(story, slug="second", by=editor)
    picture.delete()
    story.refresh_from_db()

    editing.restore(story, version, by=editor, base=2)

    story.refresh_from_db()
    assert story.lead_image is None
    assert story.path.endswith("/second/")


def test_the_log_tells_who_did_what(desk, draft, editor):
    desk.post(change(draft), typed(draft, _submit=""))

    page = desk.get(reverse("admin:articles_article_versions", args=[draft.pk])).content.decode()

    assert "Eva Editor submitted for review" in " ".join(page.split())


def test_versions_beside_each_other_name_pictures_and_cards(desk, editor):
    one, two = ImageFactory(caption="One"), ImageFactory(caption="Two")
    ferry = published(editor, headline="The ferry sails")
    figures = (
        f'<figure class="image" data-image-id="{one.pk}"></figure>'
        f'<figure class="gallery" data-image-ids="{two.pk},{one.pk}"></figure>'
        f'<figure class="story" data-story-id="{ferry.pk}"></figure>'
        '<figure class="story" data-story-id="987654321"></figure>'
    )
    story = editing.create(written(body=f"<p>Words.</p>{figures}"), by=editor)

    page = desk.get(reverse("admin:articles_article_versions", args=[story.pk])).text

    for told in ["[Picture: One]", "[Pictures: Two; One]", "[Card: The ferry sails]"]:
        assert told in page
    assert "[story 987654321]" in page
