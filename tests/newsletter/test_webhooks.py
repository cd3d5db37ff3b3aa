"""Reports of mail services: believed only when signed, counted once, never too much for us."""

import json
import random

import pytest
from django.test import Client

from newsletter.models import Delivery, ProviderEvent, Suppression
from newsroom.settings import mail_service
from tests.newsletter import hooks
from tests.newsletter.ledger import (
    State,
    content_of,
    copy_for,
    issue_of,
    newsletter,
    reader,
    sent_copy,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def services(settings):
    settings.NEWSLETTER_HOOKS = hooks.HOOKS


def post(provider, told, headers=None, client=None) -> int:
    body = told if isinstance(told, str | bytes) else json.dumps(told)
    response = (client or Client(enforce_csrf_checks=True)).post(
        f"/newsletter/hooks/{provider}/",
        body,
        content_type="application/json",
        headers=headers or {},
    )
    return response.status_code


def test_postmark_reports_an_address_that_does_not_exist():
    copy = sent_copy()

    assert post("postmark", hooks.postmark(copy), hooks.basic()) == 200

    copy.refresh_from_db()
    assert (copy.state, copy.last_code) == (State.FAILED, 550)
    assert Suppression.objects.get().reason == "bounced"


def test_a_soft_bounce_of_postmark_suppresses_nobody():
    copy = sent_copy()

    told = hooks.postmark(copy, kind="SoftBounce", Details="smtp;550 5.0.0 not now")
    assert post("postmark", told, hooks.basic()) == 200

    copy.refresh_from_db()
    assert copy.state == State.FAILED
    assert not Suppression.objects.exists()


def test_mailgun_finds_the_copy_by_its_message_id():
    copy = sent_copy()

    assert post("mailgun", hooks.mailgun(copy)) == 200

    assert ProviderEvent.objects.get().delivery == copy
    assert Suppression.objects.count() == 1


def test_mailgun_says_that_it_tries_again():
    copy = sent_copy()

    assert post("mailgun", hooks.mailgun(copy, severity="temporary")) == 200

    copy.refresh_from_db()
    assert copy.state == State.ACCEPTED
    assert ProviderEvent.objects.get().kind == "deferred"


def test_mailersend_and_brevo_report_too():
    ana, luis = sent_copy(), sent_copy("luis@example.com")

    body, headers = hooks.mailersend(ana)
    assert post("mailersend", body, headers) == 200
    assert post("brevo", hooks.brevo(luis), hooks.basic()) == 200

    assert {event.kind for event in ProviderEvent.objects.all()} == {"bounced"}
    luis.refresh_from_db()
    assert luis.state == State.FAILED


def forgeries(copy):
    """Each service, with every way to be somebody else that needs no secret."""
    told = hooks.postmark(copy)
    yield "postmark", told, {}
    yield "postmark", told, hooks.basic("newsroom:guess-of-a-password")
    yield "postmark", told, {"Authorization": "Basic !!!"}
    yield "postmark", told, {"Authorization": "Bearer " + hooks.SECRET}
    yield "brevo", hooks.brevo(copy), {}
    yield "mailgun", hooks.mailgun(copy, key="another key"), {}
    yield "mailgun", {"event-data": hooks.mailgun(copy)["event-data"]}, {}
    yield "mailgun", {**hooks.mailgun(copy), "signature": {"timestamp": "1", "token": "t"}}, {}
    yield "mailgun", "not json", {}
    yield "mailgun", "[" * 100_000, {}
    yield "mailgun", "[]", {}
    yield "mailgun", "\xff\xfe".encode("latin-1"), {}
    body, headers = hooks.mailersend(copy)
    yield "mailersend", body, {}
    yield "mailersend", body + " ", headers
    yield "mailersend", body, {"Signature": "é"}


def test_nothing_forged_is_believed():
    copy = sent_copy()
    tried = list(forgeries(copy))

    answers = [post(*forged) for forged in tried]

    assert answers == [403] * len(tried)
    copy.refresh_from_db()
    assert copy.state == State.ACCEPTED
    assert not ProviderEvent.objects.exists()


def test_a_service_that_is_not_signed_has_no_address():
    copy = sent_copy()

    for name in ("sparkpost", "mandrill", "scaleway", "nobody"):
        assert post(name, hooks.postmark(copy), hooks.basic()) == 404


def test_what_is_signed_and_makes_no_sense_is_refused_in_peace():
    answers = [
        post("postmark", body, hooks.basic())
        for body in (
            "",
            "null",
            "[]",
            '"x"',
            "{}x",
            "[" * 100_000,
            b"\xff\x00",
            '{"RecordType": 5}',
        )
    ]

    assert set(answers) <= {200, 400}
    assert not ProviderEvent.objects.exists()


def test_a_body_that_is_too_large_is_not_read():
    assert post("postmark", b"x" * 2_000_001, hooks.basic()) == 413


def test_a_token_of_mailgun_counts_once_whatever_is_written_around_it():
    """It signs the token alone: whoever saw one could write another report around it."""
    ana, luis = sent_copy(), sent_copy("luis@example.com")
    told = hooks.mailgun(ana, event="delivered")
    stolen = {**told, "event-data": hooks.mailgun(luis, event="complained")["event-data"]}

    assert post("mailgun", told) == 200
    assert post("mailgun", stolen) == 200

    assert ProviderEvent.objects.count() == 1
    assert not Suppression.objects.exists()


def test_looking_whether_somebody_is_there_needs_no_signature():
    assert Client().head("/newsletter/hooks/postmark/").status_code == 200
    assert Client().get("/newsletter/hooks/postmark/").status_code == 405


def test_replayed_and_shuffled_reports_count_as_told_once():
    which = newsletter()
    content = content_of(issue_of(which, expected=40))
    copies = [copy_for(reader(f"r{n}@example.com", which), content) for n in range(40)]
    told = [hooks.postmark_delivery(copy) for copy in copies]
    told += [hooks.postmark(copy, number=1000 + n) for n, copy in enumerate(copies[:8])]
    told += [hooks.postmark_complaint(copy, 2000 + n) for n, copy in enumerate(copies[8:12])]

    def counts():
        states = Delivery.objects.order_by("pk").values_list("state", flat=True)
        reasons = sorted(Suppression.objects.values_list("reason", flat=True))
        return list(states), reasons, ProviderEvent.objects.count()

    for each in told:
        post("postmark", each, hooks.basic())
    once = counts()
    ProviderEvent.objects.all().delete()
    Suppression.objects.all().delete()
    Delivery.objects.update(state=State.ACCEPTED, last_code=None, last_reply="")
    which.subscriptions.update(left_at=None)

    again = told * 3
    random.Random(5).shuffle(again)
    for each in again:
        assert post("postmark", each, hooks.basic()) == 200

    assert counts() == once
    assert once[2] == 52
    assert once[1] == ["bounced"] * 8 + ["complained"] * 4


def test_services_are_named_by_one_address_and_refused_in_one_sentence():
    url = "postmark://?server_token=abc&rate=50&connections=8&webhook_secret=news:long-password-1"

    provider, found = mail_service.for_newsletter(url, "")

    assert provider["OPTIONS"] == {
        "service": "postmark", "options": {"server_token": "abc"}, "rate": 50.0, "connections": 8,
    }  # fmt: skip
    assert found == {"postmark": {"webhook_secret": "news:long-password-1"}}


@pytest.mark.parametrize(
    ("url", "hooked"),
    [
        ("postmark://?server_token=abc", {}),
        ("mailgun://?api_key=abc&webhook_secret=news:long-password-1", {}),
        ("mandrill://?api_key=abc&webhook_secret=news:long-password-1", {}),
        ("mailgun://?api_key=a&webhook_signing_key=k", {"mailgun": {"webhook_signing_key": "k"}}),
    ],
)
def test_without_what_signs_its_reports_a_service_is_not_listened_to(url, hooked):
    assert mail_service.for_newsletter(url, "")[1] == hooked


def test_a_service_used_by_smtp_may_still_report():
    provider, found = mail_service.for_newsletter(
        "smtp://user:password@smtp.mailgun.example:587?tls=1", "mailgun://?webhook_signing_key=k"
    )

    assert provider is None
    assert found == {"mailgun": {"webhook_signing_key": "k"}}


@pytest.mark.parametrize(
    "url",
    ["postmark://host/?server_token=a", "postmark://?webhook_secret=short:1",
     "postmark://?rate=fast", "postmark://?webhook_secret=no-colon-in-this-long-word"],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(url):
    with pytest.raises(mail_service.ImproperlyConfigured):
        mail_service.for_newsletter(url, "")
