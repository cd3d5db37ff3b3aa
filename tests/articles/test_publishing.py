"""A story's way to its readers."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import User
from articles.actions import editing, publishing
from articles.models import Article, Author, Section

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return User.objects.create_user("editor@example.com", "secret-enough", display_name="Eva")


@pytest.fixture
def draft(editor):
    section = Section.objects.create(name="News", slug="news")
    author = Author.objects.create(name="Inés Robledo", slug="ines-robledo")
    story = Article(headline="Niño finds a lost dog", standfirst="It was near.", section=section)
    story.body = "<h2>Where</h2><p>In Łódź.</p><script>alert(1)</script>"
    return editing.create(story, by=editor, authors=[author], tags=["Dogs"])


def test_a_published_story_is_seen_and_has_an_address_of_its_day(draft, editor):
    story = publishing.publish(draft, by=editor)

    assert list(Article.objects.published()) == [story]
    day = timezone.localtime(story.published_at)
    assert story.path == f"/{day:%Y/%m/%d}/nino-finds-a-lost-dog/"
    assert "script" not in story.body


def test_a_scheduled_story_is_not_seen_before_its_time(draft, editor):
    publishing.publish(draft, by=editor, at=timezone.now() + timedelta(hours=1))

    assert not Article.objects.published().exists()
    assert Article.objects.scheduled().exists()


def test_the_former_address_of_a_story_to_come_leads_nowhere(draft, editor, client):
    story = publishing.publish(draft, by=editor, at=timezone.now() + timedelta(hours=1))
    former = story.path
    story = publishing.change_address(story, slug="told-to-nobody", by=editor)
    assert client.get(former).status_code == 404

    publishing.unschedule(story, by=editor)
    assert client.get(former).status_code == 404

    # Once it is out, the address it had leads to it.
    story = publishing.publish(Article.objects.get(pk=story.pk), by=editor)
    assert client.get(former)["Location"] == story.path


def test_a_story_without_a_byline_is_refused_in_words(draft, editor):
    draft.bylines.all().delete()

    with pytest.raises(ValidationError, match="Add a byline"):
        publishing.publish(draft, by=editor)


def test_publishing_again_does_not_move_the_first_publication(draft, editor):
    first = publishing.publish(draft, by=editor).published_at
    publishing.withdraw(draft, by=editor)

    again = publishing.publish(draft, by=editor)

    assert again.published_at == first


def test_a_late_save_is_refused_and_kept(draft, editor):
    mine = Article.objects.get(pk=draft.pk)
    editing.save(draft, by=editor, base=1, authors=[])
    mine.headline = "My late headline"

    with pytest.raises(editing.SavedMeanwhile) as late:
        editing.save(mine, by=editor, base=1, authors=[])

    assert late.value.kept.snapshot["headline"] == "My late headline"
    assert Article.objects.get(pk=draft.pk).headline == draft.headline


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("<h2>Where</h2><h4>How far</h4><p>a</p>", "How far"),
        ("<h3>Where</h3><p>a</p>", "Where"),
        ("<h2>Where</h2><h3>How far</h3><h4>Steps</h4><h2>When</h2><p>a</p>", None),
    ],
)
def test_headings_that_skip_a_level_keep_a_story_from_its_readers(draft, editor, text, refused):
    draft.body = text
    editing.save(draft, by=editor, base=1, authors=[b.author for b in draft.bylines.all()])

    if refused is None:
        assert publishing.publish(draft, by=editor).path
        return
    with pytest.raises(ValidationError, match=f"“{refused}” skips a level"):
        publishing.publish(draft, by=editor)


def test_a_slug_nobody_chose_follows_the_headline_until_the_story_is_published(draft, editor):
    authors = [b.author for b in draft.bylines.all()]
    draft.headline = "Niña finds a cat"
    draft = editing.save(draft, by=editor, base=1, authors=authors)
    followed = draft.slug

    draft.slug = "my-own"
    editing.save(draft, by=editor, base=2, authors=authors)
    draft.headline = "Nobody finds a thing"
    draft = editing.save(draft, by=editor, base=3, authors=authors)

    assert followed == "nina-finds-a-cat"
    assert draft.slug == "my-own"
