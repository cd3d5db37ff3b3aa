"""Talking under a story, and keeping it civil: by mouse and by keyboard alone, in a browser."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from comments.actions.moderation import remove
from comments.models import Comment, CommentSettings, Hold, Rule, RuleSet
from tests.e2e.people import at_the_form, decided, tab_to
from tests.factories import PASSWORD, ArticleFactory, CommentFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def quiet():
    live = RuleSet.objects.create(name="Of this test", status="live")
    Rule.objects.create(rules=live, kind="words", words="crook*")
    return live


@pytest.fixture(params=[390, 1280])
def reader(request, window, sign_in, quiet):
    person = UserFactory(display_name="Mina Orchard")
    page = sign_in(window(request.param, 844), person)
    page.person = person
    return page


def test_a_discussion_closes_by_itself_while_somebody_writes_and_their_words_stay(reader):
    CommentSettings.objects.create(state="open", close_after_days=7)
    story = ArticleFactory(live=True)
    CommentFactory(article=story, text="The last word?")
    at_the_form(reader, story)
    reader.get_by_label("Your comment").fill("One more thing.")
    story.published_at = timezone.now() - timedelta(days=8)
    story.save()

    reader.get_by_role("button", name="Post comment").click()

    expect(reader.get_by_text("Comments on this story are closed.")).to_be_visible()
    expect(reader.get_by_label("Your comment")).to_have_value("One more thing.")
    reader.goto(story.path)
    expect(reader.get_by_text("The last word?")).to_be_visible()
    expect(reader.get_by_text("Comments on this story are closed.")).to_be_visible()
    expect(reader.get_by_label("Your comment")).to_have_count(0)


def test_a_member_comments_replies_changes_and_withdraws(reader):
    story = ArticleFactory(live=True)
    first = CommentFactory(article=story, text="Is it so?")
    at_the_form(reader, story)

    reader.get_by_label("Your comment").fill("I was there, and it is.")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_text("I was there, and it is.")).to_be_visible()
    expect(reader.get_by_label("Your comment")).to_have_value("")

    asked = reader.locator(f"#comment-{first.pk}")
    asked.get_by_role("link", name="Reply").click()
    expect(reader.get_by_label("Your reply")).to_be_focused()
    reader.get_by_role("button", name="Cancel reply").click()
    expect(asked.get_by_role("link", name="Reply")).to_be_focused()
    asked.get_by_role("link", name="Reply").click()
    reader.get_by_label("Your reply").fill("It was so.")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.locator(".cm--1").get_by_text("It was so.")).to_be_visible()

    reply = reader.locator(".cm--1")
    expect(reply.locator(".cm__do a")).to_have_text(["Reply", "Edit", "Withdraw"])
    reply.get_by_role("link", name="Edit").click()
    reader.get_by_label("Your comment").fill("It was exactly so.")
    reader.get_by_role("button", name="Save").click()
    expect(reader.get_by_text("It was exactly so.")).to_be_visible()
    expect(reader.get_by_text("(edited)")).to_be_visible()
    reader.locator(".cm--1").get_by_role("link", name="Withdraw").click()
    reader.get_by_role("button", name="Withdraw the comment").click()
    expect(reader.get_by_text("You have withdrawn your comment.")).to_be_visible()
    assert Comment.objects.get(parent=first).status == "withdrawn"


def test_a_member_recommends_and_reports_and_the_moderator_agrees(reader, window, sign_in):
    story = ArticleFactory(live=True)
    said = CommentFactory(article=story, text="Rude words")
    at_the_form(reader, story)
    row = reader.locator(f"#comment-{said.pk}")

    row.get_by_role("link", name="Recommend").click()
    expect(row.get_by_role("link", name="Recommended 1")).to_be_visible()
    at_the_form(reader, story)
    row.get_by_role("link", name="Recommended 1").click()
    expect(row.get_by_role("link", name="Recommend", exact=True)).to_be_visible()
    row.get_by_role("link", name="Recommend", exact=True).click()
    expect(row.get_by_role("link", name="Recommended 1")).to_be_visible()
    row.get_by_role("link", name="Report").click()
    reader.get_by_label("It insults or threatens somebody.").check()
    reader.get_by_role("button", name="Report").click()

    expect(reader.get_by_role("heading", name="Reported")).to_be_visible()
    said.refresh_from_db()
    assert (said.recommended, said.open_reports) == (1, 1)

    width = reader.viewport_size["width"]
    desk = sign_in(window(width, 900), UserFactory(role="Moderator"))
    desk.goto("/admin/comments/comment/?queue=reported")
    expect(desk.locator(".que__report")).to_contain_text("It insults or threatens somebody.")
    desk.get_by_label("If rejected, the writer reads").select_option("abuse")
    desk.locator("[data-key=r]").click()
    expect(desk.get_by_text("Rejected 1 comment at")).to_be_visible()
    reader.get_by_role("link", name="Back to the discussion").click()
    expect(reader.get_by_role("heading", name="Comments")).to_be_visible()
    expect(reader.get_by_text("Rude words")).to_have_count(0)


def test_a_thread_is_sorted_and_an_empty_place_stays_where_others_answered(reader):
    story = ArticleFactory(live=True)
    old = CommentFactory(article=story, author=reader.person, text="The oldest")
    Comment.objects.filter(pk=old.pk).update(answered=True)
    CommentFactory(article=story, parent=old, ancestors=[old.pk], text="An answer")
    CommentFactory(article=story, text="The newest")
    reader.goto(f"{story.path}comments/")
    expect(reader.locator(".cm").first).to_contain_text("The oldest")

    reader.get_by_role("navigation", name="Order").get_by_role("link", name="Newest").click()
    expect(reader.locator(".cm").first).to_contain_text("The newest")
    reader.locator(f"#comment-{old.pk}").get_by_role("link", name="Withdraw").click()
    reader.get_by_role("button", name="Withdraw the comment").click()
    reader.goto(f"{story.path}comments/")

    expect(reader.locator(f"#comment-{old.pk}")).to_have_text("Withdrawn by its writer.")
    expect(reader.get_by_text("An answer")).to_be_visible()
    expect(reader.get_by_role("heading", level=1)).to_have_text("2 comments")


def test_a_removal_is_appealed_and_another_moderator_grants_it(reader, window, sign_in):
    said = CommentFactory(article=ArticleFactory(live=True), author=reader.person, text="Not rude")
    remove(said, by=UserFactory(role="Editor"), why="abuse")
    reader.goto("/comments/")
    reader.get_by_role("link", name="What became of it").click()
    reader.get_by_role("link", name="Appeal").click()
    reader.get_by_label("Why was it wrong?").fill("It is a saying of ours.")
    reader.get_by_role("button", name="Send the appeal").click()
    expect(reader.get_by_text("Your appeal is being read.")).to_be_visible()

    width = reader.viewport_size["width"]
    desk = sign_in(window(width, 900), UserFactory(role="Moderator"))
    desk.goto("/admin/comments/comment/?queue=appeals")
    desk.get_by_label("Your answer").fill("We did not know it.")
    desk.get_by_role("button", name="Grant").click()
    expect(desk.get_by_text("Nobody appeals.")).to_be_visible()

    reader.reload()
    expect(reader.get_by_text("Your appeal was granted.")).to_be_visible()
    said.refresh_from_db()
    assert said.status == "visible"


def test_a_draft_stays_until_the_comment_is_accepted(reader):
    story = ArticleFactory(live=True)
    at_the_form(reader, story)
    reader.get_by_label("Your comment").fill("Typed for an hour")

    reader.context.set_offline(True)
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.get_by_text("It could not be sent.")).to_be_visible()
    reader.context.set_offline(False)
    at_the_form(reader, story)
    expect(reader.get_by_label("Your comment")).to_have_value("Typed for an hour")
    reader.get_by_role("button", name="Post comment").click()
    expect(reader.locator(".cm").get_by_text("Typed for an hour")).to_be_visible()
    at_the_form(reader, story)
    expect(reader.get_by_label("Your comment")).to_have_value("")


@pytest.mark.parametrize("width", [390, 1280])
def test_signing_in_under_the_story_and_commenting_with_the_keyboard_alone(window, quiet, width):
    story, person = ArticleFactory(live=True), UserFactory()
    page = window(width, 900)
    page.goto(story.path)
    tab_to(page, "#respond .btn")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Welcome back!")
    expect(dialog.get_by_label("Username or email address")).to_be_focused()
    page.keyboard.type(person.email)
    tab_to(page, "[type=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.locator(".cm-form[data-alive=yes]")).to_be_visible()

    tab_to(page, "#comment-text")
    page.keyboard.type("By keys")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    expect(page.locator(".cm").get_by_text("By keys")).to_be_visible()


@pytest.mark.parametrize("width", [390, 1280])
def test_without_script_all_of_it_is_links_and_forms(window, sign_in, quiet, width):
    story = ArticleFactory(live=True)
    first = CommentFactory(article=story, text="Is it so?")
    page = sign_in(window(width, 844, java_script_enabled=False), UserFactory())
    asked = page.locator(f"#comment-{first.pk}")

    page.goto(story.path)
    page.get_by_role("link", name="Write your comment").click()
    page.get_by_label("Your comment").fill("I was there.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".cm").get_by_text("I was there.")).to_be_visible()
    asked.get_by_role("link", name="Reply").click()
    page.get_by_label("Your reply").fill("It is.")
    page.get_by_role("button", name="Post comment").click()
    expect(page.locator(".cm--1").get_by_text("It is.")).to_be_visible()

    asked.get_by_role("link", name="Recommend").click()
    page.get_by_role("button", name="Recommend").click()
    expect(asked.get_by_role("link", name="Recommend 1")).to_be_visible()
    asked.get_by_role("link", name="Report").click()
    page.get_by_label("It insults or threatens somebody.").check()
    page.get_by_role("button", name="Report").click()
    page.get_by_role("link", name="Back to the discussion").click()
    page.get_by_role("link", name="Newest first").click()
    expect(page.locator(".cm").first).to_contain_text("I was there.")

    page.goto("/comments/")
    page.get_by_role("link", name="What became of it").first.click()
    page.get_by_role("link", name="Edit").click()
    page.get_by_label("Your comment").fill("It is, and was.")
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".cm--1").get_by_text("(edited)")).to_be_visible()
    page.goto("/comments/")
    page.get_by_role("link", name="What became of it").first.click()
    page.get_by_role("link", name="Withdraw").click()
    page.get_by_role("button", name="Withdraw the comment").click()
    expect(page.get_by_text("You have withdrawn your comment.")).to_be_visible()
    first.refresh_from_db()
    assert (first.recommended, first.open_reports) == (1, 1)
    statuses = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["visible", "visible", "withdrawn"]


def queue_of(number):
    story = ArticleFactory(live=True)
    for n in range(number):
        comment = CommentFactory(article=story, status="held", text=f"You crooks {n}")
        Hold.objects.create(comment=comment, kind="words", found="crooks", start=4, end=10)


@pytest.mark.parametrize("width", [390, 1280])
def test_the_queue_is_worked_with_the_keyboard_alone(window, sign_in, quiet, width):
    queue_of(4)
    page = sign_in(window(width, 900), UserFactory(display_name="Eva Editor", role="Editor"))
    page.goto("/admin/comments/comment/")
    current = page.locator(".que .is-on .que__t")
    expect(current).to_have_text("You crooks 0")
    expect(page.locator(".que .is-on mark")).to_have_text("crooks")

    page.keyboard.press("j")
    expect(current).to_have_text("You crooks 1")
    page.keyboard.press("a")
    decided(page, "Approved 1 comment at")
    expect(current).to_have_text("You crooks 2")
    page.keyboard.press("r")
    expect(page.get_by_label("If rejected, the writer reads")).to_be_focused()
    page.keyboard.press("Enter")
    decided(page, "Rejected 1 comment at")
    page.keyboard.press("u")
    decided(page, "1 decision undone.")
    for _ in "two":
        page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("k")
    page.keyboard.press("x")
    tab_to(page, ".que-bulk [name=reject]")
    page.keyboard.press("Enter")
    decided(page, "Rejected 2 at")

    statuses = Comment.objects.order_by("pk").values_list("status", flat=True)
    assert list(statuses) == ["held", "visible", "removed", "removed"]


def test_a_key_that_is_held_down_decides_once_and_letters_can_be_switched_off(
    window, sign_in, quiet
):
    queue_of(3)
    page = sign_in(window(1280, 900), UserFactory(role="Editor"))
    page.goto("/admin/comments/comment/")
    page.keyboard.down("a")
    decided(page, "Approved 1 comment at")
    page.keyboard.down("a")  # the second time without having been let go: a repetition
    page.keyboard.up("a")

    page.get_by_label("Letters are no keys").check()
    page.locator(".que__who").first.focus()
    page.keyboard.press("a")
    page.wait_for_timeout(300)

    assert Comment.objects.filter(status="visible").count() == 1


@pytest.mark.parametrize("width", [390, 1280])
def test_all_that_one_rule_held_are_rejected_and_taken_back(window, sign_in, quiet, width):
    queue_of(3)
    page = sign_in(window(width, 900), UserFactory(role="Editor"))
    page.goto("/admin/comments/comment/")

    page.get_by_role("link", name="words on a list").first.click()
    page.get_by_role("link", name="Reject all").click()
    expect(page.get_by_role("heading", name="Reject 3 comments?")).to_be_visible()
    page.get_by_role("button", name="Reject 3 comments").press("Enter")
    decided(page, "Rejected 3 at")
    assert Comment.objects.filter(status="removed").count() == 3
    page.keyboard.press("u")

    expect(page.get_by_text("3 decisions undone.")).to_be_visible()
    assert Comment.objects.waiting().count() == 3
