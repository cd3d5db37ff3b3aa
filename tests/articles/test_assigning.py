"""Whose a story is and by when: claimed, assigned, let go, due."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from articles.actions import assigning, editing
from articles.models import Article, WorkEntry
from articles.policy import may_edit
from newsroom.notifications.models import Notification
from tests.articles.writing_page import change, saved, typed, written
from tests.factories import ArticleFactory, UserFactory

STORIES = "/admin/articles/article/"
BY_SCRIPT = {"x-desk-panel": "1"}


@pytest.fixture
def colleague(db):
    return UserFactory(display_name="Clara Colleague", role="Reporter")


def door(name, story):
    return reverse(f"admin:articles_article_{name}", args=[story.pk])


def sentences(person) -> list[str]:
    return [str(told) for told in Notification.objects.of(person)]


def history(story) -> list[tuple]:
    rows = story.work.order_by("pk").select_related("person", "whom")
    return [(str(row.person), row.event, str(row.whom)) for row in rows]


def test_whoever_begins_a_story_has_it(reporter):
    story = saved(written(), reporter)

    assert story.assignee == reporter


def test_of_two_who_claim_a_story_the_second_is_told_who_has_it(reporter, colleague):
    story = ArticleFactory()
    same = Article.objects.get(pk=story.pk)  # both pages show that nobody has it

    assigning.claim(story, by=colleague)
    with pytest.raises(ValidationError, match="Clara Colleague has it"):
        assigning.claim(same, by=reporter)

    story.refresh_from_db()
    assert story.assignee == colleague
    assert history(story) == [("Clara Colleague", "claim", "Clara Colleague")]


@pytest.mark.django_db(transaction=True)
def test_of_many_who_claim_at_the_same_moment_one_gets_it():
    people = UserFactory.create_batch(6, role="Reporter")
    story, together = ArticleFactory(), Barrier(6)

    def try_it(person):
        try:
            own = Article.objects.get(pk=story.pk)
            together.wait(timeout=10)
            assigning.claim(own, by=person)
        except ValidationError:
            return False
        else:
            return True
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        got = list(pool.map(try_it, people))

    story.refresh_from_db()
    assert got.count(True) == 1
    assert story.assignee == people[got.index(True)]
    assert WorkEntry.objects.count() == 1


def test_whoever_is_given_a_story_is_told_and_whoever_loses_it_too(editor, reporter, colleague):
    story = ArticleFactory(headline="Floods", assignee=colleague)

    assigning.assign(story, to=reporter, by=editor)

    assert sentences(reporter) == ["“Floods” is yours now: Eva Editor gave it to you."]
    assert sentences(colleague) == [
        "“Floods” is no longer yours: Eva Editor gave it to Rosa Reporter."
    ]
    assert history(story) == [("Eva Editor", "assign", "Rosa Reporter")]


def test_nobody_is_told_what_they_did_themselves(editor):
    story = ArticleFactory(assignee=editor)

    assigning.let_go(story, by=editor)
    assigning.claim(story, by=editor)

    assert sentences(editor) == []
    assert [event for _, event, _ in history(story)] == ["let_go", "claim"]


def test_a_story_is_given_to_people_of_the_desk_only(editor, member):
    story = ArticleFactory()

    with pytest.raises(ValidationError, match="does not write here"):
        assigning.assign(story, to=member, by=editor)

    story.refresh_from_db()
    assert story.assignee is None


def test_a_decision_taken_on_an_old_page_changes_nothing(client, editor, reporter, colleague):
    story = ArticleFactory(assignee=colleague)
    client.force_login(editor)
    sent = {"to": editor.pk, "due": "", "was": reporter.pk}

    answer = client.post(door("assign", story), sent, headers=BY_SCRIPT)

    story.refresh_from_db()
    assert story.assignee == colleague
    assert "Clara Colleague has it meanwhile. Look again." in answer.content.decode()


def test_who_and_when_are_one_decision(client, editor, reporter):
    story = ArticleFactory(headline="Floods")
    client.force_login(editor)
    sent = {"to": reporter.pk, "due": "2026-11-30T14:00", "was": ""}

    answer = client.post(door("assign", story), sent)

    story.refresh_from_db()
    assert answer["Location"] == change(story)
    assert story.assignee == reporter
    assert timezone.localtime(story.due_at).isoformat() == "2026-11-30T14:00:00+01:00"
    assert [event for _, event, _ in history(story)] == ["assign", "due"]


def test_saving_a_page_opened_before_leaves_the_story_with_whom_it_is(client, editor, reporter):
    story = saved(written(), editor)
    page = typed(story, headline="The harbour stays shut")
    assigning.assign(story, to=reporter, by=editor)
    client.force_login(editor)

    client.post(change(story), page)

    story.refresh_from_db()
    assert (story.headline, story.assignee) == ("The harbour stays shut", reporter)


def test_restoring_a_version_leaves_the_story_with_whom_it_is(editor, reporter):
    story = saved(written(), editor)
    opened = Article.objects.get(pk=story.pk)
    assigning.assign(story, to=reporter, by=editor)

    editing.restore(opened, opened.revisions.first(), by=editor, base=opened.version)

    story.refresh_from_db()
    assert story.assignee == reporter


def test_a_writer_may_write_in_a_draft_they_claimed_and_not_in_one_they_let_go(reporter, editor):
    story = ArticleFactory(created_by=editor)
    before = may_edit(reporter, story)

    assigning.claim(story, by=reporter)
    holding = may_edit(reporter, story)
    assigning.let_go(story, by=reporter)

    assert (before, holding, may_edit(reporter, story)) == (False, True, False)


def test_a_live_story_is_the_editors_also_when_a_writer_has_it(reporter):
    story = ArticleFactory(live=True, assignee=reporter)

    assert not may_edit(reporter, story)


def test_a_writer_may_not_assign_nor_claim_what_readers_see(client, reporter, editor):
    live, draft = ArticleFactory(live=True), ArticleFactory(assignee=editor)
    client.force_login(reporter)

    refused = [
        client.post(door("claim", live)),
        client.post(door("assign", draft), {"to": reporter.pk, "was": editor.pk}),
        client.post(door("let_go", draft)),
    ]

    assert [answer.status_code for answer in refused] == [403, 403, 403]
    assert not WorkEntry.objects.exists()


def test_several_are_claimed_at_once_and_those_of_others_are_named(client, reporter, colleague):
    free, held = ArticleFactory(), ArticleFactory(headline="Held", assignee=colleague)
    client.force_login(reporter)
    sent = {"action": "claim_chosen", "_selected_action": [free.pk, held.pk]}

    page = client.post(STORIES, sent, follow=True).content.decode()

    free.refresh_from_db()
    assert free.assignee == reporter
    assert "“Held”: Clara Colleague has it." in page
    assert "1 story is yours." in page


def test_several_are_assigned_at_once(client, editor, reporter):
    stories = ArticleFactory.create_batch(2)
    client.force_login(editor)
    sent = {"action": "assign_chosen", "_selected_action": [s.pk for s in stories]}

    nobody = client.post(STORIES, sent, follow=True).content.decode()
    client.post(STORIES, sent | {"to": reporter.pk})

    assert "Choose whom to assign them to." in nobody
    assert Article.objects.filter(assignee=reporter).count() == 2
    assert len(sentences(reporter)) == 2


def test_the_list_finds_mine_nobodys_and_what_is_overdue(client, editor, reporter):
    past = timezone.now() - timedelta(minutes=5)
    ArticleFactory(headline="Given and late", assignee=reporter, due_at=past)
    ArticleFactory(headline="Free")
    ArticleFactory(headline="Out in time", live=True, due_at=past)
    client.force_login(reporter)

    def found(whose):
        page = client.get(f"{STORIES}?whose={whose}")
        return {story.headline for story in page.context["cl"].result_list}

    assert found("mine") == found("overdue") == {"Given and late"}
    assert found("nobody") == {"Free"}
    page = client.get(f"{STORIES}?whose=overdue").content.decode()
    assert "Overdue " in page
    assert '<span class="hand">Rosa Reporter</span>' in page
    assert "With Rosa Reporter" in page  # on a phone


@pytest.mark.parametrize("count", [1, 3])
def test_the_part_about_work_costs_the_same_for_any_history(
    client, editor, count, django_assert_num_queries
):
    story = ArticleFactory()
    for _ in range(count):
        assigning.claim(story, by=editor)
        assigning.let_go(story, by=editor)
    client.force_login(editor)
    client.get(door("work", story))

    with django_assert_num_queries(9):
        client.get(door("work", story))


def test_the_part_is_answered_alone_where_it_is_asked_for_by_script(client, reporter):
    story = ArticleFactory(headline="Floods")
    client.force_login(reporter)

    answer = client.post(door("claim", story), headers=BY_SCRIPT)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in page
    assert "“Floods” is yours." in page


def test_forgetting_somebody_takes_their_stories_from_them(reporter):
    from articles.personal_data import HOLDINGS
    from newsroom.kit.personal_data import Erasure

    story = ArticleFactory(assignee=reporter)
    holding = next(h for h in HOLDINGS if h.model == "articles.Article")
    shown = [row["headline"] for row in holding.rows(reporter)]

    holding.erase(holding.of(reporter), Erasure(person=reporter, keep_comments=True))

    story.refresh_from_db()
    assert shown == [story.headline]
    assert story.assignee is None
