"""The readers' pages: what stands on them, and how they come to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from articles.actions import publishing
from articles.body import clean
from articles.models import Article, HourlyViews, Redirect, TagFormerSlug
from newsroom.curation.front import compose
from newsroom.kit import brief
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    ImageFactory,
    SectionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def section():
    return SectionFactory(name="News", slug="news")


def everywhere(story: Article) -> list[str]:
    return [
        "/",
        story.section.get_absolute_url(),
        story.byline_authors[0].get_absolute_url(),
        "/notifications/",
        f"/search/?q={story.headline}",
    ]


def test_a_story_is_found_on_every_list_and_read(client):
    story = ArticleFactory(headline="Zaragoza opens a tram", live=True)

    for address in everywhere(story):
        assert story.path in client.get(address).content.decode(), address
    assert "Zaragoza opens a tram</h1>" in client.get(story.path).content.decode()


def test_a_scheduled_story_appears_by_itself_when_its_time_has_come(client):
    story = ArticleFactory(headline="Zaragoza opens a tram")
    soon = timezone.now() + timedelta(hours=1)
    story = publishing.publish(story, by=None, at=soon)
    lists = everywhere(story)

    assert client.get(story.path).status_code == 404
    assert all(story.path not in client.get(a).content.decode() for a in lists[:-1])

    # Nothing runs: only its time comes.
    Article.objects.filter(pk=story.pk).update(published_at=timezone.now() - timedelta(minutes=1))

    assert client.get(story.path).status_code == 200
    assert all(story.path in client.get(a).content.decode() for a in lists)


def test_a_withdrawn_story_is_gone_from_every_list_and_answers_410(client):
    story = ArticleFactory(headline="Zaragoza opens a tram", live=True)
    publishing.withdraw(story, by=UserFactory())

    assert client.get(story.path).status_code == 410
    for address in everywhere(story):
        assert story.path not in client.get(address).content.decode(), address


def test_a_changed_address_redirects_for_good_and_keeps_the_day(client):
    story = ArticleFactory(live=True)
    old = story.path
    story = publishing.change_address(story, slug="another-slug", by=UserFactory())

    response = client.get(old)

    assert (response.status_code, response["Location"]) == (301, story.path)
    assert story.path[:12] == old[:12]
    assert not response.cookies


def test_the_old_address_of_a_withdrawn_story_is_gone_too(client):
    story = ArticleFactory(live=True)
    old = story.path
    story = publishing.change_address(story, slug="another-slug", by=UserFactory())
    publishing.withdraw(story, by=UserFactory())

    assert client.get(old).status_code == 410


def test_any_old_path_can_lead_somewhere(client):
    story = ArticleFactory(live=True)
    Redirect.objects.create(old_path="/2019/old.html", article=story)
    Redirect.objects.create(old_path="/spam/", gone=True)

    assert client.get("/2019/old.html")["Location"] == story.path
    assert client.get("/spam/").status_code == 410


def test_a_section_that_moved_redirects_and_its_parts_with_it(client, section):
    crime = SectionFactory(name="Crime", slug="crime", parent=section)
    ArticleFactory(section=crime, live=True)
    section.slug = "spain"
    section.save()

    assert client.get("/news/")["Location"] == "/spain/"
    assert client.get("/news/crime/")["Location"] == "/spain/crime/"
    assert client.get("/spain/crime/").status_code == 200


def test_a_hidden_section_is_not_there(client, section):
    section.hidden = True
    section.save()

    assert client.get("/news/").status_code == 404


def test_a_story_of_a_further_section_stands_there_too(client, section):
    story = ArticleFactory(section=section, live=True)
    health = SectionFactory(name="Health", slug="health")
    story.further_sections.add(health)

    assert story.path in client.get("/health/").content.decode()


def test_a_renamed_tag_redirects(client):
    story = ArticleFactory(live=True)
    story.tags.add("Trams")
    tag = story.tags.get()
    TagFormerSlug.objects.create(slug="tramways", tag=tag)

    assert client.get("/tag/tramways/")["Location"] == "/tag/trams/"


def test_last_updated_is_shown_only_for_a_substantive_change(client):
    story = ArticleFactory(live=True)

    assert "Last updated" not in client.get(story.path).content.decode()

    Article.objects.filter(pk=story.pk).update(updated_at=timezone.now())
    html = client.get(story.path).content.decode()

    assert "Last updated" in html
    assert "dateModified" in html


def test_the_contents_box_lists_the_headings(client):
    body = "<h2>One:</h2><p>a</p><h3>Two</h3><p>b</p><h2>Three</h2><p>c</p>"
    story = ArticleFactory(body=clean(body), live=True)

    html = client.get(story.path).content.decode()

    assert '<a href="#one">One</a>' in html
    assert '<a href="#two">Two</a>' in html
    assert '<a href="#three">Three</a>' in html


def test_two_headings_are_no_reason_for_a_contents_box(client):
    story = ArticleFactory(body=clean("<h2>One</h2><h2>Two</h2><p>b</p>"), live=True)

    assert 'href="#one"' not in client.get(story.path).content.decode()


def test_the_print_version_holds_the_story_and_no_more(client):
    story = ArticleFactory(live=True)

    html = client.get(f"{story.path}?print=1").content.decode()

    assert story.headline in html
    assert 'content="noindex"' in html
    assert 'id="comments"' not in html


def test_the_front_page_shows_no_story_twice(section):
    health = SectionFactory(name="Health", slug="health")
    ArticleFactory.create_batch(30, section=section, live=True)
    ArticleFactory.create_batch(8, section=health, live=True, lead_image=ImageFactory())
    ArticleFactory.create_batch(4, section=health, kind="opinion", live=True)
    tomorrow = timezone.localdate() + timedelta(days=1)
    ArticleFactory.create_batch(3, section=health, event_date=tomorrow, live=True)

    front = compose()

    placed = [front.lead, *front.secondary, *front.latest, *front.opinion, *front.events]
    placed += [front.long_read, front.event_lead]
    placed += [story for block in front.blocks for story in block.stories]
    ids = [story.pk for story in placed if story]
    assert len(ids) == len(set(ids))
    assert len(front.latest) == 8
    assert len(front.opinion) == 3
    assert front.lead.lead_image is not None


def test_popular_beside_a_section_is_its_own_where_enough_was_read(client, section):
    listed = ArticleFactory.create_batch(15, section=section, live=True)
    older = timezone.now() - timedelta(days=2)
    read = [ArticleFactory(section=section, live=True, published_at=older) for _ in range(5)]
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for story in [*read, *listed]:
        HourlyViews.objects.create(article=story, hour=hour, count=9)

    html = client.get("/news/").content.decode()

    assert "Popular in News" in html
    assert all(story.path in html for story in read)
    assert all(html.count(f'href="{story.path}"') == 1 for story in listed)


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("address", "queries"),
    [
        ("/", 23),
        ("/news/", 21),
        ("/author/ines/", 19),
        ("/tag/trams/", 17),
        ("/popular/", 15),
        ("/search/?q=story", 29),
        ("/notifications/", 16),
    ],
)
def test_a_page_costs_the_same_for_any_number_of_stories(
    client, django_assert_num_queries, section, count, address, queries
):
    author = AuthorFactory(name="Inés", slug="ines")
    for _ in range(count):
        story = ArticleFactory(
            section=section, authors=[author], lead_image=ImageFactory(), live=True
        )
        story.tags.add("Trams")
    brief.forget_all()

    with django_assert_num_queries(queries):
        client.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_a_story_costs_the_same_with_any_number_of_pictures_and_neighbours(
    client, django_assert_num_queries, section, count
):
    pictures = [ImageFactory() for _ in range(count)]
    figures = "".join(f'<figure class="image" data-image-id="{p.pk}"></figure>' for p in pictures)
    others = [ArticleFactory(section=section, live=True) for _ in range(count)]
    ArticleFactory.create_batch(5, live=True)  # newer: they fill the popular box
    story = ArticleFactory(section=section, body=f"<p>a</p>{figures}", live=True)
    Article.objects.filter(pk=story.pk).update(related_ids=[other.pk for other in others])
    brief.forget_all()

    with django_assert_num_queries(28):
        response = client.get(story.path)

    assert all(other.path in response.content.decode() for other in others)


def test_the_front_page_shows_no_picture_twice(client, section):
    stories = [ArticleFactory(section=section, live=True, lead_image=ImageFactory()) for _ in "ab"]
    plain = ArticleFactory(section=section, live=True)
    for story in [*stories, plain]:
        HourlyViews.objects.create(article=story, hour=timezone.now(), count=9)

    front = compose()

    assert plain in front.popular
    assert not set(front.popular) & {front.lead, *front.secondary}
