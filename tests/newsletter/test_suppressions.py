"""Addresses nobody writes to: kept as hashes, lifted by people or by the address itself."""

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from newsletter.actions.subscribing import ask, write_to_asker
from newsletter.actions.suppressing import lift, suppress, suppress_by_hand
from newsletter.models import Subscription, Suppression, SuppressionAct
from newsletter.suppressing import email_hash, is_suppressed, suppressed_among
from tests.factories import UserFactory
from tests.newsletter.ledger import newsletter, reader
from tests.newsletter.reader import sign_up

pytestmark = pytest.mark.django_db
Reason = Suppression.Reason


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


def test_the_hash_is_the_same_however_the_address_is_spelled():
    assert email_hash(" Ana@Example.COM ") == email_hash("ana@example.com")
    assert email_hash("ana@example.com") != email_hash("ana@example.org")
    assert "ana" not in email_hash("ana@example.com")


@pytest.mark.parametrize("setting", ["SECRET_KEY_FALLBACKS", "SUPPRESSION_FORMER_KEYS"])
def test_after_a_change_of_the_secret_the_list_still_holds(settings, setting):
    suppress("ana@example.com", reason=Reason.BOUNCED)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another" * 10

    assert not is_suppressed("ana@example.com")

    setattr(settings, setting, [former])
    assert suppressed_among(["Ana@example.com", "luis@example.com"]) == {"Ana@example.com"}
    suppress("ana@example.com", reason=Reason.COMPLAINED)
    assert Suppression.objects.get().reason == Reason.COMPLAINED


def test_a_stronger_reason_stays():
    suppress("ana@example.com", reason=Reason.COMPLAINED, detail="spam")
    suppress("ana@example.com", reason=Reason.BOUNCED, detail="550")

    assert (Suppression.objects.get().reason, Suppression.objects.get().detail) == (
        "complained", "spam",
    )  # fmt: skip


def test_the_list_outlives_the_reader():
    ana = reader("ana@example.com", newsletter())
    suppress(ana.email, reason=Reason.BOUNCED)

    ana.delete()

    assert is_suppressed("ana@example.com")


def signed_up(email, run_jobs) -> int:
    which = newsletter()
    ask(email, [which], texts={which.pk: "the form"}, place="footer")
    run_jobs()
    return len(mail.outbox)


def test_one_that_bounced_may_come_back_by_confirming(run_jobs):
    suppress("ana@example.com", reason=Reason.BOUNCED)

    assert signed_up("ana@example.com", run_jobs) == 1
    link = next(word for word in mail.outbox[0].body.split() if "/newsletter/confirm/" in word)
    Client().post(link.removeprefix("http://testserver"))

    assert not is_suppressed("ana@example.com")
    assert Subscription.objects.mailable().count() == 1
    assert SuppressionAct.objects.first().act == "came_back"


def test_an_old_letter_proves_nothing_about_a_later_bounce(run_jobs):
    signed_up("ana@example.com", run_jobs)
    link = next(word for word in mail.outbox[0].body.split() if "/newsletter/confirm/" in word)
    suppress("ana@example.com", reason=Reason.BOUNCED)

    Client().post(link.removeprefix("http://testserver"))

    assert is_suppressed("ana@example.com")


@pytest.mark.parametrize("reason", [Reason.COMPLAINED, Reason.ASKED])
def test_who_complained_is_not_written_to_because_somebody_typed_their_address(run_jobs, reason):
    suppress("ana@example.com", reason=reason)

    assert signed_up("ana@example.com", run_jobs) == 0


def test_the_answer_of_the_form_is_the_same_for_everybody(run_jobs):
    newsletter()
    suppress("ana@example.com", reason=Reason.COMPLAINED)
    answers = [sign_up(email=email) for email in ("ana@example.com", "luis@example.com")]

    assert len({(a.status_code, a.get("Location"), a.content) for a in answers}) == 1


def test_the_desk_adds_looks_up_and_lifts_by_the_address(desk, editor):
    ana = reader("ana@example.com", newsletter())
    by_address = {"email": "Ana@Example.com"}

    desk.post(reverse("admin:newsletter_suppression_add"), {**by_address, "detail": "by letter"})

    assert is_suppressed(ana.email)
    assert not Subscription.objects.mailable().exists()
    page = desk.post(reverse("admin:newsletter_suppression_look"), by_address)
    assert "by letter" in page.content.decode()
    assert "no-store" in page["Cache-Control"]

    refused = {**by_address, "because": " "}
    desk.post(reverse("admin:newsletter_suppression_lift"), refused)
    assert is_suppressed(ana.email)

    because = {**by_address, "because": "asked us by telephone"}
    desk.post(reverse("admin:newsletter_suppression_lift"), because)
    assert not is_suppressed(ana.email)
    assert [(act.act, act.by) for act in SuppressionAct.objects.all()] == [
        ("lifted", editor), ("added", editor),
    ]  # fmt: skip


def test_a_reason_is_needed_to_lift(editor):
    found = suppress_by_hand("ana@example.com", detail="", by=editor)

    with pytest.raises(ValidationError):
        lift(found, because="  ", by=editor)


def test_a_list_of_another_place_is_taken_in(desk):
    suppress("ana@example.com", reason=Reason.COMPLAINED)
    rows = "email,reason\nana@example.com,x\nluis@example.com,y\nno address,z\n"
    given = SimpleUploadedFile("barred.csv", rows.encode())

    page = desk.post(reverse("admin:newsletter_suppression_list"), {"file": given}, follow=True)

    assert "3 rows: 1 addresses are new, 1 rows are no address." in page.content.decode()
    assert is_suppressed("luis@example.com")
    assert Suppression.objects.get(email_hash=email_hash("ana@example.com")).reason == "complained"


def test_what_is_no_list_is_refused_in_words(desk):
    for content in (b"", b"\x89PNG\x00\x01\x02", b"name\nana\n"):
        given = SimpleUploadedFile("x.csv", content)
        page = desk.post(reverse("admin:newsletter_suppression_list"), {"file": given}, follow=True)
        assert page.status_code == 200

    assert not Suppression.objects.exists()


@pytest.mark.parametrize("name", ["look", "add", "lift", "list"])
def test_who_may_not_may_not(client, name):
    client.force_login(UserFactory(role="Reporter"))

    answer = client.post(reverse(f"admin:newsletter_suppression_{name}"), {"email": "a@b.example"})

    assert answer.status_code == 403
    assert client.get(reverse("admin:newsletter_suppression_changelist")).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(desk, count, django_assert_max_num_queries):
    for number in range(count):
        suppress(f"r{number}@example.com", reason=Reason.BOUNCED)

    with django_assert_max_num_queries(12):
        page = desk.get(reverse("admin:newsletter_suppression_changelist"))

    assert page.content.decode().count("does not exist") >= count
    assert "@example.com" not in page.content.decode()


def test_a_suppressed_reader_gets_nothing_even_by_the_job_itself():
    ana = reader("ana@example.com")
    suppress("ana@example.com", reason=Reason.ASKED)
    which = newsletter()
    Subscription.objects.create(subscriber=ana, newsletter=which, asked_at=timezone.now())

    write_to_asker(ana.pk, [which.pk])

    assert mail.outbox == []
