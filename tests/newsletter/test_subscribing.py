"""The newsletter: asked for by anyone, begun by the address itself, left in one press."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from newsletter.actions.subscribing import ask, forget_unconfirmed
from newsletter.actions.subscribing import confirm as say_yes
from newsletter.evidence import texts
from newsletter.models import Newsletter, Subscriber, Subscription
from tests.newsletter.reader import OURS, SCRIPT, confirmed, link, sign_up

pytestmark = pytest.mark.usefixtures("daily")


def later(time_machine, minutes=11):
    time_machine.move_to(timezone.now() + timedelta(minutes=minutes), tick=False)


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
    confirm = link(mail.outbox[0], "confirm")

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
    confirm = link(mail.outbox[0], "confirm")

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
        fragment = sign_up(email=address, headers=SCRIPT)
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


def test_one_who_gets_it_already_is_told_by_mail_only(run_jobs, time_machine):
    confirmed(run_jobs)
    later(time_machine)
    sign_up()
    run_jobs()

    assert mail.outbox[-1].subject == "You already get this newsletter"
    assert link(mail.outbox[-1], "confirm") is None
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
    headers = SCRIPT if script else OURS

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


def test_who_has_left_may_come_back_and_must_confirm_again(run_jobs, time_machine):
    _, leave = confirmed(run_jobs)
    Client().post(leave)
    later(time_machine)

    sign_up()
    run_jobs()
    assert not Subscription.objects.mailable()
    Client().post(link(mail.outbox[-1], "confirm"))

    assert Subscription.objects.mailable().count() == 1


def test_leaving_before_confirming_forgets_the_wish(run_jobs):
    sign_up()
    run_jobs()
    confirm, leave = link(mail.outbox[0], "confirm"), link(mail.outbox[0], "leave")

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
    assert wish.asked_text == (
        "The daily letter (when there is something to say). Weekdays. | The news, in your inbox:"
        " One email each weekday morning: what happened and why it matters."
    )
    assert wish.asked_at <= wish.confirmed_at


def test_what_was_never_confirmed_is_forgotten_after_a_month(run_jobs, daily):
    confirmed(run_jobs, "stays@example.com")
    ask("goes@example.com", [daily], texts=texts([daily]), place="footer")
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


def test_one_letter_names_all_that_was_asked_for_and_the_reader_ticks_among_it(
    run_jobs, weekly, time_machine
):
    sign_up(lists=["daily"])
    later(time_machine, minutes=2)
    sign_up(lists=["weekend"])  # too soon for a letter of its own
    later(time_machine, minutes=12)
    sign_up(lists=["daily"])
    run_jobs()

    confirm = link(mail.outbox[-1], "confirm")
    page = Client().get(confirm).text
    assert "The daily letter" in page
    assert "The weekend" in page
    assert Client().post(confirm, {"choice": "on"}).status_code == 422
    Client().post(confirm, {"choice": "on", "lists": ["weekend", "nothing"]})

    assert [s.newsletter.slug for s in Subscription.objects.mailable()] == ["weekend"]


def test_a_letter_that_waited_until_the_reader_had_left_is_not_sent(run_jobs):
    _, leave = confirmed(run_jobs)
    sign_up()
    mail.outbox.clear()
    Client().post(leave)

    run_jobs()

    assert mail.outbox == []


def test_the_form_says_what_one_signs_up_to_and_how_often_it_comes(client, weekly):
    page = client.get("/").text

    assert "The daily letter" in page
    assert "when there is something to say" in page
    assert 'every Saturday at <time datetime="' in page
    assert '+01:00">07:00 CE' in page or '+02:00">07:00 CE' in page
    assert page.count('action="/newsletter/subscribe/"') == 1


def test_the_band_shows_three_and_leads_to_the_rest(client, weekly):
    for number in range(3):
        Newsletter.objects.create(name=f"More {number}", slug=f"more-{number}", order=5)

    page = client.get("/").text

    assert page.count('name="lists"') == 3
    assert "All newsletters" in page


def test_without_a_newsletter_no_page_asks_for_an_address(client):
    Newsletter.objects.all().delete()

    assert "newsletter/subscribe" not in client.get("/").text


def test_ticking_none_is_no_choice_of_the_first(weekly):
    answer = sign_up(choice="on", headers=SCRIPT)

    assert answer.status_code == 422
    assert "Choose at least one newsletter." in answer.text
    assert 'aria-invalid="true"' not in answer.text
    assert not Subscription.objects.exists()


def test_an_immediate_newsletter_is_offered_like_the_others(client, weekly):
    Newsletter.objects.create(name="As it happens", slug="now", rhythm="at_once")

    page = client.get("/newsletter/").text

    assert "at once, with each story" in page
    assert sign_up(lists=["now", "daily"]).status_code == 302
    assert Subscription.objects.count() == 2


def test_an_address_is_looked_up_by_its_index():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")

    assert "subscriber_email_unique" in Subscriber.objects.at("Ana@example.com").explain()
