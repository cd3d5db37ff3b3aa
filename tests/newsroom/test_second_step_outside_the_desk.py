"""Without the second factor a journalist's session is a reader's on every page of the paper."""

import io
import re
import zipfile

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.urls import get_resolver, reverse

from articles.actions import noting
from articles.actions.assigning import assign
from comments.models import Comment, Rule, RuleSet
from newsroom.notifications.models import Kind, Notification, Preference
from tests.factories import (
    PASSWORD,
    ArticleFactory,
    AuthorFactory,
    CommentFactory,
    UserFactory,
)
from tests.one_time_codes import SECRET, code_now
from tests.routes import routes_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quiet_rules")]
NEWS = "/accounts/notifications/"
STEP = "/accounts/second-factor/"
UNPUBLISHED = "Deskmarker"


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def quiet_rules(db):
    """Newcomers are read by nobody first: these tests are about something else."""
    Rule.objects.create(
        rules=RuleSet.objects.create(name="Of this test", status="live"),
        kind="first",
        enabled=False,
    )


@pytest.fixture
def story(db):
    return ArticleFactory(headline="Rain in Jerez", live=True)


@pytest.fixture
def told(editor, reporter):
    """What the desk tells a reporter of a story nobody may read yet."""
    secret = ArticleFactory(
        headline=UNPUBLISHED, body="<p>It rained all day.</p>", created_by=reporter
    )
    assign(secret, to=reporter, by=editor)
    noting.write(secret, text=f"Why {UNPUBLISHED}?", quote="rained all day", by=editor)
    for kind in (Kind.HALTED, Kind.APPROVAL):
        Notification.objects.create(
            recipient=reporter, kind=kind, key="1", url="/admin/", words={"headline": UNPUBLISHED}
        )
    return secret


def prove(client, person):
    """Sign in with password and code, as at the door."""
    TOTP.activate(person, SECRET)
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})
    client.post(f"{STEP}code/", {"code": code_now()})


def with_the_password(client, person):
    client.post("/accounts/login/", {"login": person.email, "password": PASSWORD})


def readers_addresses(story, comment, notice) -> list[str]:
    """Every address outside the desk, with what this test has put there."""
    numbers = {
        "article_id": story.pk, "story": story.pk, "pk": comment.pk, "target_id": story.section_id,
        "kind": "section", "path": story.section.slug, "slug": "rain",
    }  # fmt: skip

    def fill(route: str) -> str:
        filled = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: str(numbers.get(m[1], 1)), route)
        return filled if "(?P" not in filled and not filled.startswith("^") else ""

    found = [fill(route) for route in routes_in(get_resolver().url_patterns)]
    found = [f"/{route}" for route in found if route and not route.startswith("admin/")]
    own = [story.path, f"{story.path}comments/", f"/me/?article={story.pk}", f"{NEWS}{notice.pk}/"]
    return [*found, *own, f"/search/?q={UNPUBLISHED}", f"/search/suggest/?q={UNPUBLISHED[:5]}"]


def test_no_address_outside_the_desk_tells_of_the_desk(client, reporter, told, story):
    with_the_password(client, reporter)
    own = CommentFactory(article=story, author=reporter)
    notice = Notification.objects.filter(recipient=reporter).latest("pk")
    addresses = readers_addresses(story, own, notice)
    assert len(addresses) > 90

    telling = [at for at in addresses if UNPUBLISHED.encode() in bytes_of(client.get(at))]

    # A search says again what was searched for; nothing is found by it.
    assert [at for at in telling if not at.startswith("/search/")] == []
    assert client.get(f"/search/?q={UNPUBLISHED}").context["page"].paginator.count == 0


def bytes_of(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def test_the_bell_hears_of_the_desk_after_the_second_step(client, reporter, told):
    with_the_password(client, reporter)
    closed = client.get("/me/").text
    listed = client.get(NEWS).text
    client.logout()

    prove(client, reporter)

    assert 'data-unread="0"' in closed
    for page in (closed, listed):
        assert "News of the desk comes after your second step." in page
    opened = client.get("/me/").text
    assert 'data-unread="4"' in opened
    assert opened.count(UNPUBLISHED) == 4
    assert "after your second step" not in opened
    assert client.get(NEWS).text.count(UNPUBLISHED) == 4


def test_what_was_not_shown_is_neither_seen_nor_read(client, reporter, told):
    with_the_password(client, reporter)

    client.get(NEWS)
    client.post(reverse("notifications:seen"))
    client.post(reverse("notifications:read_all"))

    own = Notification.objects.of(reporter)
    assert (own.unseen().count(), own.unread().count()) == (4, 4)


def test_the_link_of_a_mail_leads_through_the_second_step(client, reporter, told):
    TOTP.activate(reporter, SECRET)
    client.force_login(reporter)
    notice = Notification.objects.filter(recipient=reporter).latest("pk")

    asked = client.get(f"{NEWS}{notice.pk}/")
    back = client.post(asked["Location"], {"code": code_now()})

    assert asked["Location"].startswith(f"{STEP}again/?next=")
    assert back["Location"] == f"{NEWS}{notice.pk}/"
    assert client.get(back["Location"])["Location"] == notice.url


def test_a_password_does_not_silence_what_the_desk_mails(client, reporter):
    with_the_password(client, reporter)

    client.post(NEWS, {Kind.REPLY: "never", Kind.HALTED: "never"})

    assert not Preference.objects.filter(kind=Kind.HALTED).exists()
    assert 'name="halted"' not in client.get(NEWS).text


def test_ones_data_holds_ones_work_and_asks_for_the_second_step(client, reporter, told):
    with_the_password(client, reporter)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})
    closed = client.post("/accounts/data/")
    client.logout()
    TOTP.activate(reporter, SECRET)
    client.force_login(reporter)

    asked = client.post("/accounts/data/")
    client.post(asked["Location"], {"code": code_now()})
    given = client.post("/accounts/data/")

    assert closed["Location"] == f"{STEP}?next=%2Faccounts%2Fdata%2F"
    files = zipfile.ZipFile(io.BytesIO(given.content))
    assert UNPUBLISHED in files.read("data.json").decode()


@pytest.mark.parametrize("role", ["Reporter", "Editor", "Moderator", "Administrator"])
def test_nobody_speaks_for_the_newsroom_on_a_password(client, story, role):
    person = UserFactory(role=role)
    with_the_password(client, person)

    form = client.get("/me/", {"article": story.pk}).text
    page = client.get(f"/comments/{story.pk}/")
    sent = client.post(f"/comments/{story.pk}/", {"text": "As the newsroom"})
    by_script = client.post(
        f"/comments/{story.pk}/", {"text": "So"}, headers={"Accept": "application/json"}
    )

    assert "cm-form" not in form
    assert "Readers see that you speak for the newsroom." in form
    assert "Take the second step" in page.text
    assert "cm-form" not in page.text
    assert sent.status_code == 403
    assert "As the newsroom</textarea>" in sent.text
    assert by_script.status_code == 403
    assert not Comment.objects.exists()


def test_what_was_typed_is_there_after_the_second_step_and_stands_with_the_badge(
    client, editor, story
):
    other = CommentFactory(article=story)
    TOTP.activate(editor, SECRET)
    client.force_login(editor)

    asked = client.post(f"/comments/{story.pk}/", {"text": "We look into it.", "to": other.pk})
    back = client.post(asked.context["way"], {"code": code_now()})["Location"]
    page = client.get(back)
    client.post(f"/comments/{story.pk}/", {"text": "We look into it.", "to": other.pk})

    assert back == f"/comments/{story.pk}/?to={other.pk}"
    assert "We look into it.</textarea>" in page.text
    assert Comment.objects.get(author=editor).parent == other
    assert ">Newsroom<" in client.get(story.path).text


def test_who_has_no_factor_yet_sets_one_up_and_comes_back_to_the_text(client, editor, story):
    with_the_password(client, editor)
    asked = client.post(f"/comments/{story.pk}/", {"text": "We look into it."})
    assert asked.context["way"].startswith(f"{STEP}?next=")

    client.get(asked.context["way"])
    again = client.get(f"{STEP}app/")
    if again.status_code == 302:
        again = client.post(again["Location"], {"password": PASSWORD}, follow=True)
    client.post(f"{STEP}app/", {"code": code_now(again.context["form"].secret)})
    codes = client.get(f"{STEP}recovery/").text

    assert f'href="/comments/{story.pk}/"' in codes
    assert "We look into it.</textarea>" in client.get(f"/comments/{story.pk}/").text


def test_nobody_is_led_away_from_the_paper_by_what_was_wanted(client, editor):
    prove(client, editor)

    client.get(f"{STEP}?next=https://elsewhere.example/")

    assert "elsewhere" not in client.get(f"{STEP}recovery/").text


def test_the_writer_of_a_story_proves_it_under_that_story_alone(client, member, story):
    own = ArticleFactory(live=True, authors=[AuthorFactory(account=member)])
    with_the_password(client, member)

    assert client.post(f"/comments/{own.pk}/", {"text": "I wrote this"}).status_code == 403
    assert client.post(f"/comments/{story.pk}/", {"text": "As anybody"}).status_code == 302
    assert [c.article for c in Comment.objects.all()] == [story]


@pytest.mark.parametrize("deed", ["edit", "withdraw"])
def test_what_the_newsroom_said_is_not_changed_on_a_password(client, editor, story, deed):
    said = CommentFactory(article=story, author=editor, text="As it was")
    with_the_password(client, editor)

    page = client.get(f"/comments/c/{said.pk}/{deed}/")
    sent = client.post(f"/comments/c/{said.pk}/{deed}/", {"text": "As a thief says"})

    said.refresh_from_db()
    assert (said.text, said.status) == ("As it was", "visible")
    assert "Take the second step" in page.text
    assert sent.status_code == 403


def test_the_name_beside_the_badge_is_not_changed_on_a_password(client, editor):
    with_the_password(client, editor)

    answer = client.post("/accounts/", {"display_name": "A thief", "page": ""})

    editor.refresh_from_db()
    assert editor.display_name == "Eva Editor"
    assert answer.status_code == 422
    assert "Take your second step first." in answer.text
    assert 'value="A thief"' in answer.text


def test_reading_the_paper_does_not_keep_the_desk_open(client, editor, time_machine):
    time_machine.move_to("2026-05-05 08:00", tick=False)
    prove(client, editor)
    for hour in ("13:00", "18:00"):
        time_machine.move_to(f"2026-05-05 {hour}", tick=False)
        assert "after your second step" not in client.get("/me/").text

    time_machine.move_to("2026-05-05 20:30", tick=False)

    assert "after your second step" in client.get("/me/").text
    assert client.get("/admin/").status_code == 302


def test_a_member_is_asked_for_nothing(client, member, story):
    with_the_password(client, member)

    page = client.get("/me/", {"article": story.pk}).text

    assert "cm-form" in page
    assert "second step." not in page
    assert client.post(f"/comments/{story.pk}/", {"text": "Yes"}).status_code == 302


def test_the_demo_sign_ins_are_exempt_here_as_at_the_desk(client, settings, story):
    settings.SECOND_FACTOR_EXEMPT = frozenset({"editor"})
    client.force_login(UserFactory(username="editor", role="Editor"))
    sent = {"text": "We look into it."}

    elsewhere = client.post(f"/comments/{story.pk}/", sent, REMOTE_ADDR="203.0.113.9")
    here = client.post(f"/comments/{story.pk}/", sent, REMOTE_ADDR="127.0.0.1")

    assert (elsewhere.status_code, here.status_code) == (403, 302)
