"""A change of a live story that appears at its time, whole, or says why it did not."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from articles import tasks
from articles.actions import editing, planning, publishing
from articles.models import Article, DeskLog, GateRule, PlannedChange, ReaderNote, Revision
from tests.articles.test_corrections import live
from tests.articles.writing_page import change, saved, typed, written
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OLD, NEW = "<p>The harbour opens on Friday.</p>", "<p>The harbour opens on Monday.</p>"
DEAD_LINK = "<p><a href='/nowhere/at/all/'>there</a></p>"
LATER = timedelta(hours=2)


@pytest.fixture
def story(editor):
    return live(editor, body=OLD)


def plan(story, editor, body=NEW, at=None, **manner) -> PlannedChange:
    story = Article.objects.get(pk=story.pk)
    base, story.body = story.version, body
    return planning.plan(story, by=editor, base=base, at=at or timezone.now() + LATER, **manner)


def its_time_comes(change: PlannedChange) -> None:
    PlannedChange.objects.filter(pk=change.pk).update(due_at=timezone.now())
    tasks.make_planned_changes.func(timestamp=0)
    change.refresh_from_db()


# Its time ------------------------------------------------------------------------------------
def test_readers_see_the_old_text_until_its_time_and_the_new_one_after(client, editor, story):
    planned = plan(story, editor)
    tasks.make_planned_changes.func(timestamp=0)  # not due: nothing happens
    before = client.get(story.path).text
    found_before = client.get(reverse("articles:search"), {"q": "Monday"}).text

    its_time_comes(planned)

    after = client.get(story.path).text
    assert "opens on Friday" in before
    assert "opens on Monday" not in before + found_before
    assert "opens on Monday" in after
    assert "opens on Friday" not in after
    assert planned.state == "made"
    assert Article.objects.get().revisions.filter(kind="saved").count() == 2


def test_a_job_begins_before_the_time_and_waits_for_it(editor, story):
    at = timezone.now() + LATER

    plan(story, editor, at=at)

    job = ProcrastinateJob.objects.get(task_name="articles.tasks.make_planned_changes")
    assert job.scheduled_at == at - planning.AHEAD


def test_what_is_due_in_a_moment_is_made_then_and_not_before(editor, story):
    planned = plan(story, editor)
    at = timezone.now() + timedelta(milliseconds=300)
    PlannedChange.objects.filter(pk=planned.pk).update(due_at=at)

    tasks.make_planned_changes.func(timestamp=0)

    planned.refresh_from_db()
    assert planned.state == "made"
    assert story.public_versions.get(until_at=None).from_at >= at


def test_one_that_is_put_off_while_its_job_waits_is_not_made(editor, story, monkeypatch):
    planned = plan(story, editor)
    PlannedChange.objects.filter(pk=planned.pk).update(due_at=timezone.now())

    def put_off(at):
        PlannedChange.objects.filter(pk=planned.pk).update(due_at=at + LATER)

    monkeypatch.setattr(planning, "_wait_for", put_off)
    tasks.make_planned_changes.func(timestamp=0)

    planned.refresh_from_db()
    assert (planned.state, Article.objects.get().body) == ("waiting", OLD)


def test_what_readers_are_told_is_told_at_its_time(client, editor, story):
    planned = plan(story, editor, kind=ReaderNote.Kind.CORRECTION, told="It opens on Monday.")
    assert not story.reader_notes.exists()
    assert Article.objects.get().updated_at is None

    its_time_comes(planned)

    assert story.reader_notes.get().text == "It opens on Monday."
    assert Article.objects.get().updated_at is not None
    assert client.get(reverse("articles:corrections")).text.count("It opens on Monday.") == 1


def test_a_change_planned_is_logged_with_its_time_and_who(editor, story):
    its_time_comes(plan(story, editor))

    events = list(story.log.order_by("pk").values_list("event", "person"))
    assert (DeskLog.Event.PLAN, editor.pk) in events
    assert events[-1] == (DeskLog.Event.SAVE, editor.pk)


# What happened meanwhile -------------------------------------------------------------------
def test_a_change_made_meanwhile_elsewhere_in_the_story_stays(editor, story):
    planned = plan(story, editor)
    head = Article.objects.get()
    head.headline = "The harbour, at last"
    editing.save(head, by=editor, base=head.version)

    its_time_comes(planned)

    now = Article.objects.get()
    assert (now.headline, now.body) == ("The harbour, at last", NEW)


def test_one_that_touches_what_was_changed_meanwhile_is_not_made_and_says_so(desk, editor, story):
    planned = plan(story, editor)
    head = Article.objects.get()
    head.body = "<p>The harbour opens on Sunday.</p>"
    editing.save(head, by=editor, base=head.version)

    its_time_comes(planned)

    assert Article.objects.get().body == "<p>The harbour opens on Sunday.</p>"
    assert planned.state == "refused"
    assert planned.why == "The story was changed meanwhile at the same place: Text."
    for place in (change(story), reverse("admin:index")):
        assert "at the same place: Text." in desk.get(place).text
    assert story.log.first().event == DeskLog.Event.REFUSE


def test_one_of_a_story_withdrawn_meanwhile_is_not_made(editor, story):
    planned = plan(story, editor)
    publishing.withdraw(story, by=editor)

    its_time_comes(planned)

    assert (planned.state, Article.objects.get().body) == ("refused", OLD)
    assert planned.why == "The story was withdrawn meanwhile."


def test_a_rule_made_meanwhile_keeps_it_back(editor, story):
    planned = plan(story, editor, body=NEW + DEAD_LINK)
    GateRule.objects.update_or_create(rule="links", section=None, defaults={"level": "block"})

    its_time_comes(planned)

    assert (planned.state, Article.objects.get().body) == ("refused", OLD)


def test_one_that_cannot_be_made_stops_no_other(editor, story, monkeypatch):
    other = live(editor, body=OLD)
    broken, fine = plan(story, editor), plan(other, editor)
    PlannedChange.objects.update(due_at=timezone.now())
    write = editing.write

    def fail_for_one(article, values, **manner):
        if article.pk == story.pk:
            raise OSError("the disk is full")
        return write(article, values, **manner)

    monkeypatch.setattr(editing, "write", fail_for_one)

    with pytest.raises(ExceptionGroup, match="1 planned changes"):
        tasks.make_planned_changes.func(timestamp=0)

    broken.refresh_from_db()
    fine.refresh_from_db()
    assert (broken.state, fine.state) == ("waiting", "made")
    monkeypatch.undo()
    tasks.make_planned_changes.func(timestamp=0)
    broken.refresh_from_db()
    assert broken.state == "made"


def test_one_that_is_late_is_told_in_words(desk, editor, story):
    planned = plan(story, editor)
    PlannedChange.objects.update(due_at=timezone.now() - timedelta(seconds=30))

    writing, day = desk.get(change(story)).text, desk.get(reverse("admin:index")).text

    assert "the worker is behind or stopped" in writing
    assert "Did not appear" in day
    assert "The worker is behind or stopped." in day
    its_time_comes(planned)
    assert "Did not appear" not in desk.get(reverse("admin:index")).text


# Planning ------------------------------------------------------------------------------------
def test_another_takes_its_place_and_one_taken_back_is_never_made(editor, story):
    first = plan(story, editor)
    second = plan(story, editor, body="<p>The harbour stays shut.</p>")
    first.refresh_from_db()
    assert (first.state, second.state) == ("let_go", "waiting")

    with pytest.raises(ValidationError, match="taken back already"):
        planning.take_back(first, by=editor)  # from a page that was open since
    planning.take_back(second, by=editor)
    its_time_comes(second)

    assert Article.objects.get().body == OLD
    assert second.state == "let_go"
    assert story.revisions.filter(kind=Revision.Kind.PLANNED).count() == 2  # both texts are kept


def test_a_time_that_is_over_no_change_and_a_story_nobody_sees_are_refused(editor, story):
    draft = saved(written(), editor)

    for refused, what in [
        (lambda: plan(story, editor, at=timezone.now()), "That time has passed"),
        (lambda: plan(story, editor, body=OLD), "Nothing is changed"),
        (lambda: plan(draft, editor), "Only a change of a story that is live"),
    ]:
        with pytest.raises(ValidationError, match=what):
            refused()
    assert not PlannedChange.objects.exists()


def test_a_text_that_breaks_a_rule_is_refused_when_it_is_planned(editor, story):
    GateRule.objects.update_or_create(rule="links", section=None, defaults={"level": "block"})

    with pytest.raises(ValidationError):
        plan(story, editor, body=NEW + DEAD_LINK)

    assert not PlannedChange.objects.exists()
    assert Article.objects.get().body == OLD


def test_a_text_written_from_an_older_version_is_kept_and_not_planned(editor, story):
    head = Article.objects.get()
    head.headline = "The harbour, at last"
    editing.save(head, by=editor, base=head.version)
    story.body = NEW

    with pytest.raises(editing.SavedMeanwhile) as late:
        planning.plan(story, by=editor, base=1, at=timezone.now() + LATER)

    assert late.value.kept.snapshot["body"] == NEW
    assert not PlannedChange.objects.exists()


# The desk --------------------------------------------------------------------------------------
def when(at: datetime) -> dict:
    local = timezone.localtime(at)
    return {"change_at_0": f"{local:%Y-%m-%d}", "change_at_1": f"{local:%H:%M}"}


def test_an_editor_plans_on_the_writing_page_and_takes_it_back(desk, story):
    at = timezone.now() + timedelta(days=2)

    desk.post(change(story), typed(story, body=NEW, _plan="", **when(at)))

    planned = PlannedChange.objects.get()
    page = desk.get(change(story)).text
    assert Article.objects.get().body == OLD
    assert planned.revision.snapshot["body"] == NEW
    assert "A change by Eva Editor appears" in page
    assert f"?old={planned.made_from.number}&amp;new={planned.revision.number}" in page
    desk.post(reverse("admin:articles_article_unplan", args=[story.pk, planned.pk]))
    planned.refresh_from_db()
    assert planned.state == "let_go"


def test_a_plan_without_a_time_is_refused_and_nothing_typed_is_lost(desk, story):
    page = desk.post(change(story), typed(story, body=NEW, _plan="")).text

    assert "Say on which day and at what time it appears." in page
    assert "opens on Monday" in page
    assert Article.objects.get().body == OLD


def test_who_may_not_publish_may_not_plan_nor_take_back(client, editor, story):
    planned = plan(story, editor)
    client.force_login(UserFactory(role="Reporter"))

    sent = client.post(change(story), typed(story, _plan="", **when(timezone.now() + LATER)))
    back = client.post(reverse("admin:articles_article_unplan", args=[story.pk, planned.pk]))

    assert (sent.status_code, back.status_code) == (403, 403)
    planned.refresh_from_db()
    assert planned.state == "waiting"


# The week --------------------------------------------------------------------------------------
def test_the_week_tells_what_is_planned_on_its_day(desk, editor, story, settings):
    at = datetime(2027, 3, 24, 9, 30, tzinfo=UTC)
    planned = plan(story, editor, at=at)

    page = desk.get(reverse("admin:week"), {"from": "2027-03-25"}).text

    assert story.headline in page
    assert f"{timezone.localtime(planned.due_at):%H:%M}" in page
    assert story.headline not in desk.get(reverse("admin:week"), {"from": "2027-04-05"}).text


@pytest.mark.parametrize(("day", "hours"), [("2027-03-28", 23), ("2027-10-31", 25)])
def test_a_day_on_which_the_clocks_change_says_so(desk, settings, day, hours):
    with timezone.override("Europe/Madrid"):
        page = desk.get(reverse("admin:week"), {"from": day}).text

    assert page.count(f"this day has {hours} hours") == 1


@pytest.mark.parametrize("asked", ["", "tomorrow", "2027-13-40", "0001-01-01", "9999-12-31"])
def test_a_week_nobody_can_mean_is_this_one(desk, asked):
    page = desk.get(reverse("admin:week"), {"from": asked})

    assert page.status_code == 200
    assert 'aria-current="date"' in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_the_week_costs_the_same_for_any_number(desk, editor, count, django_assert_num_queries):
    for _ in range(count):
        plan(live(editor, body=OLD), editor)
    desk.get(reverse("admin:week"))

    # Session, person, permissions twice, held comments; stories, changes, issues.
    with django_assert_num_queries(8):
        desk.get(reverse("admin:week"))
