"""An issue in the desk: written, looked at, approved, taken back, cancelled; by whom, and when."""

import re
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.actions import issues as acts
from newsletter.models import Delivery, Issue, IssueLog, IssueStory, Subscriber, Subscription
from tests.factories import ArticleFactory, UserFactory
from tests.newsletter.an_issue import ready, typed, url
from tests.newsletter.frozen import freeze

MADRID = ZoneInfo("Europe/Madrid")


def order(issue) -> list[int]:
    return list(IssueStory.objects.filter(issue=issue).values_list("article", flat=True))


def test_an_issue_is_begun_for_a_newsletter_and_named_after_its_day(desk, letter):
    add = reverse("admin:newsletter_issue_add")

    page = desk.get(add)
    first = desk.post(add, {"newsletter": "sunday"})
    desk.post(add, {"newsletter": "sunday"})

    assert "The Sunday Letter" in page.text
    day = f"{timezone.localdate():%Y-%m-%d}"
    editions = list(Issue.objects.order_by("pk").values_list("edition", flat=True))
    assert editions == [day, f"{day}-2"]
    assert first["Location"] == url("change", Issue.objects.order_by("pk").first())


def test_the_days_own_name_is_left_to_the_rule(letter, editor):
    letter.rhythm = "daily"
    letter.save()

    issue = acts.begin(letter, by=editor)

    assert issue.edition == f"{timezone.localdate():%Y-%m-%d}-2"


def test_words_are_cleaned_and_stories_keep_their_order_and_notes(desk, issue):
    first, second = ArticleFactory(live=True), ArticleFactory(live=True)
    posted = typed(
        issue, second, first, subject="  Two\n things ", preheader="More",
        intro='<p>Hello <b>you</b><script>x()</script></p>',
        **{f"note-{first.pk}": "<p onclick='x()'>Read this.</p>"},
    )  # fmt: skip

    answer = desk.post(url("change", issue), posted)

    assert answer.status_code == 302
    issue.refresh_from_db()
    assert issue.subject == "Two things"
    assert issue.intro == "<p>Hello <strong>you</strong></p>"
    assert order(issue) == [second.pk, first.pk]
    assert IssueStory.objects.get(article=first).note == "<p>Read this.</p>"
    assert set(issue.log.values_list("event", flat=True)) == {"begin", "save"}


@pytest.mark.parametrize(
    ("deed", "expected"),
    [
        ({"_up": 1}, [1, 0, 2]), ({"_up": 0}, [0, 1, 2]), ({"_down": 0}, [1, 0, 2]),
        ({"_down": 2}, [0, 1, 2]), ({"_remove": 1}, [0, 2]),
    ],
)  # fmt: skip
def test_buttons_order_stories_without_script(desk, issue, deed, expected):
    stories = [ArticleFactory(live=True) for _ in range(3)]
    pressed = {name: stories[place].pk for name, place in deed.items()}

    desk.post(url("change", issue), typed(issue, *stories, **pressed))

    assert order(issue) == [stories[place].pk for place in expected]


def test_a_story_is_added_by_its_address(desk, issue):
    story = ArticleFactory(live=True)

    answer = desk.post(url("change", issue), typed(issue, _add=story.path))
    refused = desk.post(url("change", issue), typed(Issue.objects.get(), _add="/nowhere/"))

    assert answer.status_code == 302
    assert order(issue) == [story.pk]
    assert refused.status_code == 422
    assert "No story has the address" in refused.text


def test_the_rule_fills_what_is_free(desk, issue, letter):
    letter.most_stories = 2
    letter.save()
    old, new, newest = (ArticleFactory(live=True, published_at=ago(n)) for n in (3, 2, 1))

    desk.post(url("change", issue), typed(issue, old, _fill=""))

    assert order(issue) == [old.pk, newest.pk]
    assert new.pk not in order(issue)


def ago(hours: int):
    return timezone.now() - timedelta(hours=hours)


def test_who_saves_over_what_they_never_saw_is_asked_and_keeps_their_words(desk, issue, editor):
    old = typed(issue, subject="Mine")
    ready(issue, editor)

    answer = desk.post(url("change", issue), old)

    assert answer.status_code == 422
    assert "Somebody saved this issue meanwhile" in answer.text
    assert 'value="Mine"' in answer.text
    assert Issue.objects.get().subject == "What happened"


def test_what_was_sent_cannot_be_changed(desk, issue, editor):
    issue = ready(issue, editor)
    freeze(issue)

    answer = desk.post(url("change", issue), typed(issue, subject="Other"))

    assert answer.status_code == 200
    assert Issue.objects.get().subject == "What happened"
    with pytest.raises(Exception, match="nothing in it can be changed"):
        ready(issue, editor)


def test_approving_needs_a_permission_and_is_written_down(desk, issue, editor):
    issue = ready(issue, editor)
    tomorrow = timezone.localtime() + timedelta(days=1)
    posted = {"base": issue.version, "at_0": f"{tomorrow:%Y-%m-%d}", "at_1": "07:00"}

    answer = desk.post(url("check", issue), {**posted, "_schedule": ""})

    assert answer.status_code == 302
    issue.refresh_from_db()
    assert issue.state == "scheduled"
    local = timezone.localtime(issue.scheduled_for)
    assert (local.date(), local.hour) == (tomorrow.date(), 7)
    assert issue.not_after - issue.scheduled_for == timedelta(minutes=120)
    assert issue.approved_by == editor
    assert IssueLog.objects.first().event == "schedule"


def test_without_the_permission_nobody_approves_sends_or_cancels(issue, editor):
    issue = ready(issue, editor)
    writer = UserFactory(is_staff=True)
    for name in ("view_issue", "change_issue"):
        writer.user_permissions.add(permission(name))
    client = Client()
    client.force_login(writer)

    page = client.get(url("check", issue))
    answers = [
        client.post(url("check", issue), {"base": issue.version, name: ""})
        for name in ("_now", "_back")
    ]

    assert "Ask who may send issues" in page.text
    assert [a.status_code for a in answers] == [403, 403]
    assert client.post(url("cancel", issue)).status_code == 403
    assert Issue.objects.get().state == "draft"


def test_an_approved_issue_is_changed_only_by_who_may_approve(issue, editor):
    issue = ready(issue, editor)
    acts.schedule(issue, by=editor, base=issue.version)
    writer = UserFactory()

    with pytest.raises(Exception, match="approved"):
        ready(issue, writer)


def permission(name):
    return Permission.objects.get(codename=name, content_type__app_label="newsletter")


def test_an_issue_without_subject_or_content_does_not_go(desk, issue):
    page = desk.get(url("check", issue))
    answer = desk.post(url("check", issue), {"base": issue.version, "_now": ""})

    assert "Write a subject." in page.text
    assert answer.status_code == 422
    assert Issue.objects.get().state == "draft"


@pytest.mark.parametrize("day", ["2027-03-28", "2026-10-25"])
def test_an_hour_that_does_not_exist_or_comes_twice_is_refused_in_words(desk, issue, editor, day):
    issue = ready(issue, editor)

    with time_machine.travel(datetime(2026, 10, 1, 12, 0, tzinfo=MADRID)):
        client = Client()
        client.force_login(editor)
        posted = {"base": issue.version, "at_0": day, "at_1": "02:30", "_schedule": ""}
        answer = client.post(url("check", issue), posted)

    assert answer.status_code == 422
    assert "ambiguous or it may not exist" in answer.text
    assert Issue.objects.get().state == "draft"


def test_it_is_sent_now_taken_back_and_cancelled(desk, issue, editor):
    issue = ready(issue, editor)

    desk.post(url("check", issue), {"base": issue.version, "_now": ""})
    sent = Issue.objects.get()
    desk.post(url("check", issue), {"base": issue.version, "_back": ""})
    back = Issue.objects.get()
    question = desk.get(url("cancel", issue))
    unasked = Issue.objects.get()
    desk.post(url("cancel", issue))

    assert (sent.state, back.state, unasked.state) == ("scheduled", "draft", "draft")
    assert sent.scheduled_for <= timezone.now()
    assert back.approved_by is None
    assert "What happened" in question.text
    assert Issue.objects.get().state == "cancelled"
    events = list(issue.log.values_list("event", flat=True))
    assert events[:3] == ["cancel", "unschedule", "schedule"]


def test_an_issue_on_its_way_is_paused_let_go_on_and_stopped_for_good(desk, issue, editor, letter):
    issue = ready(issue, editor)
    now = timezone.now()
    ana = Subscriber.objects.create(email="ana@example.com")
    Subscription.objects.create(subscriber=ana, newsletter=letter, asked_at=now, confirmed_at=now)
    freeze(issue, state=0)

    page = desk.get(url("change", issue))
    desk.post(url("hold", issue), {"_pause": ""})
    paused = Issue.objects.get().state
    desk.post(url("hold", issue), {"_on": ""})
    going = Issue.objects.get().state
    desk.post(url("cancel", issue))

    assert "Pause" in page.text
    assert "Still to go" in page.text
    assert (paused, going, Issue.objects.get().state) == ("paused", "sending", "cancelled")
    assert issue.deliveries.get().state == 7
    assert list(issue.log.values_list("event", flat=True))[:3] == ["cancel", "go_on", "pause"]


def test_what_somebody_changed_since_is_not_sent_unseen(desk, issue, editor):
    issue = ready(issue, editor)
    seen = issue.version
    ready(issue, editor)

    answer = desk.post(url("check", issue), {"base": seen, "_now": ""})

    assert answer.status_code == 422
    assert "Somebody changed this issue meanwhile" in answer.text


@pytest.mark.parametrize("name", ["change", "look", "mail", "check", "cancel"])
def test_the_desk_alone_sees_an_issue(issue, member, name):
    client = Client()
    client.force_login(member)

    assert client.get(url(name, issue)).status_code in (302, 403)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_stories(
    desk, issue, editor, count, django_assert_num_queries
):
    ready(issue, editor, *[ArticleFactory(live=True) for _ in range(count)])
    desk.get(url("change", issue))

    with django_assert_num_queries(20):
        answer = desk.get(url("change", issue))

    assert len(re.findall("data-story=", answer.text)) == count


def test_the_list_says_where_each_issue_is(desk, issue, editor):
    ready(issue, editor)

    page = desk.get(reverse("admin:newsletter_issue_changelist"))

    assert "What happened" in page.text
    assert "Draft" in page.text
    assert reverse("admin:newsletter_newsletter_changelist") in page.text


def test_the_list_calls_sent_what_has_no_copy_left_to_send(desk, issue, editor, letter):
    now = timezone.now()
    ana = Subscriber.objects.create(email="ana@example.com")
    Subscription.objects.create(subscriber=ana, newsletter=letter, asked_at=now, confirmed_at=now)
    freeze(ready(issue, editor), state=Delivery.State.PENDING)
    address = reverse("admin:newsletter_issue_changelist")

    assert "Being sent" in desk.get(address).text

    Delivery.objects.update(state=Delivery.State.ACCEPTED)

    assert "Being sent" not in desk.get(address).text
    assert re.search(r"state_in_words.>Sent<", desk.get(address).text)
