"""Two moderators, a member's record, rules that are rehearsed: on a phone and wide."""

import pytest
from playwright.sync_api import expect

from comments.actions.posting import post_comment
from comments.models import Comment, Hold, Rule, RuleSet, Sanction
from tests.factories import ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/admin/comments/comment/"


@pytest.fixture
def live(db):
    live = RuleSet.objects.create(name="Of this test", status="live")
    Rule.objects.create(rules=live, kind="words", words="crook*")
    return live


@pytest.fixture(params=[390, 1280])
def moderator(request, window, sign_in, live):
    page = window(request.param, 900)
    return sign_in(page, UserFactory(display_name="Eva Editor", role="Editor"))


def test_two_moderators_never_decide_unknowingly(moderator, window, sign_in):
    comment = CommentFactory(status="held", text="You crooks")
    Hold.objects.create(comment=comment, kind="words", found="crooks", start=4, end=10)
    moderator.goto(QUEUE, wait_until="networkidle")  # until the claim is made
    width = moderator.viewport_size["width"]
    other = sign_in(window(width, 900), UserFactory(display_name="Otto Other", role="Moderator"))
    other.goto(QUEUE)
    expect(other.get_by_text("Eva Editor is reading this one.")).to_be_visible()

    moderator.keyboard.press("a")
    expect(moderator.get_by_text("Approved 1 comment at")).to_be_visible()
    other.keyboard.press("r")
    other.keyboard.press("Enter")

    expect(other.get_by_text("visible (Eva Editor). Look at it again.")).to_be_visible()
    comment.refresh_from_db()
    assert comment.status == "visible"


def test_who_is_suspended_from_their_record_reads_why_at_the_form(moderator, window, sign_in):
    said = CommentFactory(article=ArticleFactory(live=True), status="held", text="You crooks")
    moderator.goto(QUEUE)
    moderator.get_by_role("link", name="Record, warning, suspension").click()
    expect(moderator.get_by_text("Nothing against them.")).to_be_visible()
    moderator.get_by_label("Suspended for a time").check()
    moderator.get_by_label("Reason; the member reads it").fill("Insults.")
    moderator.get_by_role("button", name="Do it").click()
    expect(moderator.get_by_role("button", name="Lift it")).to_be_visible()

    member = sign_in(window(moderator.viewport_size["width"], 844), said.author)
    member.goto(f"{said.article.path}#respond", wait_until="networkidle")
    member.get_by_label("Your comment").fill("Once more")
    member.get_by_role("button", name="Post comment").click()
    expect(member.get_by_text("You cannot write comments until")).to_be_visible()
    expect(member.get_by_label("Your comment")).to_have_value("Once more")
    expect(member.get_by_label("Your comment")).to_have_attribute("aria-invalid", "true")

    moderator.get_by_role("button", name="Lift it").click()
    expect(moderator.get_by_text("(lifted by Eva Editor)")).to_be_visible()
    assert not Sanction.objects.in_force().exists()


def test_rules_are_changed_rehearsed_and_switched_on(moderator, live, member, run_jobs):
    post_comment(ArticleFactory(live=True), by=member, text="A swindle, and you know it")
    moderator.goto("/admin/comments/ruleset/")
    moderator.get_by_role("button", name="Change the rules").click()
    moderator.locator("[name=rules-0-words]").fill("swindle*")
    moderator.get_by_role("button", name="Save and continue editing").click()
    moderator.get_by_role("button", name="Rehearse").click()
    expect(moderator.get_by_text("It is running.")).to_be_visible()
    expect(moderator.get_by_role("button", name="Switch on")).to_have_count(0)

    run_jobs()
    moderator.reload()
    expect(moderator.get_by_text("Of 1 comments these rules would have held 1")).to_be_visible()
    moderator.get_by_role("button", name="Switch on").click()

    expect(moderator.get_by_text("These rules are in use from now on.")).to_be_visible()
    assert RuleSet.objects.get(status="live").rules.get().words == "swindle*"
    assert Comment.objects.get().status == "visible"  # what was said before stays
