"""What members are told: once, in the bell, and by mail if they wish."""

import re

import pytest
from django.core import mail
from django.urls import reverse

from newsroom.notifications.actions import (
    News,
    mail_daily,
    mark_read,
    notify,
    set_preferences,
)
from newsroom.notifications.models import Kind, Notification
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
OWN = "/accounts/notifications/"


def reply(number: int = 1) -> News:
    words = {"who": "Óscar Núñez", "headline": "Rain & wind"}
    return News(Kind.REPLY, f"comment:{number}", f"/2026/05/05/rain/#comment-{number}", words)


def test_telling_twice_is_telling_once(member):
    assert [notify([member.pk, member.pk], reply()) for _ in range(2)] == [1, 0]

    assert Notification.objects.count() == 1


def test_the_sentence_is_made_in_the_readers_words(member):
    notify([member.pk], reply())

    assert str(Notification.objects.get()) == "Óscar Núñez replied to you under “Rain & wind”."


@pytest.mark.parametrize("outcome", ["published", "held", "rejected", "removed", "restored", "?"])
def test_every_outcome_has_a_sentence(member, outcome):
    words = {"headline": "Rain", "outcome": outcome}

    notify([member.pk], News(Kind.DECISION, "comment:1", "/", words))

    assert "Rain" in Notification.objects.get().sentence


def test_looking_at_the_list_is_having_seen_it_and_following_is_having_read_it(client, member):
    client.force_login(member)
    notify([member.pk], reply())
    notice = Notification.objects.get()

    page = client.get(OWN)
    assert "Óscar Núñez replied" in page.text
    notice.refresh_from_db()
    assert (notice.seen_at is None, notice.read_at is None) == (False, True)

    gone = client.get(f"{OWN}{notice.pk}/")
    notice.refresh_from_db()
    assert gone["Location"] == notice.url
    assert notice.read_at


def test_nobody_reads_the_news_of_another(client, member):
    notify([UserFactory().pk], reply())
    client.force_login(member)

    assert client.get(f"{OWN}{Notification.objects.get().pk}/").status_code == 404
    assert "Óscar" not in client.get(OWN).text
    client.post(reverse("notifications:read_all"))
    assert Notification.objects.get().read_at is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, member, count, django_assert_num_queries):
    client.force_login(member)
    for number in range(count):
        notify([member.pk], reply(number))

    client.get(OWN)
    with django_assert_num_queries(6):
        client.get(OWN)


def test_mail_comes_at_once_only_to_who_asked_for_it(member, run_jobs):
    other = UserFactory()
    set_preferences(member, {Kind.REPLY: "now"})

    notify([member.pk, other.pk], reply())
    run_jobs()

    (message,) = mail.outbox
    assert message.to == [member.email]
    assert message.subject == "Óscar Núñez replied to you under “Rain & wind”."
    assert f"{OWN}{Notification.objects.of(member).get().pk}/" in message.body
    assert message.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_the_day_comes_in_one_mail_and_what_was_read_is_left_out(member, run_jobs):
    set_preferences(member, {Kind.REPLY: "daily", Kind.FOLLOWED: "daily", Kind.DECISION: "never"})
    for number in (1, 2, 3):
        notify([member.pk], reply(number))
    notify([member.pk], News(Kind.DECISION, "comment:9", "/", {"headline": "Unwanted"}))
    mark_read(Notification.objects.of(member), only=Notification.objects.order_by("pk").first().pk)

    mail_daily()
    run_jobs()
    mail_daily()
    run_jobs()

    (message,) = mail.outbox
    assert message.subject == "2 pieces of news for you"
    assert "Unwanted" not in message.body


def stop_link(run_jobs) -> str:
    run_jobs()
    return re.search(
        r"<http://testserver(/\S+)>", mail.outbox[0].extra_headers["List-Unsubscribe"]
    )[1]


def test_opening_the_link_stops_nothing_and_one_press_stops_it(client, member, run_jobs):
    set_preferences(member, {Kind.REPLY: "now", Kind.FOLLOWED: "now"})
    notify([member.pk], reply(1))
    link = stop_link(run_jobs)

    assert client.get(link).status_code == 200
    notify([member.pk], reply(2))
    run_jobs()
    assert len(mail.outbox) == 2
    assert client.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    notify([member.pk], reply(3))
    run_jobs()

    assert len(mail.outbox) == 2
    kept = member.notification_preferences.get(kind=Kind.FOLLOWED)
    assert kept.mail == "now"


def test_a_forged_link_is_refused_in_words(client):
    answer = client.post(f"{OWN}stop/forged/")

    assert answer.status_code == 404
    assert "This link is wrong" in answer.text


def test_preferences_are_chosen_on_the_page(client, member):
    client.force_login(member)

    client.post(
        OWN, {"reply": "daily", "decision": "now", "followed": "never", "correction": "now"}
    )

    chosen = dict(member.notification_preferences.values_list("kind", "mail"))
    assert chosen == {
        "reply": "daily",
        "decision": "now",
        "followed": "never",
        "correction": "now",
    }
    assert client.post(OWN, {"reply": "hourly"}).status_code == 200


def test_strangers_are_sent_to_sign_in(client):
    for path in (OWN, f"{OWN}1/"):
        assert client.get(path)["Location"].startswith("/accounts/login/")
