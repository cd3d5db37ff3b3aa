"""The newsletter: asked for by anyone, begun by the address itself, left in one press."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.actions.subscribing import ask, forget_unconfirmed
from newsletter.actions.subscribing import confirm as say_yes
from newsletter.models import Newsletter, Subscriber, Subscription

OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture(autouse=True)
def daily(db):
    return Newsletter.objects.create(name="The daily letter", slug="daily", promise="Weekdays.")


@pytest.fixture
def weekly(daily):
    return Newsletter.objects.create(name="The weekend", slug="weekend", order=1)


def sign_up(client=None, email="ana@example.com", headers=OURS, **more):
    client = client or Client()
    return client.post(
        "/newsletter/subscribe/", {"email": email, "place": "footer", **more}, headers=headers
    )


def links(message) -> tuple[str, str]:
    confirm = re.search(r"http://testserver(/newsletter/confirm/\S+)", message.body)
    leave = re.search(r"http://testserver(/newsletter/leave/\S+)", message.body)
    return confirm and confirm[1], leave[1]


def confirmed(run_jobs, email="ana@example.com", **more) -> tuple[str, str]:
    sign_up(email=email, **more)
    run_jobs()
    confirm, leave = links(mail.outbox[-1])
    Client().post(confirm)
    return confirm, leave


def test_signing_up_stores_a_wish_and_writes_to_the_address(run_jobs, daily):
    assert sign_up(email="Ana@EXAMPLE.com")["Location"] == "/newsletter/asked/"
    wish = Subscription.objects.get()
    assert (wish.subscriber.email, wish.newsletter) == ("Ana@example.com", daily)
    assert wish.confirmed_at is None
    assert not Subscription.objects.mailable()

    run_jobs()

    assert [m.to for m in mail.outbox] == [["Ana@example.com"]]
    assert mail.outbox[0].subject == "Confirm your newsletter"


def test_opening_the_link_begins_nothing_and_the_button_does(run_jobs):
    sign_up()
    run_jobs()
    confirm, _ = links(mail.outbox[0])

    page = Client().get(confirm)
    assert "Shall we write to ana@example.com?" in page.text
    assert 'method="post"' in page.text
    assert not Subscription.objects.mailable()

    assert "You are on the list" in Client().post(confirm).text
    assert Subscription.objects.mailable().count() == 1


def test_confirming_again_says_so_and_changes_nothing(run_jobs):
    confirm, _ = confirmed(run_jobs)
    first = Subscription.objects.get().confirmed_at

    assert "Already confirmed" in Client().get(confirm).text
    assert "Already confirmed" in Client().post(confirm).text
    assert Subscription.objects.get().confirmed_at == first


def test_the_link_works_for_seven_days(run_jobs, time_machine):
    sign_up()
    run_jobs()
    confirm, _ = links(mail.outbox[0])

    time_machine.move_to(timezone.localtime() + timedelta(days=7, minutes=1))

    answer = Client().post(confirm)
    assert answer.status_code == 410
    assert "This link is over" in answer.text
    assert not Subscription.objects.mailable()


@pytest.mark.parametrize("token", ["x", "a:b:c", "WzEsWzFdLDFd:1abc:x"])
def test_a_link_of_ones_own_making_is_refused(token):
    answer = Client().post(f"/newsletter/confirm/{token}/")

    assert answer.status_code == 404
    assert "This link is not whole" in answer.text


def test_every_address_gets_the_same_answer(run_jobs):
    confirmed(run_jobs, "member@example.com")
    _, leave = confirmed(run_jobs, "gone@example.com")
    Client().post(leave)
    sign_up(email="waiting@example.com")

    addresses = ["new@example.com", "member@example.com", "gone@example.com", "waiting@example.com"]
    pages, fragments = set(), set()
    for address in addresses:
        answer = sign_up(email=address)
        pages.add((answer.status_code, answer["Location"], answer.content))
        fragment = sign_up(email=address, headers={**OURS, "X-Requested-With": "fetch"})
        fragments.add((fragment.status_code, fragment.content))

    assert len(pages) == len(fragments) == 1
    assert "Thank you for signing up!" in fragments.pop()[1].decode()


def test_every_address_costs_the_same_work(run_jobs):
    confirmed(run_jobs, "member@example.com")
    sign_up(email="waiting@example.com")

    counts = {}
    for address in ("member@example.com", "waiting@example.com"):
        with CaptureQueriesContext(connection) as queries:
            sign_up(email=address)
        counts[address] = len(queries)

    assert abs(counts["member@example.com"] - counts["waiting@example.com"]) <= 1


def test_one_who_gets_it_already_is_told_by_mail_only(run_jobs):
    confirmed(run_jobs)
    sign_up()
    run_jobs()

    assert mail.outbox[-1].subject == "You already get this newsletter"
    assert links(mail.outbox[-1])[0] is None
    assert Subscription.objects.mailable().count() == 1


def test_capitals_make_no_second_subscriber(run_jobs):
    sign_up(email="ana@example.com")
    sign_up(email="ANA@Example.com")

    assert Subscriber.objects.count() == Subscription.objects.count() == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Write your email address."),
        ("ana@example", "That address looks unfinished. Check the part after the @."),
        ("ana@example.com\r\nBcc: all@example.com", "That address looks unfinished."),
        ("a" * 260 + "@example.com", "at most 254 characters"),
    ],
)
@pytest.mark.parametrize("script", [True, False])
def test_a_mistake_is_said_under_the_field_and_the_address_kept(email, words, script):
    headers = {**OURS, **({"X-Requested-With": "fetch"} if script else {})}

    answer = sign_up(email=email, headers=headers)

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert ("<!doctype" in answer.text) is not script
    assert email.split("\r")[0] in answer.text
    assert not Subscriber.objects.exists()


def test_what_was_typed_is_not_markup():
    answer = sign_up(email='"><script>alert(1)</script>', place='"><script>alert(2)</script>')

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}]
)
def test_another_site_cannot_sign_people_up(headers, run_jobs):
    assert sign_up(headers=headers).status_code == 403
    run_jobs()

    assert not Subscriber.objects.exists()
    assert not mail.outbox


def test_a_machine_that_fills_the_trap_hears_thanks(run_jobs):
    assert sign_up(motto="x")["Location"] == "/newsletter/asked/"
    assert not Subscriber.objects.exists()


def test_nobody_is_mailed_more_than_three_times_an_hour_and_the_answer_hides_it(run_jobs):
    answers = {(a.status_code, a["Location"]) for a in (sign_up() for _ in range(6))}
    run_jobs()

    assert answers == {(302, "/newsletter/asked/")}
    assert len(mail.outbox) == 3


def test_one_network_may_send_twenty_forms_an_hour():
    answers = [sign_up(email=f"p{n}@example.com") for n in range(21)]

    assert [a.status_code for a in answers[-2:]] == [302, 429]
    assert "p20@example.com" in answers[-1].text
    assert Subscriber.objects.count() == 20


def test_leaving_takes_one_press_and_opening_the_link_is_none(run_jobs):
    _, leave = confirmed(run_jobs)

    assert "The daily letter" in Client().get(leave).text
    assert Subscription.objects.mailable().count() == 1

    assert "Unsubscribed" in Client().post(leave).text
    assert not Subscription.objects.mailable()
    kept = Subscription.objects.get()
    assert kept.confirmed_at
    assert kept.left_at


def test_the_mail_program_can_unsubscribe_by_itself(run_jobs):
    confirmed(run_jobs)
    headers = mail.outbox[0].extra_headers
    address = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")

    answer = Client(enforce_csrf_checks=True).post(
        address, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded"
    )

    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert answer.status_code == 200
    assert not Subscription.objects.mailable()


def test_an_old_link_to_confirm_cannot_bring_back_who_has_left(run_jobs):
    confirm, leave = confirmed(run_jobs)
    Client().post(leave)

    assert Client().post(confirm).status_code == 410
    assert not Subscription.objects.mailable()


def test_the_action_itself_refuses_what_was_asked_before_leaving(run_jobs):
    _, leave = confirmed(run_jobs)
    wish = Subscription.objects.get()
    Client().post(leave)

    said = say_yes(wish.subscriber_id, [wish.newsletter_id], wish.asked_at.timestamp())

    assert said == []
    assert not Subscription.objects.mailable()


def test_who_has_left_may_come_back_and_must_confirm_again(run_jobs):
    _, leave = confirmed(run_jobs)
    Client().post(leave)

    sign_up()
    run_jobs()
    assert not Subscription.objects.mailable()
    Client().post(links(mail.outbox[-1])[0])

    assert Subscription.objects.mailable().count() == 1


def test_leaving_before_confirming_forgets_the_wish(run_jobs):
    sign_up()
    run_jobs()
    confirm, leave = links(mail.outbox[0])

    Client().post(leave)

    assert not Subscription.objects.exists()
    assert Client().post(confirm).status_code == 410


def test_an_unknown_key_leaves_nothing():
    assert Client().post("/newsletter/leave/unknown/").status_code == 404


def test_several_lists_are_chosen_on_the_page_and_confirmed_together(run_jobs, weekly):
    page = Client().get("/newsletter/")
    assert "The weekend" in page.text
    assert not page.cookies

    confirmed(run_jobs, lists=["daily", "weekend"], place="page")

    assert Subscription.objects.mailable().count() == 2


def test_a_list_that_is_closed_or_unknown_is_refused(weekly):
    weekly.open = False
    weekly.save()

    for slug in ("weekend", "nothing"):
        answer = sign_up(lists=[slug], place="page")
        assert "That newsletter is not offered any more." in answer.text


def test_the_evidence_says_when_where_and_to_what(run_jobs):
    confirmed(run_jobs)

    wish = Subscription.objects.get()
    assert wish.asked_place == "footer"
    assert wish.asked_text.startswith("The news, in your inbox: One email each weekday morning")
    assert wish.asked_at <= wish.confirmed_at


def test_what_was_never_confirmed_is_forgotten_after_a_month(run_jobs, daily):
    confirmed(run_jobs, "stays@example.com")
    ask("goes@example.com", [daily], text="", place="footer")
    old = timezone.now() - timedelta(days=31)
    Subscription.objects.update(asked_at=old)
    Subscriber.objects.update(created_at=old)

    forget_unconfirmed()

    assert [s.email for s in Subscriber.objects.all()] == ["stays@example.com"]


def test_without_an_open_list_the_form_says_so(daily):
    Newsletter.objects.all().delete()

    answer = sign_up()

    assert answer.status_code == 422
    assert "No newsletter is open to new readers just now." in answer.text
    assert "No newsletter is open" in Client().get("/newsletter/").text


def test_the_form_on_public_pages_is_the_same_for_everyone(client, member):
    strangers = client.get("/newsletter/")
    client.force_login(member)

    assert client.get("/newsletter/").content == strangers.content
    assert "csrf" not in strangers.text
