"""Readers write to the newsroom; machines and other sites do not."""

import email
from email import policy

import pytest
from django.core import mail
from django.test import Client

from newsroom.site.actions.contact import forward
from newsroom.site.chrome import forget
from newsroom.site.models import ContactMessage, SiteSettings

OURS = {"Sec-Fetch-Site": "same-origin"}
LETTER = {
    "name": "Ana Molina",
    "email": "ana@example.com",
    "subject": "A mistake in your story",
    "text": "The bridge is older.\n\nRegards",
}


@pytest.fixture
def newsroom_address(db):
    SiteSettings.objects.update_or_create(pk=1, defaults={"contact_email": "desk@example.com"})
    forget()


def post(client, headers=OURS, **changes):
    return client.post("/messages/", {**LETTER, **changes}, headers=headers)


def test_a_message_is_kept_mailed_and_thanked_for(client, newsroom_address, run_jobs):
    response = post(client)
    assert response["Location"] == "/messages/thanks/"
    assert ContactMessage.objects.get().mailed_at is None

    run_jobs()

    kept = ContactMessage.objects.get()
    sent = mail.outbox[0]
    assert kept.text == LETTER["text"]
    assert kept.mailed_at is not None
    assert (sent.to, sent.reply_to) == (["desk@example.com"], ["ana@example.com"])
    assert sent.subject == "A mistake in your story"
    assert "The bridge is older." in sent.body
    assert client.get("/messages/thanks/").status_code == 200


def test_mailing_twice_mails_once(client, newsroom_address, run_jobs):
    post(client)
    run_jobs()

    forward(ContactMessage.objects.get().pk)

    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "Write your name."),
        ("name", "\u200b \n", "Write your name."),
        ("email", "ana@example", "That address looks unfinished."),
        ("email", "", "Write your email address, so that we can answer."),
        ("subject", " ", "Say in a few words what it is about."),
        ("text", "", "Write your message."),
        ("text", "x" * 5001, "at most 5000 characters"),
        ("text", "http://a.example " * 4, "3 links at most"),
        ("subject", "Cheap https://a.example", "Put links into the message."),
    ],
)
def test_a_mistake_is_said_in_words_and_what_was_typed_is_kept(client, db, field, value, words):
    answer = post(client, **{field: value})

    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    typed = {**LETTER, field: value}
    assert f'value="{typed["name"]}"' in answer.text or field == "name"
    assert typed["text"].split("\n")[0] in answer.text
    assert not ContactMessage.objects.exists()


def test_what_was_typed_comes_back_as_text_and_not_as_markup(client, db):
    answer = post(client, email="x", text="</textarea><script>alert(1)</script>",
                  name='"><script>alert(2)</script>')  # fmt: skip

    assert "<script>alert" not in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_form_on_another_site_cannot_send_one_and_nothing_typed_is_lost(client, db, headers):
    answer = post(client, headers=headers)

    assert answer.status_code == 403
    assert "Send this form from our own page." in answer.text
    assert "The bridge is older." in answer.text
    assert not ContactMessage.objects.exists()


def test_an_older_browser_that_says_its_origin_is_heard(client, db):
    assert post(client, headers={"Origin": "http://testserver"}).status_code == 302


def test_a_machine_that_fills_the_trap_hears_thanks_and_is_not_kept(client, db):
    assert post(client, motto="x")["Location"] == "/messages/thanks/"
    assert not ContactMessage.objects.exists()


def test_headers_cannot_be_smuggled_through_any_line(client, newsroom_address, run_jobs):
    post(
        client,
        name="Ana\r\nBcc: all@example.com",
        subject="Hello\r\nBcc: all@example.com\r\n\r\nBody",
    )
    run_jobs()

    whole = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    assert whole["Bcc"] is None
    assert mail.outbox[0].recipients() == ["desk@example.com"]
    assert whole["Subject"] == "Hello Bcc: all@example.com Body"


def test_a_sender_address_with_a_line_end_is_refused(client, db):
    assert post(client, email="ana@example.com\r\nBcc: all@example.com").status_code == 422


def test_the_sixth_message_of_an_hour_from_one_network_waits_and_is_not_lost(client, db):
    answers = [post(Client(), subject=f"Number {n}") for n in range(6)]

    assert [a.status_code for a in answers] == [302] * 5 + [429]
    assert "The bridge is older." in answers[-1].text
    assert ContactMessage.objects.count() == 5


def test_the_address_by_itself_shows_the_form(client, db):
    page = client.get("/messages/")

    assert page.status_code == 200
    assert 'action="/messages/"' in page.text
    assert not page.cookies
