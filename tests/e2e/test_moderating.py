"""Two moderators, a member's record, rules that are rehearsed: on a phone and wide."""

import pytest
from playwright.sync_api import expect

from comments.actions.posting import post_comment
from comments.models import Comment, Hold, Rule, RuleSet, Sanction
from tests.e2e.people import at_the_form, decided
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
    with moderator.expect_response("**/claim/"):
        moderator.goto(QUEUE)
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
    at_the_form(member, said.article)
    member.get_by_label("Your comment").fill("Once more")
    member.get_by_role("button", name="Post comment").click()
    expect(member.get_by_text("You cannot write comments until")).to_be_visible()
    expect(member.get_by_label("Your comment")).to_have_value("Once more")
    expect(member.get_by_label("Your comment")).to_have_attribute("aria-invalid", "true")

    moderator.get_by_role("button", name="Lift it").click()
    expect(moderator.get_by_text("(lifted by Eva Editor)")).to_be_visible()
    assert not Sanction.objects.in_force().exists()


def test_who_is_warned_and_then_banned_reads_why_appeals_and_writes_again(
    moderator, window, sign_in
):
    width, said = moderator.viewport_size["width"], CommentFactory(text="You fools")
    member = sign_in(window(width, 844), said.author)
    moderator.goto(f"{QUEUE}?queue=visible")
    moderator.get_by_role("link", name="Record, warning, suspension").click()
    sanction(moderator, "Warning", "Stay civil.")
    member.goto(said.article.path)
    member.get_by_role("banner").get_by_role("button", name="Notifications, 1 new").click()
    member.get_by_role("link", name="The moderators sent you a warning. Stay civil.").click()
    expect(member.get_by_role("heading", name="Your comments")).to_be_visible()
    expect(member.locator(".cm__why")).to_contain_text("Warning. Stay civil.")
    write(member, said.article, "You are right")
    expect(member.locator(".cm").get_by_text("You are right")).to_be_visible()

    sanction(moderator, "Banned", "Insults again.")
    write(member, said.article, "Once more")
    expect(member.get_by_text("You can no longer write comments here: Insults")).to_be_visible()
    member.goto("/comments/")
    banned = member.locator(".cm__why", has_text="Banned")
    banned.get_by_role("link", name="Appeal").click()
    member.get_by_label("Why was it wrong?").fill("It was a quotation.")
    member.get_by_role("button", name="Send the appeal").click()
    expect(banned).to_contain_text("Your appeal is being read.")

    moderator.goto(f"{QUEUE}?queue=appeals")
    expect(moderator.get_by_text("You decided; another moderator answers.")).to_be_visible()
    other = sign_in(window(width, 900), UserFactory(role="Moderator"))
    other.goto(f"{QUEUE}?queue=appeals")
    other.get_by_label("Your answer").fill("So it was.")
    other.get_by_role("button", name="Grant").click()
    expect(other.get_by_text("Nobody appeals.")).to_be_visible()
    member.reload()
    expect(banned).to_contain_text("Your appeal was granted. “So it was.”")
    write(member, said.article, "Thank you")
    expect(member.locator(".cm").get_by_text("Thank you")).to_be_visible()


def sanction(moderator, kind, reason):
    moderator.get_by_label(kind).check()
    moderator.get_by_label("Reason; the member reads it").fill(reason)
    moderator.get_by_role("button", name="Do it").click()
    expect(moderator.locator(".que-given").get_by_text(reason)).to_be_visible()


def write(member, story, words):
    at_the_form(member, story)
    member.get_by_label("Your comment").fill(words)
    member.get_by_role("button", name="Post comment").click()


def test_a_discussion_is_highlighted_read_first_and_closed(moderator, window, sign_in, member):
    said = CommentFactory(text="A good point")
    reader = sign_in(window(moderator.viewport_size["width"], 844), member)
    moderator.goto(f"{QUEUE}?queue=visible")
    moderator.get_by_role("button", name="Highlight it for readers").click()
    expect(moderator.get_by_role("button", name="No longer highlight it")).to_be_visible()
    let_it_be(moderator, "open, each comment is read first", "Each comment is read first.")

    at_the_form(reader, said.article)
    expect(reader.locator(".cm--pick")).to_contain_text("Highlighted by the newsroom")
    expect(reader.get_by_text("An editor reads it before it appears.")).to_be_visible()
    write(reader, said.article, "May I come in?")
    expect(reader.get_by_text("Your comment appears once an editor")).to_have_count(2)
    reader.goto(said.article.path)
    expect(reader.locator(".cm")).to_have_count(1)
    moderator.goto(QUEUE)
    moderator.keyboard.press("a")
    decided(moderator, "Approved 1 comment at")
    at_the_form(reader, said.article)
    expect(reader.locator(".cm").get_by_text("May I come in?")).to_be_visible()

    moderator.goto(f"{QUEUE}?queue=visible")
    let_it_be(moderator, "closed: what was said stays", "The discussion is closed.")
    reader.goto(said.article.path)
    expect(reader.get_by_text("Comments on this story are closed.")).to_be_visible()
    expect(reader.locator(".cm")).to_have_count(2)
    expect(reader.get_by_label("Your comment")).to_have_count(0)
    expect(reader.get_by_role("link", name="Reply")).to_have_count(0)


def test_of_a_story_on_fire_everything_waits_and_is_found_by_its_words(
    moderator, window, sign_in, member
):
    said = CommentFactory(text="Calm so far")
    moderator.goto(f"{QUEUE}?queue=visible")
    talk = moderator.locator("details.que-talk")
    talk.locator("summary").click()
    talk.get_by_label("Hold everything").check()
    talk.get_by_role("button", name="Save").click()
    expect(talk.locator("summary")).to_have_text("Everything on this story is held.")

    reader = sign_in(window(moderator.viewport_size["width"], 844), member)
    write(reader, said.article, "Oil on the water")
    expect(reader.get_by_text("Your comment appears once an editor").first).to_be_visible()

    moderator.goto(QUEUE)
    search = moderator.get_by_role("searchbox", name="Words, person or story")
    search.fill("sugar")
    search.press("Enter")
    expect(moderator.get_by_role("main").get_by_text("Oil on the water")).to_have_count(0)
    search.fill("water")
    search.press("Enter")
    expect(moderator.get_by_text("Oil on the water").first).to_be_visible()


def let_it_be(moderator, state, said):
    """The discussion of the story beside the comment."""
    talk = moderator.locator("details.que-talk")
    talk.locator("summary").click()
    talk.get_by_label("Comments").select_option(label=state)
    talk.get_by_role("button", name="Save").click()
    expect(talk.locator("summary")).to_have_text(said)


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
