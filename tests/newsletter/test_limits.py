"""Nobody is bombed with letters, nobody learns who reads us, and no reader is lost to a trap."""

import json
import re
from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.core import mail, signing
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from newsletter import friction
from newsletter.actions.preferences import never_write
from newsletter.models import Subscriber, Subscription
from tests.newsletter.reader import OURS, SCRIPT, confirmed, link, sign_up

pytestmark = pytest.mark.usefixtures("daily")
MALICIOUS = Path(__file__).parents[3] / "shared/data/malicious"


def sure(page: str) -> str:
    return re.search(r'name="sure" value="([^"]+)"', page)[1]


def press(token: str, headers=OURS, network="192.0.2.1"):
    return Client().post(
        "/newsletter/subscribe/", {"sure": token}, headers=headers, REMOTE_ADDR=network
    )


def every_state(run_jobs) -> list[str]:
    """Addresses new, confirmed, gone, waiting, and never to be written to."""
    confirmed(run_jobs, "member@example.com")
    _, leave = confirmed(run_jobs, "gone@example.com")
    Client().post(leave)
    confirmed(run_jobs, "never@example.com")
    never_write(Subscriber.objects.get(email="never@example.com"))
    sign_up(email="waiting@example.com")
    return ["new", "member", "gone", "waiting", "never"]


def _newest_jobs(*, but: set[int]) -> list[str]:
    new = ProcrastinateJob.objects.exclude(pk__in=but).order_by("pk")
    return list(new.values_list("task_name", flat=True))


def test_every_state_of_an_address_gets_the_same_bytes_and_costs_the_same_queries(
    run_jobs, time_machine
):
    states = every_state(run_jobs)
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)

    sign_up(email="first@example.com")  # what is read once in a while has been read
    cache.clear()  # this is about who reads us, not about who asked when
    seen, counts, jobs = set(), {}, {}
    for state in states:
        before = set(ProcrastinateJob.objects.values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as queries:
            answer = sign_up(email=f"{state}@example.com", headers=SCRIPT)
        headers = {k: v for k, v in answer.headers.items() if k not in {"Date", "ETag"}}
        seen.add((answer.status_code, answer.content, tuple(sorted(headers.items()))))
        counts[state] = len(queries)
        jobs[state] = _newest_jobs(but=before)

    assert len(seen) == 1
    assert len(set(counts.values())) == 1, counts
    assert jobs == {state: ["newsletter.tasks.write_to_asker"] for state in states}


def test_an_address_that_is_never_to_be_written_to_is_not(run_jobs, time_machine):
    every_state(run_jobs)
    run_jobs()
    time_machine.move_to(timezone.now() + timedelta(days=2), tick=False)
    mail.outbox.clear()

    sign_up(email="NEVER@example.com")
    run_jobs()

    assert mail.outbox == []


def test_one_letter_in_ten_minutes_and_three_a_day(run_jobs, time_machine):
    now, sent = timezone.now(), []
    for minute in (0, 5, 11, 15, 22, 33, 44, 24 * 60 + 1):
        time_machine.move_to(now + timedelta(minutes=minute), tick=False)
        assert sign_up()["Location"] == "/newsletter/asked/"
        run_jobs()
        sent.append(len(mail.outbox))

    assert sent == [1, 1, 2, 2, 3, 3, 3, 4]


def test_many_sign_ups_of_one_address_from_everywhere_send_one_letter(run_jobs):
    for number in range(60):
        name = "victim" if number % 2 else "VICTIM"
        sign_up(email=f"{name}@example.com", network=f"198.51.100.{number}")
    run_jobs()

    assert len(mail.outbox) == 1
    assert Subscription.objects.count() == 1


def test_a_filled_trap_costs_one_more_press_and_no_subscription(run_jobs):
    page = sign_up(motto="filled by a password manager", email="ana@example.com")

    assert page.status_code == 200
    assert "One more press" in page.text
    assert not Subscriber.objects.exists()

    assert press(sure(page.text))["Location"] == "/newsletter/asked/"
    run_jobs()
    assert [m.to for m in mail.outbox] == [["ana@example.com"]]


def test_the_script_gets_the_extra_press_as_a_fragment():
    answer = sign_up(motto="x", headers=SCRIPT)

    assert "<!doctype" not in answer.text
    assert "data-newsletter" in answer.text
    assert "Thank you for signing up!" in press(sure(answer.text), headers=SCRIPT).text


@pytest.mark.parametrize(
    "stamp",
    ["", "2026-11-29", "2026-11-29:x", signing.Signer(salt="other").sign("2026-11-29"), "\ufffd:x"],
)
def test_a_form_we_never_handed_out_takes_the_extra_press(stamp):
    assert "One more press" in sign_up(stamp=stamp).text


def test_a_form_from_a_page_of_last_week_is_fresh_and_an_older_one_is_not(time_machine):
    old = friction.stamp()
    time_machine.move_to(timezone.now() + timedelta(days=7), tick=False)
    assert sign_up(stamp=old)["Location"] == "/newsletter/asked/"

    time_machine.move_to(timezone.now() + timedelta(days=1), tick=False)
    assert "One more press" in sign_up(stamp=old, email="b@example.com").text


def test_the_extra_press_is_over_after_an_hour_and_cannot_be_made(time_machine):
    token = sure(sign_up(motto="x").text)
    time_machine.move_to(timezone.now() + timedelta(minutes=61), tick=False)

    for made in (token, "x", token[:-2], f"{token}x"):
        answer = press(made)
        assert answer.status_code == 422
        assert "Sign up once more." in answer.text
    assert not Subscriber.objects.exists()


def test_the_extra_press_names_lists_that_are_still_open(weekly):
    token = sure(sign_up(motto="x", lists=["weekend"]).text)
    weekly.open = False
    weekly.save()

    answer = press(token)

    assert answer.status_code == 422
    assert "not offered any more" in answer.text


def test_one_network_takes_the_extra_press_after_twenty_and_is_stopped_after_a_hundred():
    answers = [sign_up(email=f"p{n}@d{n}.example").status_code for n in range(21)]
    assert answers == [302] * 20 + [200]

    last = None
    for n in range(21, 101):
        last = sign_up(email=f"p{n}@d{n}.example")

    assert last.status_code == 429
    assert "p100@d100.example" in last.text
    assert sign_up(email="other@example.com", network="198.51.100.1").status_code == 302


def test_a_whole_domain_is_not_written_to_without_an_extra_press(monkeypatch):
    monkeypatch.setattr(friction, "FORMS_FOR_ONE_DOMAIN", 3)

    answers = [
        sign_up(email=f"p{n}@Victim.example", network=f"198.51.100.{n}").status_code
        for n in range(4)
    ]

    assert answers == [302, 302, 302, 200]


@pytest.mark.skipif(not MALICIOUS.exists(), reason="the corpus of addresses is not at hand")
def test_strange_addresses_are_refused_in_words_or_written_to_as_one_recipient(run_jobs):
    entries = json.loads((MALICIOUS / "email/addresses.json").read_text())
    injections = json.loads((MALICIOUS / "email/header_injection.json").read_text())
    addresses = [entry["address"] for entry in entries]
    addresses += [f"ana@example.com{text[7:]}" for text in injections] + injections
    taken = []
    for number, address in enumerate(addresses):
        answer = sign_up(email=address, network=f"10.0.{number % 250}.{number // 250}")
        assert answer.status_code in {302, 422}, address
        if answer.status_code == 302:
            taken.append(address)
    run_jobs()

    assert len(addresses) > 100
    assert len(taken) > 20
    for letter in mail.outbox:
        parsed = message_from_bytes(letter.message().as_bytes(), policy=policy.default)
        assert len(parsed.get_all("To")) == 1
        assert len(parsed["To"].addresses) == 1, letter.to
        assert parsed["Bcc"] is None
        assert not any(header.defects for _name, header in parsed.items()), letter.to


@pytest.mark.skipif(not MALICIOUS.exists(), reason="the naughty strings are not at hand")
def test_naughty_strings_in_every_field_are_answered(run_jobs):
    confirmed(run_jobs)
    preferences = link(mail.outbox[-1], "preferences")
    found = sorted((MALICIOUS / "strings").glob("*.json"))
    strings = [s for path in found for s in json.loads(path.read_text()) if isinstance(s, str)]
    strings = [*strings[::16], "\x00", "a\x00b", "\ufffd"]
    assert len(strings) > 15
    for text in strings:
        for fields in (
            {"place": text, "motto": text, "stamp": text, "lists": text, "choice": text},
            {"email": text},
            {"sure": text},
        ):
            answer = sign_up(**fields)
            assert answer.status_code in {200, 302, 422, 429}, (text, fields)
        for deed in ("lists", "follows", "counting", "move", "never", "again", text):
            typed = {"deed": deed, "lists": text, "section": text, "tag": text, "reason": text}
            answer = Client().post(preferences, {**typed, "email": text, "rhythm-yours": text})
            assert answer.status_code in {302, 400, 422}, (text, deed)
        assert Client().get(preferences, {"find": text, "done": text}).status_code in {200, 404}
