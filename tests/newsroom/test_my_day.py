"""The desk's first page: what one has, what waits, what is planned and read today."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from articles.actions import assigning, noting, publishing
from articles.models import Article, HourlyViews, Note, PlannedChange, Revision
from newsletter.models import Issue, Newsletter
from newsroom.curation import breaking
from newsroom.curation.models import BreakingBanner
from newsroom.desk.read_now import curve
from tests.articles.writing_page import saved, written
from tests.factories import ArticleFactory, ImageFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
MY_DAY = "/admin/"
NOON = datetime.fromisoformat("2026-11-24T12:00:00+01:00")


@pytest.fixture
def at_noon(time_machine):
    """The page's clock; the database's, which decides what readers see, is later than that."""
    time_machine.move_to(NOON, tick=False)


def day(client, person):
    client.force_login(person)
    return client.get(MY_DAY)


def headlines(lines) -> list[str]:
    return [line["story"].headline for line in lines]


def test_mine_is_what_i_have_began_or_sign_and_what_is_due_first_comes_first(client, reporter):
    now = timezone.now()
    ArticleFactory(headline="Begun", created_by=reporter)
    ArticleFactory(headline="Late", assignee=reporter, due_at=now - timedelta(minutes=9))
    ArticleFactory(headline="Due soon", assignee=reporter, due_at=now + timedelta(minutes=90))
    ArticleFactory(headline="Due later", assignee=reporter, due_at=now + timedelta(hours=3))
    ArticleFactory(headline="Out", live=True, assignee=reporter)
    ArticleFactory(headline="Somebody else’s")

    page = day(client, reporter)

    mine = page.context["mine"]
    assert headlines(mine) == ["Late", "Due soon", "Due later", "Begun"]
    assert [line["soon"] for line in mine] == [True, True, False, False]
    assert "Overdue " in page.text


def test_what_nobody_has_is_claimed_from_my_day(client, reporter, editor):
    free = ArticleFactory(headline="Free")
    ArticleFactory(headline="Held", assignee=editor)
    before = day(client, reporter)

    answer = client.post(f"/admin/articles/article/{free.pk}/claim/", {"back": "day"})

    free.refresh_from_db()
    assert headlines(before.context["nobodys"]) == ["Free"]
    assert (free.assignee, answer["Location"]) == (reporter, MY_DAY)
    assert headlines(client.get(MY_DAY).context["nobodys"]) == []


def test_in_review_waits_for_those_who_release_and_says_who_has_it(client, editor, reporter):
    story = saved(written(headline="Floods"), reporter)
    publishing.submit(story, by=reporter)

    page = day(client, editor)

    assert headlines(page.context["waiting"]) == ["Floods"]
    assert "With Rosa Reporter" in page.text


def test_what_others_are_late_with_is_told_to_those_who_assign(client, editor, reporter):
    story = ArticleFactory(headline="Floods", assignee=reporter)
    assigning.set_due(story, at=timezone.now() - timedelta(minutes=5), by=editor)

    late = day(client, editor).context["late"]
    own = day(client, reporter).context["late"]

    assert headlines(late) == ["Floods"]
    assert own == []


def test_open_notes_on_my_stories_are_counted(client, editor, reporter):
    story = ArticleFactory(headline="Floods", assignee=reporter)
    for _ in range(2):
        noting.write(story, text="So?", quote="Floods", by=editor)
    noting.resolve(noting.write(story, text="Done", quote="Floods", by=editor), by=editor)
    Note.objects.filter(pk=story.notes.first().pk).update(words_gone=True)
    stranger = UserFactory(role="Reporter")

    noted = day(client, reporter).context["noted"]

    assert [(line["article__headline"], line["open"], line["gone"]) for line in noted] == [
        ("Floods", 2, 1)
    ]
    assert day(client, stranger).context["noted"] == []


def test_the_plan_holds_stories_changes_and_letters_and_the_gaps_between(client, editor, at_noon):
    ArticleFactory(live=True, published_at=NOON - timedelta(hours=2))
    ArticleFactory(headline="At one", scheduled=True, published_at=NOON + timedelta(hours=1))
    changed = ArticleFactory(headline="Changed", live=True, published_at=NOON - timedelta(days=3))
    kept = Revision.objects.create(article=changed, number=1, snapshot={})
    PlannedChange.objects.create(
        article=changed, revision=kept, made_from=kept, due_at=NOON + timedelta(hours=6)
    )
    letter = Newsletter.objects.create(name="Evening", slug="evening")
    Issue.objects.create(
        newsletter=letter, edition="x", subject="Tonight", state=Issue.State.SCHEDULED,
        scheduled_for=NOON + timedelta(hours=7),
    )  # fmt: skip

    page = day(client, editor)

    plan = [
        (line["entry"].time, line["entry"].title, line["entry"].what)
        if "entry" in line
        else line["free_until"]
        for line in page.context["plan"]
    ]
    assert plan == [
        ("13:00", "At one", "story"),
        "18:00",
        ("18:00", "Changed", "change"),
        ("19:00", "Tonight", "issue"),
    ]
    assert (page.context["published_count"], page.context["planned_count"]) == (1, 3)
    assert len(page.context["axis"].gaps) == 1
    assert page.text.count('class="ax-letter"') == 1


def test_what_is_read_is_counted_by_story_and_by_section(client, reporter):
    costa, madrid = SectionFactory(name="Costa"), SectionFactory(name="Madrid")
    hour = timezone.now().replace(minute=0, second=0, microsecond=0)
    for section, headline, views in [
        (costa, "Rain", 30), (costa, "Wind", 25), (madrid, "Metro", 40),
    ]:  # fmt: skip
        story = ArticleFactory(live=True, headline=headline, section=section)
        HourlyViews.objects.create(article=story, hour=hour, count=views)
        HourlyViews.objects.create(article=story, hour=hour - timedelta(hours=9), count=500)

    context = day(client, reporter).context

    def told(lines):
        return [(line["name"], line["views"]) for line in lines]

    assert told(context["read"]) == [("Metro", 40), ("Rain", 30), ("Wind", 25)]
    assert told(context["read_sections"]) == [("Costa", 55), ("Madrid", 40)]
    assert context["read_sections"][0]["curve"]["path"].startswith("M1.0 ")


def test_the_small_line_ends_where_the_newest_number_is():
    rising, flat = curve([0, 5, 10]), curve([3, 3, 3])

    assert (rising["x"], rising["y"]) == ("64.0", "3.0")
    assert flat["y"] == "19.0"


def test_breaking_news_and_letters_that_want_somebody_stand_beside(client, editor, reporter):
    now = timezone.now()
    BreakingBanner.objects.create(
        text="Dam overflows", starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1)
    )
    breaking.forget()
    letter = Newsletter.objects.create(name="Evening", slug="evening")
    for number, (subject, fields) in enumerate({
        "Stopped": {"state": Issue.State.PAUSED},
        "To approve": {"automatic": True, "scheduled_for": now + timedelta(days=1)},
        "Only begun": {},
        "Next week": {"state": Issue.State.SCHEDULED, "scheduled_for": now + timedelta(days=7)},
    }.items()):  # fmt: skip
        Issue.objects.create(newsletter=letter, edition=str(number), subject=subject, **fields)

    page = day(client, editor)

    assert "Dam overflows" in page.text
    assert {issue.subject for issue in page.context["letters"]} == {"Stopped", "To approve"}
    assert "letters" not in day(client, reporter).context


def test_jobs_that_failed_are_told_to_administrators_only(client, editor):

    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status)"
            " VALUES ('default', 'x', 0, '{}', 'failed')"
        )
    admin = UserFactory(role="Administrator")

    assert "1 failed" in day(client, admin).text
    assert "1 failed" not in day(client, editor).text


def test_an_empty_day_says_so(client, editor):
    page = day(client, editor).text

    for words in (
        "Nothing is planned for the rest of the day.",
        "Nothing waits for you.",
        "No unfinished story of yours.",
        "Nobody has read a story since then.",
    ):
        assert words in page


@pytest.mark.parametrize("count", [1, 3])
def test_my_day_costs_the_same_for_any_number_of_stories(
    client, editor, reporter, count, django_assert_num_queries
):
    now = timezone.now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    for _ in range(count):
        read = ArticleFactory(live=True)
        HourlyViews.objects.create(article=read, hour=hour, count=5)
        ArticleFactory(created_by=editor)
        ArticleFactory(scheduled=True, published_at=now + timedelta(seconds=90))
        late = ArticleFactory(assignee=reporter, due_at=now - timedelta(hours=1))
        noting.write(late, text="So?", quote=late.headline, by=editor)
        ArticleFactory(status=Article.Status.REVIEW)
        for end in (now + timedelta(days=1), now - timedelta(days=1)):
            ArticleFactory(live=True, lead_image=ImageFactory(expires_at=end))
    client.force_login(editor)
    client.get(MY_DAY)

    with django_assert_num_queries(27):
        client.get(MY_DAY)
