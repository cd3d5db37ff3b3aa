"""Newsletters and their readers in the desk."""

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from newsletter.models import (
    Content,
    Delivery,
    Issue,
    Newsletter,
    Subscriber,
    Subscription,
    Suppression,
)
from newsletter.suppressing import email_hash
from newsroom.reading.models import Follow
from tests.factories import SectionFactory

pytestmark = pytest.mark.usefixtures("daily")
LISTS = "/admin/newsletter/newsletter/"
READERS = "/admin/newsletter/subscriber/"


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def reader(newsletter, email="ana@example.com", **fields):
    subscriber, _new = Subscriber.objects.get_or_create(email=email)
    now = timezone.now()
    Subscription.objects.create(
        subscriber=subscriber, newsletter=newsletter,
        **{"asked_at": now, "confirmed_at": now, "asked_text": "The words.", **fields},
    )  # fmt: skip
    return subscriber


def typed(**fields) -> dict:
    return {
        "name": "Noon", "slug": "noon", "promise": "Lunch.", "open": "on", "order": "3",
        "rhythm": "daily", "weekday": "5", "send_at": "12:00", "late_after": "120",
        "filling": "newest", "most_stories": "8", "when_uncertain": "resend", **fields,
    }  # fmt: skip


def test_a_newsletter_is_made_with_all_that_it_is(desk):
    section = SectionFactory()

    answer = desk.post(
        f"{LISTS}add/",
        typed(
            sections=[section.pk], personal="on", needs_approval="on", sender_name="The Eye",
            sender_address="noon@localhost", reply_to="desk@example.org", archived="on",
        ),
        follow=True,
    )  # fmt: skip

    made = Newsletter.objects.get(slug="noon")
    assert list(made.sections.all()) == [section]
    assert (made.personal, made.sender_name, str(made.send_at)) == (True, "The Eye", "12:00:00")
    assert "is not an address of" not in answer.text
    assert "Noon" in desk.get("/newsletter/").text


def test_a_personal_newsletter_needs_a_rhythm_and_the_form_says_so(desk):
    answer = desk.post(f"{LISTS}add/", typed(personal="on", rhythm="by_hand"))

    assert "needs a rhythm of its own" in answer.text
    assert not Newsletter.objects.filter(slug="noon")


@pytest.mark.parametrize("slug", ["leave", "subscribe", "confirm", "preferences"])
def test_a_slug_the_site_needs_itself_is_refused(desk, slug):
    answer = desk.post(f"{LISTS}add/", typed(slug=slug))

    assert "is an address the site itself uses" in answer.text


def test_a_sender_of_another_domain_is_saved_and_what_follows_is_said(desk):
    answer = desk.post(f"{LISTS}add/", typed(sender_address="noon@elsewhere.example"), follow=True)

    assert "SPF, DKIM, DMARC" in answer.text
    assert Newsletter.objects.filter(slug="noon")


def test_the_list_says_how_often_when_next_and_how_many(desk, daily, weekly, time_machine):
    time_machine.move_to("2026-12-01T11:00Z", tick=False)
    reader(daily)
    reader(daily, "left@example.com", left_at=timezone.now())
    for hour in (12, 15):
        Issue.objects.create(
            newsletter=daily, edition=str(hour), state="scheduled",
            scheduled_for=f"2026-12-01T{hour}:00Z",
        )  # fmt: skip

    page = desk.get(LISTS)

    rows = {row.slug: row for row in page.context["cl"].result_list}
    assert rows["daily"].readers_number == 1
    assert "13:00" in page.text  # in Madrid
    assert "every Saturday at 07:00" in page.text
    assert "5 Dec 07:00" in page.text


@pytest.mark.parametrize("count", [1, 3])
def test_both_registers_cost_the_same_for_any_number(desk, django_assert_num_queries, count):
    for number in range(count):
        newsletter = Newsletter.objects.create(name=f"N{number}", slug=f"n{number}")
        for of in range(count):
            reader(newsletter, f"reader{of}@example.com")
    desk.get(LISTS)
    desk.get(READERS)

    # Session, person, rights twice, waiting comments, then count, rows and what belongs to them.
    with django_assert_num_queries(7):
        desk.get(LISTS)
    with django_assert_num_queries(10):
        desk.get(READERS)


def test_readers_are_found_by_address_state_and_newsletter(desk, daily, weekly):
    reader(daily)
    reader(weekly, "weekend@example.com")
    reader(daily, "left@example.com", left_at=timezone.now())
    reader(daily, "waiting@example.com", confirmed_at=None)

    def found(query):
        return [s.email for s in desk.get(f"{READERS}?{query}").context["cl"].result_list]

    assert found("q=week") == ["weekend@example.com"]
    assert found("newsletter=daily") == ["ana@example.com"]
    assert found("state=left") == ["left@example.com"]
    assert found("state=asked") == ["waiting@example.com"]
    assert found("state=confirmed&newsletter=weekend") == ["weekend@example.com"]


def test_the_page_of_a_reader_shows_evidence_follows_deliveries_and_suppression(desk, daily):
    subscriber = reader(daily, asked_place="footer")
    Follow.objects.create(subscriber=subscriber, section=SectionFactory(name="Harbour"))
    Suppression.objects.create(email_hash=email_hash("ana@example.com"), reason="bounced")
    for number in range(22):
        issue = Issue.objects.create(
            newsletter=daily, edition=f"e{number}", subject=f"Subject {number:02}"
        )
        content = Content.objects.create(
            issue=issue, digest="x", subject="x", html="x", text="x", stories=[]
        )
        Delivery.objects.create(
            issue=issue, subscriber=subscriber, content=content, state=4,
            last_reply="550 no such user", settled_at=timezone.now(),
        )  # fmt: skip

    page = desk.get(f"{READERS}{subscriber.pk}/change/").text

    for words in ("The words.", "footer", "Harbour", "does not exist", "550 no such user"):
        assert words in page
    assert "Subject 21" in page
    assert "Subject 01" not in page
    assert "Unsubscribe this reader" in page


def test_an_editor_leaves_for_a_reader_with_a_reason_that_is_kept(desk, editor, daily, weekly):
    subscriber = reader(daily)
    reader(weekly)
    address = f"{READERS}{subscriber.pk}/leave/"

    assert desk.post(address, {"newsletter": daily.pk}).status_code == 422
    assert Subscription.objects.mailable().count() == 2
    desk.post(address, {"newsletter": daily.pk, "reason": "asked by telephone"})

    left = Subscription.objects.get(newsletter=daily)
    assert (left.left_place, left.left_note) == ("desk", "Eva Editor: asked by telephone")
    assert Subscription.objects.mailable().count() == 1
    assert LogEntry.objects.get().change_message == "The daily letter: asked by telephone"
    desk.post(address, {"reason": "and the rest"})
    assert not Subscription.objects.mailable()


@pytest.mark.parametrize("role", ["Reporter", "Moderator"])
def test_others_neither_see_readers_nor_leave_for_them(client, request, role, daily):
    from tests.factories import UserFactory

    subscriber = reader(daily)
    client.force_login(UserFactory(role=role))

    assert client.get(READERS).status_code == 403
    assert client.post(f"{READERS}{subscriber.pk}/leave/", {"reason": "x"}).status_code == 403
    assert Subscription.objects.mailable().count() == 1
