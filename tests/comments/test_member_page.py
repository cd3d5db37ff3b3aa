"""The page of all a member said: off until wanted, and never more than everybody reads anyway."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from comments.models import CommentSettings, Sanction, StoryComments
from comments.threads import COMMENTS_PER_PAGE
from newsroom.privacy.actions.erasing import ask, erase_due
from newsroom.privacy.export import gather
from newsroom.privacy.models import ErasureRequest
from tests.factories import ArticleFactory, CommentFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
NOINDEX = '<meta name="robots" content="noindex">'


@pytest.fixture
def ana(db):
    joined = timezone.now().replace(year=2024, month=5)
    return UserFactory(
        email="ana@secret.example", username="ana_at_home", display_name="Ana Pérez",
        date_joined=joined, page="listed", page_key="abcdefghjk",
    )  # fmt: skip


@pytest.fixture
def story(db):
    section = SectionFactory(parent=SectionFactory())
    return ArticleFactory(live=True, headline="Rain over Cádiz", section=section)


def page_of(client, person, query=""):
    return client.get(f"/members/{person.page_key}/{query}")


def choose(client, person, page):
    fields = {"display_name": person.display_name, "username": "", "page": page}
    return client.post("/accounts/", fields)


def test_nobody_has_a_page_until_they_switch_it_on(client, member):
    client.force_login(member)
    assert member.page == ""

    assert choose(client, member, "unlisted").status_code == 302

    member.refresh_from_db()
    assert (member.page, len(member.page_key)) == ("unlisted", 10)
    assert page_of(client, member).status_code == 200
    assert f"/members/{member.page_key}/" in client.get("/accounts/").text


def test_switched_off_and_on_again_it_has_the_same_address(client, ana):
    client.force_login(ana)

    choose(client, ana, "")
    assert page_of(client, ana).status_code == 404
    choose(client, ana, "listed")

    assert page_of(client, ana).status_code == 200


def test_it_shows_name_month_and_comments_with_their_stories_and_nothing_else(client, ana, story):
    said = CommentFactory(article=story, author=ana, text="It rains.")

    text = page_of(client, ana).text

    assert "<h1>Ana Pérez</h1>" in text
    assert "Member since May 2024" in text
    assert f'<a href="/comments/c/{said.pk}/">Rain over Cádiz</a>' in text
    assert "It rains." in text
    for private in ("secret.example", "ana_at_home", str(ana.date_joined.day) + " May"):
        assert private not in text


def test_search_engines_come_only_where_they_may(client, ana, story):
    CommentFactory(article=story, author=ana)
    listed = page_of(client, ana).text
    assert NOINDEX not in listed
    assert f'<link rel="canonical" href="http://testserver/members/{ana.page_key}/">' in listed

    User.objects.update(page="unlisted")

    assert NOINDEX in page_of(client, ana).text


def test_an_empty_page_says_so_and_is_not_listed(client, ana):
    text = page_of(client, ana).text

    assert "No comments yet." in text
    assert NOINDEX in text


@pytest.mark.parametrize(
    "fields",
    [{"status": "held"}, {"status": "removed"}, {"status": "withdrawn"}],
    ids=lambda fields: fields["status"],
)
def test_a_comment_not_everybody_sees_is_not_there(client, ana, story, fields):
    CommentFactory(article=story, author=ana, text="Unseen words.", **fields)

    assert "Unseen words." not in page_of(client, ana).text


@pytest.mark.parametrize("state", ["withdrawn", "scheduled", None])
def test_under_a_story_nobody_sees_it_is_not_there(client, ana, state):
    hidden = ArticleFactory(headline="Hidden", **({state: True} if state else {}))
    CommentFactory(article=hidden, author=ana, text="Unseen words.")

    text = page_of(client, ana).text

    assert "Unseen words." not in text
    assert "Hidden" not in text


@pytest.mark.parametrize("whose", ["story", "section", "above", "paper"])
def test_where_the_thread_is_not_shown_neither_are_its_comments(client, ana, story, whose):
    CommentFactory(article=story, author=ana, text="Unseen words.")
    assert "Unseen words." in page_of(client, ana).text

    if whose == "story":
        StoryComments.objects.create(article=story, state="off")
    else:
        section = {"section": story.section, "above": story.section.parent, "paper": None}[whose]
        CommentSettings.objects.create(section=section, state="off")

    assert "Unseen words." not in page_of(client, ana).text


def test_the_nearest_rule_counts_here_too(client, ana, story):
    CommentFactory(article=story, author=ana, text="Seen words.")
    CommentSettings.objects.create(section=None, state="off")
    CommentSettings.objects.create(section=story.section.parent, state="off")

    CommentSettings.objects.create(section=story.section, state="closed")
    assert "Seen words." in page_of(client, ana).text
    StoryComments.objects.create(article=story, state="off")
    assert "Seen words." not in page_of(client, ana).text
    StoryComments.objects.update(state="")
    assert "Seen words." in page_of(client, ana).text


def test_others_comments_are_not_there(client, ana, story):
    CommentFactory(article=story, text="Of somebody else.")

    assert "Of somebody else." not in page_of(client, ana).text


def test_a_closed_account_has_no_page(client, ana):
    User.objects.update(is_active=False)

    assert page_of(client, ana).status_code == 404


@pytest.mark.parametrize("kind", ["pause", "ban"])
def test_while_somebody_is_kept_from_writing_search_engines_are_not_sent_there(
    client, ana, story, kind
):
    CommentFactory(article=story, author=ana, text="Still stands.")
    until = timezone.now() + timedelta(days=1)

    Sanction.objects.create(person=ana, kind=kind, until=until, reason="Insults")

    text = page_of(client, ana).text
    assert "Still stands." in text
    assert NOINDEX in text
    assert "Insults" not in text
    Sanction.objects.update(lifted_at=timezone.now())
    assert NOINDEX not in page_of(client, ana).text


def test_no_page_and_nobody_get_the_same_answer(client, ana):
    User.objects.update(page="")

    unwanted, unknown = page_of(client, ana), client.get("/members/zzzzzzzzzz/")

    assert unwanted.status_code == unknown.status_code == 404
    assert unwanted.text.replace(ana.page_key, "zzzzzzzzzz") == unknown.text


def test_it_is_the_same_for_everybody(client, ana, member):
    before = page_of(client, ana)
    client.force_login(member)

    after = page_of(client, ana)

    assert before.content == after.content
    assert after["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not after.cookies


def test_names_lead_there_from_the_thread_where_they_have_one(client, ana, story):
    CommentFactory(article=story, author=ana)
    CommentFactory(article=story, author=UserFactory(display_name="Bea"))

    text = client.get(story.path).text

    assert f'<a href="/members/{ana.page_key}/" rel="nofollow">Ana Pérez</a>' in text
    assert "<b>Bea</b>" in text


def test_it_goes_page_by_page(client, ana, story):
    for number in range(COMMENTS_PER_PAGE + 1):
        CommentFactory(article=story, author=ana, text=f"Number {number}.")

    first, second = page_of(client, ana).text, page_of(client, ana, "?page=2").text

    assert f"Number {COMMENTS_PER_PAGE}." in first
    assert "Number 0." not in first
    assert "Older comments" in first
    assert "Number 0." in second
    assert f"/members/{ana.page_key}/?page=2" in second
    assert page_of(client, ana, "?page=3").status_code == 404
    assert page_of(client, ana, "?page=x").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_any_number(client, ana, count, django_assert_num_queries):
    for _ in range(count):
        CommentFactory(article=ArticleFactory(live=True), author=ana)
    page_of(client, ana)  # menus and settings are read once a while

    with django_assert_num_queries(3):
        page_of(client, ana)


def test_the_page_is_in_the_download_and_goes_with_the_account(client, ana, story):
    CommentFactory(article=story, author=ana)
    assert gather(ana)["accounts.User"]["rows"][0]["page_key"] == ana.page_key
    address = f"/members/{ana.page_key}/"

    ask(ana, keep_comments=True)
    ErasureRequest.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    erase_due()

    assert client.get(address).status_code == 404
    assert User.objects.get().page_key is None
    assert "Former member" in client.get(story.path).text
