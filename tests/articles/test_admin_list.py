"""The list of stories in the desk: what it shows, who may do what, what it costs."""

import pytest
from django.urls import reverse
from django.utils import timezone

from articles.models import Article, DeskLog, HourlyViews
from tests.factories import ArticleFactory, AuthorFactory, ImageFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
STORIES = "/admin/articles/article/"
Status = Article.Status


def act(client, action, *stories):
    data = {"action": action, "_selected_action": [s.pk for s in stories], "index": 0}
    return client.post(STORIES, data, follow=True)


def headlines(response):
    return [story.headline for story in response.context["cl"].result_list]


@pytest.mark.parametrize(
    ("made", "word"),
    [
        ({}, "Draft"),
        ({"status": Status.REVIEW}, "In review"),
        ({"scheduled": True}, "Scheduled"),
        ({"live": True}, "Live"),
        ({"live": True, "updated_at": timezone.now()}, "Updated"),
        ({"withdrawn": True}, "Withdrawn"),
    ],
)
def test_each_story_says_its_state_in_a_word(client, editor, made, word):
    ArticleFactory(**made)
    client.force_login(editor)

    page = client.get(STORIES)

    assert f">{word}</span>" in page.text


def test_a_line_holds_headline_section_byline_and_views(client, editor):
    story = ArticleFactory(
        live=True,
        headline="Ferries stay in port",
        section=SectionFactory(name="Travel"),
        authors=[AuthorFactory(name="Ana Ruiz"), AuthorFactory(name="Owen Castell")],
    )
    for hour in (1, 2):
        HourlyViews.objects.create(
            article=story, hour=timezone.now().replace(hour=hour, minute=0), count=1500
        )
    client.force_login(editor)

    page = client.get(STORIES).text

    for words in ("Ferries stay in port", "Travel", "Ana Ruiz, Owen Castell", "3\u2009000"):
        assert words in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Draft", "Waiting", "Planned", "Live", "Gone"}),
        ("?state=draft", {"Draft"}),
        ("?state=review", {"Waiting"}),
        ("?state=scheduled", {"Planned"}),
        ("?state=published", {"Live"}),
        ("?state=withdrawn", {"Gone"}),
        ("?whose=mine", {"Draft"}),
        ("?whose=waiting", {"Waiting"}),
        ("?q=Planned", {"Planned"}),
        ("?section=0", {"Draft", "Waiting", "Planned", "Live", "Gone"}),
        ("?author=nonsense", {"Draft", "Waiting", "Planned", "Live", "Gone"}),
    ],
)
def test_words_above_the_list_narrow_it(client, editor, query, found):
    ArticleFactory(headline="Draft", created_by=editor)
    ArticleFactory(headline="Waiting", status=Status.REVIEW)
    ArticleFactory(headline="Planned", scheduled=True)
    ArticleFactory(headline="Live", live=True)
    ArticleFactory(headline="Gone", withdrawn=True)
    client.force_login(editor)

    assert set(headlines(client.get(STORIES + query))) == found


def test_a_section_brings_its_parts_and_an_author_their_stories(client, editor):
    news = SectionFactory()
    author = AuthorFactory()
    crime = SectionFactory(parent=news)
    ArticleFactory(headline="In a part", section=crime, authors=[author])
    ArticleFactory(headline="Elsewhere")
    client.force_login(editor)

    assert headlines(client.get(f"{STORIES}?section={news.pk}")) == ["In a part"]
    assert headlines(client.get(f"{STORIES}?author={author.pk}")) == ["In a part"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number_of_stories(
    client, editor, count, django_assert_num_queries
):
    ArticleFactory.create_batch(
        count, live=True, authors=[AuthorFactory(), AuthorFactory()], lead_image=ImageFactory()
    )
    client.force_login(editor)
    client.get(STORIES)

    with django_assert_num_queries(12):
        response = client.get(STORIES)

    assert len(response.context["cl"].result_list) == count


def test_publishing_several_goes_through_the_action_and_is_logged(client, editor):
    stories = ArticleFactory.create_batch(2)
    client.force_login(editor)

    page = act(client, "publish_chosen", *stories)

    assert "2 stories are published." in page.text
    assert Article.objects.published().count() == 2
    assert all(story.path for story in Article.objects.all())
    assert DeskLog.objects.filter(event="publish", person=editor).count() == 2


def test_what_cannot_be_published_says_why_and_stays(client, editor):
    story = ArticleFactory(headline="Without byline", authors=[])
    client.force_login(editor)

    page = act(client, "publish_chosen", story)

    story.refresh_from_db()
    assert story.status == Status.DRAFT
    assert "“Without byline”: Byline: nobody signs the story. Add a byline." in page.text


def test_a_withdrawn_story_leaves_by_the_action(client, editor):
    story = ArticleFactory(live=True)
    client.force_login(editor)

    act(client, "withdraw_chosen", story)

    story.refresh_from_db()
    assert story.status == Status.WITHDRAWN
    assert DeskLog.objects.get().event == "withdraw"


@pytest.mark.parametrize("action", ["publish_chosen", "withdraw_chosen", "delete_selected"])
def test_a_reporter_has_no_way_around_the_editors(client, reporter, action):
    story = ArticleFactory(live=True) if action == "withdraw_chosen" else ArticleFactory()
    before = story.status
    client.force_login(reporter)

    act(client, action, story)

    story.refresh_from_db()
    assert story.status == before
    assert f'value="{action}"' not in client.get(STORIES).text


def test_a_reporter_submits_own_stories_only(client, reporter):
    own = ArticleFactory(headline="Own", created_by=reporter)
    foreign = ArticleFactory(headline="Foreign")
    client.force_login(reporter)

    page = act(client, "submit_chosen", own, foreign)

    own.refresh_from_db(), foreign.refresh_from_db()
    assert (own.status, foreign.status) == (Status.REVIEW, Status.DRAFT)
    assert "“Foreign”: You may not change this story." in page.text


def test_a_reporter_sees_all_stories_and_changes_only_what_the_policy_allows(client, reporter):
    from django.contrib import admin
    from django.test import RequestFactory

    ArticleFactory(headline="Of a colleague")
    request = RequestFactory().get(STORIES)
    request.user = reporter
    stories = admin.site.get_model_admin(Article)
    client.force_login(reporter)

    assert headlines(client.get(STORIES)) == ["Of a colleague"]
    assert not stories.has_change_permission(request, Article.objects.get())
    assert stories.has_view_permission(request, Article.objects.get())


def test_nobody_deletes_a_story_or_edits_one_in_the_list(client):
    client.force_login(UserFactory(is_superuser=True, is_staff=True))
    story = ArticleFactory()

    page = client.get(STORIES)
    delete = client.post(reverse("admin:articles_article_delete", args=[story.pk]), {"post": "yes"})

    assert page.context["cl"].list_editable == ()
    assert delete.status_code == 403
    assert Article.objects.exists()


def test_a_member_is_refused(client, member):
    client.force_login(member)

    assert client.get(STORIES).status_code == 302
