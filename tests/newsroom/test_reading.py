"""Saving and following, and being told of what is new."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from articles.actions import publishing
from newsroom.notifications.models import Notification
from newsroom.reading.actions import follow, tell_followers
from newsroom.reading.models import Follow, Save, Told
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
FRAGMENT = {"Accept": "text/fragment"}


def test_a_story_is_saved_and_let_go_without_script(client, member):
    client.force_login(member)
    story = ArticleFactory(live=True)
    url = f"/accounts/saved/{story.pk}/"
    assert "Save this story?" in client.get(url).text

    assert client.post(url)["Location"] == story.path
    client.post(url)
    assert [save.article for save in Save.objects.all()] == [story]
    assert story.headline in client.get("/accounts/saved/").text

    client.post(url, {"state": "off"})
    assert not Save.objects.exists()


def test_by_script_the_answer_is_the_button_as_it_now_is(client, member):
    client.force_login(member)
    story = ArticleFactory(live=True)

    answer = client.post(f"/accounts/saved/{story.pk}/", {"state": "on"}, headers=FRAGMENT)

    assert "Saved</button>" in answer.text
    assert "aria-pressed" not in answer.text
    assert "<html" not in answer.text


@pytest.mark.parametrize("state", ["scheduled", "withdrawn", None])
def test_what_readers_may_not_see_cannot_be_saved_and_leaves_the_list(client, member, state):
    client.force_login(member)
    hidden = ArticleFactory(**({state: True} if state else {}), headline="Hidden words")
    Save.objects.create(person=member, article=hidden)

    assert client.get(f"/accounts/saved/{hidden.pk}/").status_code == 404
    assert "Hidden words" not in client.get("/accounts/saved/").text


@pytest.mark.parametrize("kind", ["section", "author", "tag"])
def test_sections_authors_and_tags_are_followed(client, member, kind):
    client.force_login(member)
    story = ArticleFactory(live=True, tags=["Rain"])
    target = {
        "section": story.section,
        "author": story.bylines.get().author,
        "tag": story.tags.get(),
    }[kind]
    url = f"/accounts/following/{kind}/{target.pk}/"

    assert client.post(url)["Location"] == target.get_absolute_url()
    assert str(target) in client.get("/accounts/following/").text
    client.post(url, {"state": "off"})

    assert not Follow.objects.exists()


@pytest.mark.parametrize("address", ["song/1", "author/999999", "section/0"])
def test_nothing_else_can_be_followed(client, member, address):
    client.force_login(member)

    assert client.post(f"/accounts/following/{address}/").status_code == 404


def test_a_follow_has_one_target(member):
    story = ArticleFactory(live=True)

    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(person=member)
    author = story.bylines.get().author
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(person=member, section=story.section, author=author)


@pytest.fixture
def since(db):
    tell_followers()  # the first time only remembers when it was
    Told.objects.update(until=timezone.now() - timedelta(hours=3))


def live(**fields):
    fields.setdefault("published_at", timezone.now() - timedelta(minutes=5))
    return ArticleFactory(live=True, **fields)


def test_followers_hear_once_of_a_story_however_many_ways_they_follow_it(member, since):
    top = SectionFactory(name="News")
    part = SectionFactory(name="Costa del Sol", parent=top)
    author = AuthorFactory()
    for kind, target in (("section", top), ("section", part), ("author", author)):
        follow(member, kind, target.pk)
    stranger = UserFactory()
    story = live(section=part, authors=[author], headline="Rain in Málaga")

    tell_followers()
    Told.objects.update(until=timezone.now() - timedelta(hours=1))
    tell_followers()

    (notice,) = Notification.objects.all()
    assert (notice.recipient, notice.url) == (member, story.path)
    assert "Rain in Málaga" in notice.sentence
    assert not stranger.notifications.exists()


def test_a_story_whose_publication_ended_after_it_was_looked_for_is_told(member, since):
    section = SectionFactory()
    follow(member, "section", section.pk)
    tell_followers()

    live(section=section, published_at=timezone.now() - timedelta(seconds=5))
    tell_followers()

    assert Notification.objects.count() == 1


def test_what_is_withdrawn_is_news_no_more(client, member, since, editor):
    story = live(headline="Words nobody may say")
    follow(member, "section", story.section_id)
    tell_followers()
    client.force_login(member)
    assert "Words nobody may say" in client.get("/accounts/notifications/").text

    publishing.withdraw(story, by=editor)

    assert "Words nobody may say" not in client.get("/accounts/notifications/").text


def test_a_scheduled_story_is_told_when_its_time_comes(member, since):
    story = ArticleFactory(scheduled=True)
    follow(member, "section", story.section_id)
    tell_followers()
    assert not Notification.objects.exists()

    story.published_at = timezone.now() - timedelta(minutes=1)
    story.save()
    Told.objects.update(until=timezone.now() - timedelta(minutes=2))
    tell_followers()

    assert Notification.objects.count() == 1


def test_drafts_withdrawn_and_old_stories_are_told_to_nobody(member, since, editor):
    section = SectionFactory()
    follow(member, "section", section.pk)
    ArticleFactory(section=section)
    withdrawn = live(section=section)
    publishing.withdraw(withdrawn, by=editor)
    Told.objects.update(until=timezone.now() - timedelta(days=9))
    live(section=section, published_at=timezone.now() - timedelta(days=5))

    tell_followers()

    assert not Notification.objects.exists()


def test_what_was_published_before_anybody_looked_is_no_news(member):
    story = live()
    follow(member, "section", story.section_id)

    tell_followers()

    assert not Notification.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_saved_list_costs_the_same_for_any_number(
    client, member, count, django_assert_num_queries
):
    client.force_login(member)
    for _ in range(count):
        Save.objects.create(person=member, article=live())

    client.get("/accounts/saved/")
    with django_assert_num_queries(7):
        client.get("/accounts/saved/")


@pytest.mark.parametrize("kind", ["section", "tag"])
def test_what_readers_do_not_find_is_neither_named_nor_followed_but_let_go(client, member, kind):
    client.force_login(member)
    hidden = SectionFactory(name="Secret", hidden=True)
    draft = ArticleFactory(section=hidden, tags=["Secret"])
    target = {"section": hidden, "tag": draft.tags.get()}[kind]
    url = f"/accounts/following/{kind}/{target.pk}/"

    assert client.get(url).status_code == client.post(url).status_code == 404
    assert not Follow.objects.exists()

    follow(member, kind, target.pk)
    client.post(url, {"state": "off"})
    assert not Follow.objects.exists()
