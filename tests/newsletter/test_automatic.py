"""Issues that make themselves: in time, once, with what is new, or not at all."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.utils import timezone

from articles.models import HourlyViews
from newsletter import timetable
from newsletter.actions import issues as acts
from newsletter.actions.automatic import make_due_issues
from newsletter.actions.freezing import LOCK, freeze
from newsletter.models import Issue, IssueLog, IssueStory, Newsletter, Seal
from newsroom.curation.models import Pin
from newsroom.notifications.models import Notification
from tests.factories import ArticleFactory, SectionFactory, UserFactory

MADRID = ZoneInfo("Europe/Madrid")
SEVEN = datetime(2026, 6, 6, 7, 0, tzinfo=MADRID)  # a Saturday


@pytest.fixture
def clock(db):
    """A quarter to seven, on a Saturday in June."""
    with time_machine.travel(SEVEN - timedelta(minutes=15), tick=False) as clock:
        yield clock


def letter(**more) -> Newsletter:
    """Looked after until now: its next time is the next to come."""
    more = {"name": "The morning", "slug": "morning", "rhythm": "daily", **more}
    made = Newsletter.objects.create(**more)
    make_due_issues()
    return made


def published(**more):
    return ArticleFactory(status="published", published_at=timezone.now(), **more)


def editions() -> list[str]:
    return list(Issue.objects.order_by("pk").values_list("edition", flat=True))


def stories(issue) -> list[int]:
    return list(issue.stories.values_list("article", flat=True))


def test_an_issue_is_made_at_its_time_and_once(clock):
    daily = letter()
    story = published()

    make_due_issues()
    assert editions() == []

    clock.move_to(SEVEN + timedelta(seconds=30))
    make_due_issues()
    make_due_issues()
    Newsletter.objects.update(looked_at=SEVEN - timedelta(hours=1))
    make_due_issues()

    issue = Issue.objects.get()
    assert (issue.newsletter, issue.edition, issue.state) == (daily, "2026-06-06", "scheduled")
    assert issue.scheduled_for == SEVEN
    assert issue.not_after == SEVEN + timedelta(hours=2)
    assert issue.automatic
    assert stories(issue) == [story.pk]
    assert IssueLog.objects.get().event == "make"


def test_a_weekly_one_comes_on_its_day(clock):
    letter(rhythm="weekly", weekday=6)
    published()

    clock.move_to(SEVEN + timedelta(hours=1))
    make_due_issues()
    assert editions() == []

    clock.move_to(SEVEN + timedelta(days=1))
    make_due_issues()
    assert editions() == ["2026-w23"]


def test_nothing_new_means_no_issue(clock):
    letter()

    clock.move_to(SEVEN + timedelta(minutes=1))
    make_due_issues()
    published()
    clock.shift(timedelta(hours=1))
    make_due_issues()

    assert editions() == []


def test_what_the_last_one_held_is_not_in_the_next(clock):
    letter()
    published()
    clock.move_to(SEVEN)
    make_due_issues()
    new = published()

    clock.shift(timedelta(days=1))
    make_due_issues()

    assert stories(Issue.objects.first()) == [new.pk]


def test_of_missed_times_only_the_newest_is_made_up_for(clock):
    letter()
    published()

    clock.move_to(SEVEN + timedelta(days=3, hours=1))
    published(slug="later")
    make_due_issues()

    issue = Issue.objects.get()
    assert issue.edition == "2026-06-09"
    assert issue.not_after == SEVEN + timedelta(days=3, hours=2)


def test_a_rhythm_chosen_now_begins_with_its_next_time(clock):
    newsletter = letter(rhythm="by_hand")
    published()
    clock.move_to(SEVEN + timedelta(hours=1))
    make_due_issues()

    Newsletter.objects.filter(pk=newsletter.pk).update(rhythm="daily")
    make_due_issues()
    clock.shift(timedelta(minutes=1))
    make_due_issues()

    assert editions() == []


def test_who_wants_to_approve_sees_the_issue_before_its_time(clock):
    letter(needs_approval=True, send_at="09:30")
    published()

    clock.shift(timedelta(minutes=2))
    make_due_issues()

    issue = Issue.objects.get()
    assert issue.state == "draft"
    assert issue.scheduled_for == SEVEN + timedelta(hours=2, minutes=30)
    assert issue.approved_by is None


def test_it_draws_on_its_sections_with_their_parts(clock):
    section, other = SectionFactory(), SectionFactory()
    newsletter = letter()
    newsletter.sections.set([section])
    part = published(section=SectionFactory(parent=section), slug="a")
    further = published(section=other, further_sections=[section], slug="b")
    published(section=other, slug="c")
    published(section=section, sensitive=True, slug="d")

    clock.move_to(SEVEN)
    make_due_issues()

    assert stories(Issue.objects.get()) == [further.pk, part.pk]


def test_with_each_story_an_issue_after_a_moment_to_take_it_back(clock):
    letter(rhythm="at_once")
    clock.shift(timedelta(minutes=5))
    kept, regretted = published(), published(slug="regretted")

    clock.shift(timedelta(seconds=40))
    make_due_issues()
    assert editions() == []

    regretted.status = "withdrawn"
    regretted.save()
    clock.shift(timedelta(seconds=40))
    make_due_issues()

    issue = Issue.objects.get()
    assert issue.edition == f"story-{kept.pk}"
    assert stories(issue) == [kept.pk]


def test_old_stories_and_those_published_again_are_no_news(clock):
    published(slug="before-the-list")
    letter(rhythm="at_once")
    clock.shift(timedelta(seconds=1))
    again = published(slug="again")
    again.status = "withdrawn"
    again.save()
    clock.shift(timedelta(minutes=10))
    make_due_issues()
    assert editions() == []

    again.status = "published"
    again.save()
    clock.shift(timedelta(minutes=10))
    make_due_issues()

    assert editions() == []


def test_after_a_long_silence_old_stories_do_not_come_at_once(clock):
    letter(rhythm="at_once", late_after=60)
    published(slug="morning")
    clock.shift(timedelta(hours=5))
    late = published(slug="noon")
    clock.shift(timedelta(minutes=5))

    make_due_issues()

    assert editions() == [f"story-{late.pk}"]


def test_a_personal_newsletter_has_an_issue_for_each_rhythm_of_its_readers(clock):
    letter(personal=True, weekday=5)
    clock.shift(timedelta(seconds=1))
    story = published()

    clock.move_to(SEVEN + timedelta(minutes=2))
    make_due_issues()

    made = {(i.edition, i.rhythm) for i in Issue.objects.all()}
    assert made == {
        (f"story-{story.pk}", "at_once"), ("2026-06-06", "daily"), ("2026-w23", "weekly"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("day", "send_at", "due"),
    [
        # Summer time begins: 02:30 does not exist, so it is 03:30. Winter time: the first 02:30.
        ("2026-03-29", "02:30", datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),
        ("2026-10-25", "02:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("2026-03-28", "07:00", datetime(2026, 3, 28, 6, 0, tzinfo=UTC)),
        ("2026-03-29", "07:00", datetime(2026, 3, 29, 5, 0, tzinfo=UTC)),
    ],
)
def test_the_papers_clock_decides_across_changes_of_time(db, day, send_at, due):
    newsletter = Newsletter.objects.create(name="N", slug="n", rhythm="daily", send_at=send_at)
    newsletter.refresh_from_db()

    found = timetable.last_due(newsletter, "daily", due)

    assert found == due
    assert timetable.edition_of("daily", found) == day
    assert timetable.last_due(newsletter, "daily", due - timedelta(seconds=1)) < due


def test_the_editors_picks_are_what_stands_on_the_front_page(clock):
    letter(filling="picks")
    first, second = published(slug="a"), published(slug="b")
    published(slug="c")
    real = datetime.now(UTC)
    clock.move_to(SEVEN)
    for place, story in enumerate([second, first], start=1):
        Pin.objects.create(
            story=story, slot="secondary", position=place,
            starts_at=SEVEN - timedelta(days=1), ends_at=real + timedelta(days=365),
        )  # fmt: skip

    make_due_issues()

    assert list(IssueStory.objects.values_list("article", flat=True)) == [second.pk, first.pk]


def test_the_most_read_come_first(clock):
    letter(filling="popular", most_stories=2)
    low, high, none = published(slug="a"), published(slug="b"), published(slug="c")
    clock.move_to(SEVEN)
    hour = _database_hour()
    for story, count in [(low, 3), (high, 9)]:
        HourlyViews.objects.create(article=story, hour=hour, count=count)

    make_due_issues()

    assert stories(Issue.objects.get()) == [high.pk, low.pk]
    assert none.pk not in stories(Issue.objects.get())


def _database_hour():
    with connection.cursor() as cursor:
        cursor.execute("SELECT date_trunc('hour', now())")
        return cursor.fetchone()[0]


@pytest.mark.parametrize(("automatic", "waits"), [(True, True), (False, False)])
def test_two_issues_of_the_rule_are_not_frozen_at_the_same_moment(db, automatic, waits):
    newsletter = Newsletter.objects.create(name="N", slug="n", rhythm="daily")
    issue = Issue.objects.create(
        newsletter=newsletter, edition="e", automatic=automatic, state="freezing"
    )
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, 0)", [LOCK])

            frozen = freeze(issue.pk)
    finally:
        other.close()

    assert frozen is not waits


def test_an_occasion_from_before_the_release_of_a_restored_database_asks_first(clock):
    """Its issue may have gone out from the database that was lost."""
    letter()
    published()
    clock.move_to(SEVEN + timedelta(minutes=5))
    Seal.objects.create(pk=1, mark=uuid4(), released_at=SEVEN + timedelta(minutes=1))

    make_due_issues()

    issue = Issue.objects.get()
    assert (issue.state, issue.restored) == ("held", True)
    assert "restored or copied" in issue.halted_because

    clock.move_to(SEVEN + timedelta(days=1, minutes=5))
    published()
    make_due_issues()
    assert Issue.objects.first().state == "scheduled"  # an occasion of its own time


def test_while_sending_is_sealed_every_occasion_asks_first(clock):
    letter()
    published()
    Seal.objects.create(pk=1, mark=uuid4(), sealed_as=uuid4(), sealed_at=timezone.now())

    clock.move_to(SEVEN + timedelta(minutes=5))
    make_due_issues()

    assert Issue.objects.get().state == "held"


def test_who_may_approve_is_told_once_that_an_issue_waits_and_not_after_it_is_settled(
    clock, run_jobs
):
    editor, reporter = UserFactory(role="Editor"), UserFactory(role="Reporter")
    letter(needs_approval=True)
    published()
    clock.move_to(SEVEN - timedelta(minutes=10))

    make_due_issues()
    make_due_issues()
    run_jobs()

    issue, notice = Issue.objects.get(), Notification.objects.get()
    assert notice.recipient == editor != reporter
    assert notice.url == f"/admin/newsletter/issue/{issue.pk}/check/"
    assert "waits for approval" in notice.sentence
    assert [m.to for m in mail.outbox] == [[editor.email]]

    acts.schedule(issue, by=editor, base=issue.version, at=SEVEN)
    assert not Notification.objects.exists()
