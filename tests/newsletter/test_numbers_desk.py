"""The desk's truth: numbers that add up, and what can be done about what did not arrive."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from newsletter import numbers
from newsletter.actions import settling
from newsletter.models import (
    Click,
    Delivery,
    Import,
    Issue,
    IssueAct,
    Newsletter,
    Opening,
    ProviderEvent,
    Subscription,
)  # fmt: skip
from newsletter.numbers import BOUNCES, COMPLAINTS, Rate
from tests.factories import UserFactory
from tests.newsletter.ledger import (
    State,
    content_of,
    copy_for,
    issue_of,
    newsletter,
    reader,
    sent_copy,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    editor.user_permissions.add(*permissions("send_issue"))
    return client


def permissions(*names):
    from django.contrib.auth.models import Permission

    return Permission.objects.filter(codename__in=names)


def issue_with(**states) -> Issue:
    """An issue with so many copies in each state."""
    which = newsletter()
    issue = issue_of(which, expected=sum(states.values()))
    content = content_of(issue)
    for name, number in states.items():
        for n in range(number):
            ana = reader(f"{name}{n}-{issue.pk}@example.com", which)
            copy_for(ana, content, State[name.upper()])
    return issue


def page_of(desk, issue, **asked) -> str:
    response = desk.get(reverse("admin:newsletter_issue_numbers", args=[issue.pk]), asked)
    assert response.status_code == 200
    return response.content.decode()


def test_the_numbers_add_up_on_the_page(desk):
    issue = issue_with(accepted=5, failed=2, suppressed=3, uncertain=1)
    Delivery.objects.filter(state=State.UNCERTAIN).update(settled_at=timezone.now())

    page = page_of(desk, issue)

    assert "<dt>Expected</dt><dd>11</dd>" in page
    for number, word in ((5, "Accepted"), (2, "Failed"), (3, "Not written to"), (1, "Uncertain")):
        assert f"<dt>{word}</dt><dd>{number}</dd>" in page
    assert "They add up to what was expected." in page
    assert "<b>Done</b>" in page


def test_a_copy_too_many_or_too_few_is_said_aloud(desk):
    issue = issue_with(accepted=5)
    Issue.objects.update(expected=7)

    assert "the difference is -2" in page_of(desk, issue)


def test_done_is_counted_and_not_noted(desk):
    issue = issue_with(accepted=2, pending=1, uncertain=1)
    Delivery.objects.filter(state=State.UNCERTAIN).update(settled_at=None)
    assert "<b>Done</b>" not in page_of(desk, issue)

    Delivery.objects.filter(state=State.PENDING).update(state=State.ACCEPTED)
    assert "<b>Done</b>" not in page_of(desk, issue)

    settling.let_go(issue, by=UserFactory())
    assert "<b>Done</b>" in page_of(desk, issue)


def test_while_it_is_sent_it_says_how_fast_and_how_long(desk):
    issue = issue_with(accepted=60, pending=30)
    begun = timezone.now() - timedelta(seconds=60)
    Delivery.objects.filter(state=State.ACCEPTED).update(settled_at=begun)

    pace = numbers.pace_of(issue, numbers.sum_of(issue))

    assert 0.9 <= pace.per_second <= 1.01
    assert 29 <= pace.left.total_seconds() <= 34
    assert '<progress max="90" value="60"' in page_of(desk, issue)


def test_failures_are_listed_with_reasons_found_by_address_and_given_as_csv(desk):
    issue = issue_with(failed=3)
    first, second, _third = Delivery.objects.order_by("pk")
    Delivery.objects.filter(pk=first.pk).update(last_code=550, last_reply="550 <b>unknown</b>")
    Delivery.objects.filter(pk=second.pk).update(last_code=552, last_reply="=HYPERLINK(1)")

    page = page_of(desk, issue)
    assert "550 &lt;b&gt;unknown&lt;/b&gt;" in page
    assert page_of(desk, issue, code="552").count("@example.com") == 1
    assert page_of(desk, issue, q="failed0-").count("@example.com") == 1
    assert page_of(desk, issue, q="%", code="x" * 50, after="9" * 40, show="<script>")

    answer = desk.get(reverse("admin:newsletter_issue_copies", args=[issue.pk]))
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode())))
    assert [row[3] for row in rows] == ["reason", "550 <b>unknown</b>", "'=HYPERLINK(1)", ""]
    assert "no-store" in answer["Cache-Control"]


def test_the_list_goes_on_from_page_to_page(desk):
    issue = issue_with(failed=52)
    first = page_of(desk, issue)
    address = first.split('class="btn btn--line" href="?', 1)[1].split('"')[0]

    second = page_of(desk, issue, **dict(pair.split("=") for pair in address.split("&amp;")))

    assert first.count("@example.com") == 50
    assert second.count("@example.com") == 2


def act(desk, issue, name):
    return desk.post(reverse("admin:newsletter_issue_act", args=[issue.pk]), {"act": name})


def test_only_what_may_arrive_is_tried_again_and_it_says_by_whom(desk, editor):
    issue = issue_with(failed=5)
    gone, full, policy, later, told = Delivery.objects.order_by("pk")
    for copy, code, reply in (
        (gone, 550, "550 5.1.1 unknown"), (full, 552, "552 5.2.2 full"),
        (policy, 550, "550 5.7.1 spam"), (later, 451, ""), (told, None, ""),
    ):  # fmt: skip
        Delivery.objects.filter(pk=copy.pk).update(last_code=code, last_reply=reply, epoch=4)
    ProviderEvent.objects.create(
        provider="x", event="1", kind="bounced", lasting=True, delivery=told,
        happened_at=timezone.now(),
    )  # fmt: skip

    act(desk, issue, "retry")

    again = Delivery.objects.filter(state=State.PENDING, epoch=5, settled_at=None, attempts=0)
    assert set(again) == {full, policy, later}
    note = IssueAct.objects.get()
    assert (note.act, note.copies, note.by) == ("retried", 3, editor)
    act(desk, issue, "retry")
    assert IssueAct.objects.count() == 1


def test_the_uncertain_are_sent_once_more_or_let_go(desk):
    issue = issue_with(uncertain=2, accepted=1)
    Delivery.objects.filter(state=State.UNCERTAIN).update(settled_at=None)

    act(desk, issue, "let_go")
    assert not Delivery.objects.filter(settled_at=None).exists()

    act(desk, issue, "resend")
    assert Delivery.objects.filter(state=State.PENDING).count() == 2
    assert [note.act for note in IssueAct.objects.all()] == ["resent", "let_go"]


def test_a_cancelled_issue_sends_nothing_again(desk):
    issue = issue_with(failed=1)
    Issue.objects.update(state=Issue.State.CANCELLED)

    act(desk, issue, "retry")

    assert Delivery.objects.get().state == State.FAILED


def test_who_may_not_send_may_look_and_not_act(client, editor):
    issue = issue_with(failed=1)
    viewer = UserFactory(is_staff=True)
    viewer.user_permissions.add(*permissions("view_delivery"))
    client.force_login(viewer)

    assert "Try 1 again" not in page_of(client, issue)
    assert act(client, issue, "retry").status_code == 403
    client.force_login(UserFactory(role="Reporter"))
    assert client.get(reverse("admin:newsletter_issue_numbers", args=[issue.pk])).status_code == 403
    assert client.get(reverse("admin:newsletter_issue_copies", args=[issue.pk])).status_code == 403
    assert client.get(reverse("admin:newsletter_growth", args=["morning"])).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_an_issue_costs_the_same_for_any_number(desk, count, django_assert_num_queries):
    issue = issue_with(accepted=count, failed=count, uncertain=count)
    address = reverse("admin:newsletter_issue_numbers", args=[issue.pk])
    desk.get(address)

    with django_assert_num_queries(14):
        desk.get(address)


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_newsletter_costs_the_same(desk, count, django_assert_num_queries):
    for _issue in range(count):
        issue_with(accepted=count, failed=count)
    address = reverse("admin:newsletter_growth", args=["morning"])
    desk.get(address)

    with django_assert_num_queries(15):
        desk.get(address)


def test_growth_is_told_by_week_and_leavers_by_how_soon(desk):
    which = newsletter()
    now = timezone.now()
    reader("ana@example.com", which, confirmed=now)
    luis = reader("luis@example.com", which, confirmed=now - timedelta(days=9))
    luis.subscriptions.update(left_at=now - timedelta(days=7))
    reader("eva@example.com", which, confirmed=now - timedelta(weeks=30))

    weeks = numbers.weeks_of(which)
    standing = numbers.standing_of(which)

    assert len(weeks) == 12
    assert (sum(week.joined for week in weeks), sum(week.left for week in weeks)) == (2, 1)
    assert (weeks[0].joined, weeks[1].left) == (1, 1)
    assert (standing["readers"], standing["left"], standing["left_soon"]) == (2, 1, 1)


@pytest.mark.parametrize(
    ("rate", "judged"),
    [
        (Rate(0, 0, COMPLAINTS), "good"), (Rate(0, 1000, COMPLAINTS), "good"),
        (Rate(1, 1000, COMPLAINTS), "warn"), (Rate(3, 1000, COMPLAINTS), "stop"),
        (Rate(19, 1000, BOUNCES), "good"), (Rate(20, 1000, BOUNCES), "warn"),
        (Rate(50, 1000, BOUNCES), "stop"),
    ],
)  # fmt: skip
def test_rates_are_judged_by_what_mailbox_providers_bear(rate, judged):
    assert rate.judged == judged
    assert 0 <= rate.bar[0] <= 100


def test_opens_and_clicks_are_told_with_those_who_agreed_alone(desk):
    which = newsletter()
    issue = issue_of(which, expected=3)
    counted, plain = content_of(issue, counted=True), content_of(issue)
    copies = [copy_for(reader(f"r{n}@example.com", which), counted) for n in range(2)]
    copy_for(reader("plain@example.com", which), plain)
    Opening.objects.create(delivery=copies[0])
    Click.objects.create(delivery=copies[0], link=1)
    Click.objects.create(delivery=copies[0], link=2)
    Click.objects.create(delivery=copies[1], link=1, by_machine=True)

    page = page_of(desk, issue)

    assert "Of 2 readers who agreed to be counted, 1 opened it and 1 followed a link." in page
    growth = desk.get(reverse("admin:newsletter_growth", args=["morning"])).content.decode()
    assert "1 opened, 1 followed a link, of 2" in growth


def test_a_complaint_counts_once_a_copy(desk):
    copy = sent_copy()
    for event in "ab":
        ProviderEvent.objects.create(
            provider="x", event=event, kind="complained", delivery=copy,
            happened_at=timezone.now(),
        )  # fmt: skip

    sent = numbers.sent_of(Newsletter.objects.get())

    assert sent[0].complaints.number == 1


def upload(desk, content: bytes, name="list.csv", **fields):
    given = {"newsletter": newsletter().pk, "file": SimpleUploadedFile(name, content), **fields}
    return desk.post(reverse("admin:newsletter_import_new"), given)


def test_a_list_is_looked_at_then_taken_in_by_a_job(desk, run_jobs):
    rows = (
        b"email,uuid,status,subscription_status\nana@example.com,a,enabled,confirmed\nnobody,b,,\n"
    )

    address = upload(desk, rows)["Location"]
    page = desk.get(address).content.decode()

    assert "listmonk" in page
    assert "They add up: no row is lost." in page
    assert "This is not an email address." in page
    assert not Subscription.objects.exists()

    found = Import.objects.get()
    desk.post(reverse("admin:newsletter_import_begin", args=[found.pk]))
    assert "0 of 2 rows taken in." in desk.get(address).content.decode()
    run_jobs()

    assert Subscription.objects.mailable().count() == 1
    assert "What became of the rows" in desk.get(address).content.decode()
    found.refresh_from_db()
    assert found.content is None


def test_a_list_that_is_not_wanted_goes_with_its_file(desk):
    upload(desk, b"email\nana@example.com\n")

    desk.post(reverse("admin:newsletter_import_drop", args=[Import.objects.get().pk]))

    assert not Import.objects.exists()


def test_what_is_no_list_is_refused_on_the_form(desk):
    answer = upload(desk, b"\x89PNG\x00\x00")

    assert answer.status_code == 422
    assert "This is not a CSV file." in answer.content.decode()
    assert not Import.objects.exists()


def test_a_name_that_is_a_script_is_only_a_name(desk):
    address = upload(desk, b"email\nana@example.com\n", name="<script>x.csv")["Location"]

    assert "<script>x" not in desk.get(address).content.decode()


def test_the_export_is_a_post_and_is_noted(desk):
    reader("=ana@example.com", newsletter())
    address = reverse("admin:newsletter_export")

    answer = desk.post(address, {"newsletter": "morning"})

    assert b"'=ana@example.com,morning,confirmed" in b"".join(answer)
    assert desk.get(address).status_code == 405
    from django.contrib.admin.models import LogEntry

    assert "Exported" in LogEntry.objects.get().change_message


@pytest.mark.parametrize("name", ["new", "export"])
def test_only_who_may_moves_lists(client, name):
    client.force_login(UserFactory(role="Reporter"))
    address = reverse({"new": "admin:newsletter_import_new"}.get(name, "admin:newsletter_export"))

    assert client.post(address).status_code == 403
    assert client.get(reverse("admin:newsletter_import_changelist")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_of_imports_costs_the_same(desk, count, django_assert_max_num_queries):
    for _each in range(count):
        upload(desk, b"email\nana@example.com\n")

    with django_assert_max_num_queries(12):
        page = desk.get(reverse("admin:newsletter_import_changelist"))

    assert page.content.decode().count(">list.csv<") == count
