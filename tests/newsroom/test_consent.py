"""What is asked of readers, what they answer, and what pages may load."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from newsroom.consent import asking
from newsroom.consent.actions.asking import ask
from newsroom.consent.models import Choice, Purpose, Wording
from newsroom.consent.scripts import read_scripts
from newsroom.site.models import Page

pytestmark = pytest.mark.django_db
SCRIPT = "https://stats.example/count.js"
POST = {"HTTP_SEC_FETCH_SITE": "same-origin"}
URL = "/privacy/choices/"


def switch_on(*keys, sentence="May we count?", scripts=f"{SCRIPT} *.beacon.example"):
    """Ask for these purposes; the others are off."""
    purposes = [
        Purpose(
            key=key,
            on=key in keys,
            words=f"About {key}.",
            scripts="" if key == "embeds" else scripts.replace("stats", key),
        )
        for key in Purpose.Key.values
    ]
    made = ask(sentence=sentence, explanation="", purposes=purposes, by=None)
    asking.forget()
    return made


def choose(client, way, **fields):
    data = {"way": way, "version": asking.asked().wording.number, **fields}
    return client.post(URL, data, **POST)


def test_with_no_purpose_on_a_page_has_no_trace_of_consent(client):
    page = client.get("/")

    assert "consent" not in page.text
    assert "Cookie settings" not in page.text
    assert "script-src 'self';" in page["Content-Security-Policy"]
    assert client.get("/privacy/choices/bar/").status_code == 404


def test_a_purpose_switched_on_adds_a_link_and_lets_its_hosts_through(client):
    switch_on("statistics")

    page = client.get("/")

    assert 'href="/privacy/choices/" data-module="consent" data-version="1"' in page.text
    assert f'<script src="{SCRIPT.replace("stats", "statistics")}' not in page.text
    policy = page["Content-Security-Policy"]
    hosts = "https://*.beacon.example https://statistics.example"
    for rule in ("script-src 'self'", "connect-src 'self'", "img-src 'self' data:"):
        assert f"{rule} {hosts};" in policy
    assert f"https://www.google.com {hosts};" in policy  # frame-src


def test_the_answer_that_nothing_changed_carries_the_same_policy(client):
    switch_on("statistics")
    page = client.get("/")

    again = client.get("/", headers={"If-None-Match": page["ETag"]})

    assert again.status_code == 304
    assert again["Content-Security-Policy"] == page["Content-Security-Policy"]


def test_the_desk_and_accounts_keep_the_strict_policy(client, editor):
    switch_on("statistics")
    client.force_login(editor)

    for address in ("/admin/", "/accounts/"):
        assert "example" not in client.get(address)["Content-Security-Policy"]


def test_the_page_of_choices_is_the_same_for_everyone(client, member):
    switch_on("statistics", "embeds")
    before = client.get(URL)
    choose(client, "accept")
    client.force_login(member)

    after = client.get(URL)

    assert after.content == before.content
    assert "Vary" not in after or "Cookie" not in after["Vary"]
    assert not after.cookies


@pytest.mark.parametrize(
    ("way", "ticked", "cookie"),
    [
        ("accept", {}, "1.statistics.advertising.embeds"),
        ("reject", {"embeds": "on"}, "1"),
        ("choose", {"embeds": "on"}, "1.embeds"),
        ("choose", {}, "1"),
    ],
)
def test_a_choice_is_kept_in_a_cookie_and_proved(client, way, ticked, cookie):
    switch_on("statistics", "advertising", "embeds")

    response = choose(client, way, **ticked)

    kept = response.cookies["consent"]
    assert (kept.value, kept["samesite"], kept["max-age"]) == (cookie, "Lax", 180 * 24 * 3600)
    assert not kept["secure"]
    proof = Choice.objects.get()
    assert (proof.way, proof.wording_id, proof.gpc) == (way, 1, False)
    assert {key for key, yes in proof.answers.items() if yes} == set(cookie.split(".")[1:])
    assert len(proof.answers) == 3
    assert "Kept." in response.text


def test_on_https_the_cookie_is_secure(client):
    switch_on("embeds")

    response = client.post(URL, {"way": "accept", "version": 1}, secure=True, **POST)

    assert response.cookies["consent"]["secure"]


def test_a_proof_holds_nothing_that_tells_who():
    assert {field.name for field in Choice._meta.fields} == {
        "id", "made_at", "wording", "way", "gpc", "answers"
    }  # fmt: skip


def test_only_what_was_asked_is_answered(client):
    switch_on("statistics")

    choose(client, "choose", advertising="on", statistics="on", other="on")

    assert Choice.objects.get().answers == {"statistics": True}


@pytest.mark.parametrize(
    ("way", "ticked", "advertising"),
    [("accept", {}, False), ("choose", {"advertising": "on"}, True)],
)
def test_a_browser_that_objects_accepts_no_advertising_but_by_its_own_tick(
    client, way, ticked, advertising
):
    switch_on("statistics", "advertising")
    data = {"way": way, "version": 1, "statistics": "on", **ticked}

    client.post(URL, data, HTTP_SEC_GPC="1", **POST)

    proof = Choice.objects.get()
    assert proof.gpc
    assert proof.answers == {"statistics": True, "advertising": advertising}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"way": "perhaps"}, 422),
        ({"version": "7"}, 409),
        ({"site": "cross-site"}, 403),
    ],
)
def test_what_is_no_choice_is_refused_in_words_and_leaves_nothing(client, change, status):
    switch_on("statistics")
    site = change.pop("site", "same-origin")

    response = client.post(URL, {"way": "accept", "version": 1, **change}, HTTP_SEC_FETCH_SITE=site)

    assert response.status_code == status
    assert 'role="alert"' in response.text
    assert "consent" not in response.cookies
    assert not Choice.objects.exists()


def test_the_script_is_answered_with_one_sentence(client):
    switch_on("statistics")

    response = client.post(
        URL, {"way": "reject", "version": 1}, headers={"Accept": "text/plain"}, **POST
    )

    assert response["Content-Type"] == "text/plain; charset=utf-8"
    assert response.text == "Kept. Nothing that needs your consent is loaded."


def test_past_the_limit_a_refusal_holds_and_a_yes_waits(client, monkeypatch):
    monkeypatch.setattr("newsroom.consent.views.CHOICES_FROM_ONE_NETWORK", 1)
    switch_on("statistics")
    choose(client, "accept")

    late_yes, late_no = choose(client, "accept"), choose(client, "reject")

    assert late_yes.status_code == 429
    assert "consent" not in late_yes.cookies
    assert late_no.cookies["consent"].value == "1"
    assert Choice.objects.count() == 1


def test_whatever_widens_the_question_asks_anew():
    assert switch_on("statistics").number == 1
    assert switch_on("statistics") is None
    assert switch_on("statistics", sentence="May we?").number == 2
    assert switch_on("statistics", "embeds", sentence="May we?").number == 3
    wider = f"{SCRIPT} *.beacon.example more.example"
    assert switch_on("statistics", "embeds", sentence="May we?", scripts=wider).number == 4
    assert Wording.objects.first().purposes[0]["hosts"] == [
        "*.beacon.example", "more.example", "statistics.example"
    ]  # fmt: skip


def test_asking_for_less_asks_nobody_again():
    switch_on("statistics", "embeds")

    assert switch_on("embeds") is None
    assert [purpose.key for purpose in asking.asked().purposes] == ["embeds"]
    assert switch_on() is None
    assert asking.asked() is None


@pytest.mark.parametrize(
    "line",
    [
        "http://stats.example/x.js",
        "javascript:alert(1)",
        "https://stats.example:8443/x.js",
        "https://me:you@stats.example/x.js",
        "https://10.0.0.1/x.js",
        "https://localhost/x.js",
        "https://stats.example/x.js *",
        "https://stats.example/x.js 'unsafe-inline'",
        "https://stats.example/x.js;script-src",
        "https://stats.example/x.js data:",
        "https://[::1/x.js",
    ],
)
def test_only_https_scripts_and_plain_hosts_are_let_into_the_policy(line):
    with pytest.raises(ValidationError):
        read_scripts(line)


def test_a_page_may_still_be_called_privacy(client):
    page = Page(title="Privacy", slug="privacy", body="<p>Words.</p>")
    page.full_clean()
    page.save()

    assert client.get("/privacy/").status_code == 200


def test_without_a_purpose_the_page_of_choices_says_so(client):
    assert "There is nothing to choose" in client.get(reverse("consent:choices")).text
