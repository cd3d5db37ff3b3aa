"""Writing an issue of a newsletter: stories searched, carried and given notes; with and without
script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from newsletter.actions import issues as acts
from newsletter.actions.issues import Chosen
from newsletter.models import Issue, IssueStory, Newsletter
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def own_address(settings, live_server):
    """Mail has whole addresses: its pictures are those of this server."""
    settings.SITE_URL = live_server.url


@pytest.fixture
def stories():
    return [ArticleFactory(live=True, headline=f"Night train {n}") for n in ("one", "two", "three")]


@pytest.fixture
def issue(editor, stories):
    newsletter = Newsletter.objects.create(name="The Sunday Letter", slug="sunday")
    begun = acts.begin(newsletter, by=editor)
    chosen = [Chosen(story) for story in stories[:2]]
    words = {"subject": "What happened"}
    return acts.save(begun, words=words, stories=chosen, by=editor, base=begun.version)


def change(issue) -> str:
    return reverse("admin:newsletter_issue_change", args=[issue.pk])


def order(issue) -> list[int]:
    return list(IssueStory.objects.filter(issue=issue).values_list("article", flat=True))


def opened(page, issue):
    page.goto(change(issue))
    page.wait_for_selector("html[data-issue=ready]")


def save(page):
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    page.wait_for_selector("html[data-issue=ready]")


def test_an_issue_is_written_by_keyboard(page, sign_in, editor, issue, stories):
    one, two, three = stories
    opened(sign_in(page, editor), issue)

    page.get_by_label("Subject").fill("Three trains")
    page.get_by_role("textbox", name="Introduction").fill("Good morning.")
    page.get_by_role("button", name="Move Night train two up").press("Enter")
    expect(page.locator(".nls > li").first).to_contain_text("Night train two")
    field = page.get_by_role("combobox", name="Add a story")
    field.fill("train three")
    expect(page.get_by_role("option")).to_have_count(1)
    with page.expect_navigation():
        field.press("Enter")

    page.wait_for_selector("html[data-issue=ready]")
    issue.refresh_from_db()
    assert issue.subject == "Three trains"
    assert issue.intro == "<p>Good morning.</p>"
    assert order(issue) == [two.pk, one.pk, three.pk]
    expect(page.get_by_role("list").locator(".nls__n").last).to_have_text("3")
    page.get_by_role("button", name="Remove Night train one").press("Enter")
    save(page)
    assert order(issue) == [two.pk, three.pk]


def test_a_row_is_carried_to_its_place_and_given_a_note(page, sign_in, editor, issue, stories):
    one, two, _three = stories
    opened(sign_in(page, editor), issue)
    rows = page.locator(".nls > li")
    expect(rows.first.locator(".nls__grip")).to_be_visible()

    rows.first.locator("summary", has_text="Note").press("Enter")
    page.get_by_role("textbox", name=re.compile("Note about Night train one")).fill("Read this.")
    grip, target = rows.nth(0).locator(".nls__grip"), rows.nth(1)
    start, end = grip.bounding_box(), target.bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 12)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, end["y"] + end["height"] / 2, steps=8)
    page.mouse.up()
    expect(rows.first).to_contain_text("Night train two")
    save(page)

    assert order(issue) == [two.pk, one.pk]
    assert IssueStory.objects.get(article=one).note == "<p>Read this.</p>"


def test_without_script_an_issue_is_written_by_its_buttons(window, sign_in, editor, issue, stories):
    one, two, three = stories
    page = sign_in(window(java_script_enabled=False), editor)
    page.goto(change(issue))

    page.get_by_label("Introduction").fill("<p>Good <em>morning</em>.</p>")
    page.get_by_role("button", name="Move Night train two up").click()
    page.get_by_label("Add a story").fill(three.path)
    page.get_by_role("button", name="Add", exact=True).click()

    expect(page.locator(".nls > li")).to_have_count(3)
    assert order(issue) == [two.pk, one.pk, three.pk]
    assert Issue.objects.get().intro == "<p>Good <em>morning</em>.</p>"


def test_an_issue_is_looked_at_checked_and_approved(page, sign_in, editor, issue):
    opened(sign_in(page, editor), issue)

    page.get_by_role("link", name="Preview as any reader").click()
    mail = page.frame_locator("iframe")
    expect(mail.get_by_role("heading", name="Night train one")).to_be_visible()
    page.get_by_role("link", name="Text only").click()
    expect(page.get_by_text("You get this mail because you joined")).to_be_visible()
    page.goto(change(issue))
    with page.expect_navigation():
        page.get_by_role("button", name="Check and send").click()
    page.get_by_role("button", name="Approve and schedule").click()

    expect(page.get_by_text("It goes out")).to_be_visible()
    assert Issue.objects.get().state == "scheduled"
