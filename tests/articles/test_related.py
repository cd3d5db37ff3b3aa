"""Stories that stand under another one."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from articles.actions import editing, publishing
from articles.models import Article, HourlyViews, Redirect
from articles.related import KEPT, SHOWN, relate, related_to, touched_by
from tests.factories import ArticleFactory, SectionFactory

pytestmark = pytest.mark.django_db


def live(**fields):
    return ArticleFactory(live=True, **fields)


def under(story, *, besides=frozenset(), linked=frozenset()):
    relate(story.pk)
    ids = related_to(Article.objects.get(pk=story.pk), besides=besides, linked=linked)
    found = Article.objects.in_bulk(ids)
    return [found[pk] for pk in ids]


def test_shared_tags_weigh_most_then_the_section_then_age():
    section = SectionFactory()
    week = timezone.now() - timedelta(days=7)
    story = live(section=section, tags=["Rain", "Port"])
    neither_old = live(published_at=week)
    neither = live()
    near = live(section=section, published_at=week)
    one_tag = live(tags=["Rain"], published_at=week)
    two_tags = live(tags=["Rain", "Port", "Other"], published_at=week)

    assert under(story) == [two_tags, one_tag, near, neither, neither_old]


def test_an_editors_picks_stand_first():
    story, best, first, second = live(tags=["Rain"]), live(tags=["Rain"]), live(), live()
    editing.save(story, by=None, base=0, tags=["Rain"], related_picks=[second, first])

    assert under(story) == [second, first, best]


def test_what_an_editor_chose_stands_below_the_story_and_not_beside_it(client):
    story, pick = live(), live()
    HourlyViews.objects.create(article=pick, hour=timezone.now(), count=9)
    editing.save(story, by=None, base=0, related_picks=[pick])

    context = client.get(story.path).context

    assert context["related"] == [pick]
    assert pick not in context["popular"]


def test_words_in_common_decide_where_tags_and_section_do_not():
    story = live(headline="Night train to Algeciras", standfirst="Sleeper cars return")
    alike = live(headline="The sleeper train of Algeciras", standfirst="A night on rails")
    live(headline="Cheese fair", standfirst="Goats and honey")

    assert under(story)[0] == alike


def test_nothing_stands_twice_on_the_page_nor_is_linked_in_the_text_already():
    story, shown, linked, free = live(), live(), live(), live()

    assert under(story, besides={shown.pk}, linked={linked.path}) == [free]


@pytest.mark.parametrize("written", ["{path}", "{path}#part", "{path}?print=1", "{site}{path}"])
def test_a_link_is_known_however_it_is_written(settings, written):
    story, linked = live(), live()
    href = written.format(path=linked.path, site=settings.SITE_URL)
    Article.objects.filter(pk=story.pk).update(body=f'<p><a href="{href}">before</a></p>')

    assert under(story) == []


def test_a_story_linked_by_its_former_address_is_not_computed():
    story, moved = live(), live()
    Redirect.objects.create(old_path="/2019/01/02/old/", article=moved)
    Article.objects.filter(pk=story.pk).update(body='<p><a href="/2019/01/02/old/">it</a></p>')

    assert under(story) == []


class TestComputedAnew:
    """Older stories learn of newer ones, and of those that went."""

    def ids(self, story):
        return Article.objects.get(pk=story.pk).related_ids

    def test_when_a_story_is_published(self, run_jobs):
        older = live(tags=["Rain"])
        newer = ArticleFactory(tags=["Rain"])

        publishing.publish(newer, by=None)
        run_jobs()

        assert self.ids(older) == [newer.pk]
        assert self.ids(newer) == [older.pk]

    def test_when_a_story_that_waited_has_come(self):
        soon = timezone.now() + timedelta(hours=1)

        publishing.publish(ArticleFactory(), by=None, at=soon)

        job = ProcrastinateJob.objects.get(task_name="articles.tasks.relate_neighbours")
        assert job.scheduled_at == soon

    def test_when_a_story_is_withdrawn(self, run_jobs):
        older, gone = live(tags=["Rain"]), live(tags=["Rain"])
        relate(older.pk)

        publishing.withdraw(gone, by=None)
        run_jobs()

        assert self.ids(older) == []

    def test_when_a_story_is_tagged_otherwise(self, run_jobs):
        rain, snow, story = live(tags=["Rain"]), live(tags=["Snow"]), live(tags=["Rain"])
        for one in (rain, snow):
            relate(one.pk)

        editing.save(story, by=None, base=0, tags=["Snow"])
        run_jobs()

        assert self.ids(snow)[0] == story.pk
        assert set(self.ids(rain)) == {story.pk, snow.pk}

    def test_only_so_many_however_many_share_a_tag(self, monkeypatch):
        monkeypatch.setattr("articles.related.TOUCHED", 2)
        stories = [live(tags=["Rain"]) for _ in range(5)]

        assert set(touched_by(live(tags=["Rain"]).pk)) == {stories[4].pk, stories[3].pk}

    def test_now_and_then_for_the_recent(self):
        first = live()
        live(published_at=timezone.now() - timedelta(days=2))

        tasks.relate_recent.func(timestamp=0)

        assert len(self.ids(first)) == 1


def test_a_change_of_words_alone_leaves_the_neighbours_in_peace():
    story = live(tags=["Rain"])
    story.standfirst = "Other words"

    editing.save(story, by=None, base=0, tags=["Rain"])

    assert not ProcrastinateJob.objects.filter(task_name__endswith="neighbours").exists()


def test_what_readers_may_not_see_and_what_is_sensitive_stays_away():
    story = live(tags=["Rain"])
    hidden = [
        ArticleFactory(tags=["Rain"]),
        ArticleFactory(tags=["Rain"], scheduled=True),
        ArticleFactory(tags=["Rain"], withdrawn=True),
        live(tags=["Rain"], sensitive=True),
    ]
    story.related_picks.add(*hidden)

    assert under(story) == []


def test_a_story_withdrawn_since_it_was_computed_is_not_shown():
    story, other = live(), live()
    relate(story.pk)
    Article.objects.filter(pk=other.pk).update(status=Article.Status.WITHDRAWN)

    assert related_to(Article.objects.get(pk=story.pk), besides=set(), linked=set()) == []


def test_a_few_are_kept_and_fewer_shown():
    story = live()
    for _ in range(KEPT + 2):
        live()

    assert len(under(story)) == SHOWN
    assert len(Article.objects.get(pk=story.pk).related_ids) == KEPT


def test_a_story_deleted_meanwhile_is_no_failure_for_the_worker():
    relate(987_654)


@pytest.mark.parametrize("count", [1, 3])
def test_any_number_costs_the_same(count, django_assert_num_queries):
    story = live()
    for _ in range(count):
        live(tags=["x"])
    relate(story.pk)
    story.refresh_from_db()

    with django_assert_num_queries(2):
        found = related_to(story, besides=set(), linked=set())

    assert len(found) == count
