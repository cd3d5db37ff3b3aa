"""Mailing a correction in the desk: said before, said after, once, by whom it may."""

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from newsletter.actions import correcting, issues
from newsletter.models import Issue, IssueLog
from newsroom.desk import audit
from tests.factories import ArticleFactory
from tests.newsletter.corrected import State, address, copies, corrected, told
from tests.newsletter.ledger import newsletter
from tests.newsletter.letters import send

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(db):
    return ArticleFactory(live=True, headline="The road reopens")


def test_the_desk_says_how_many_before_and_what_came_of_it_after(post, desk, story):
    copies(story, newsletter(), one=State.ACCEPTED, two=State.ACCEPTED)
    note = corrected(story)

    before = desk.get(address("correction", note)).text
    pressed = desk.post(address("correction", note), {"_tell": "", "words": "We are sorry."})
    send(post.provider())
    after = desk.get(address("correction", note)).text

    assert "Send to 2 readers" in before
    assert pressed.status_code == 302
    assert told(post) == {"one": 1, "two": 1}
    assert "<dt>Handed over</dt><dd>2</dd>" in after
    assert "Send to" not in after
    assert "We are sorry." in Issue.objects.get(correction=note).intro


def test_a_second_press_in_the_desk_sends_nothing_and_says_so(desk, story):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)
    for _press in range(2):
        said = desk.post(address("correction", note), {"_tell": "", "words": ""}, follow=True)

    assert "nothing is sent twice" in said.text
    assert Issue.objects.filter(correction=note).count() == 1


def test_the_preview_shows_the_words_and_sends_nothing(desk, story):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)

    page = desk.post(address("correction", note), {"_look": "", "words": "We <b>are</b> sorry."})
    mail = desk.get(address("correction_mail", note), {"words": "We <b>are</b> sorry."}).text

    assert page.status_code == 200
    assert "words=We+%3Cb%3Eare%3C%2Fb%3E+sorry." in page.text
    assert "We &lt;b&gt;are&lt;/b&gt; sorry." in mail
    assert "On Thursday, not on Tuesday." in mail
    assert not Issue.objects.filter(correction=note).exists()


def test_copies_that_are_still_to_go_out_are_warned_of(desk, story):
    copies(story, newsletter(), handed=State.ACCEPTED, waiting=State.PENDING)

    page = desk.get(address("correction", corrected(story))).text

    assert "1 copy with the old words has still to go out" in page


def test_who_may_only_look_finds_no_button(client, reporter, story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)
    client.force_login(reporter)
    assert client.get(address("correction", note)).status_code == 403
    assert client.get(address("correction_mail", note)).status_code == 403
    assert client.get(reverse("admin:newsletter_issue_corrections")).status_code == 403
    reporter.user_permissions.add(Permission.objects.get(codename="view_issue"))

    page = client.get(address("correction", note))
    press = client.post(address("correction", note), {"_tell": "", "words": ""})

    assert "_tell" not in page.text
    assert press.status_code == 403
    assert not Issue.objects.filter(correction=note).exists()


def test_a_follow_up_is_not_written_like_an_issue(desk, editor, story):
    copies(story, newsletter(), handed=State.ACCEPTED)
    [issue] = correcting.tell_readers(corrected(story), by=editor)
    page = reverse("admin:newsletter_issue_change", args=[issue.pk])

    with pytest.raises(ValidationError):
        issues.save(issue, words={"subject": "x"}, stories=[], by=editor, base=issue.version)
    with pytest.raises(ValidationError):
        issues.take_back(issue, by=editor)

    assert "Follow-up of a correction" in desk.get(page).text
    assert desk.post(page, {"subject": "x", "base": 1}).status_code == 200
    issue.refresh_from_db()
    assert issue.subject == "Correction: The road reopens"


def test_it_may_be_cancelled_until_it_goes(post, editor, story):
    copies(story, newsletter(), handed=State.ACCEPTED)
    [issue] = correcting.tell_readers(corrected(story), by=editor)

    issues.cancel(issue, by=editor)
    send(post.provider())

    assert told(post) == {}


def test_it_stands_in_the_log(story, editor):
    copies(story, newsletter(), handed=State.ACCEPTED)
    [issue] = correcting.tell_readers(corrected(story), by=editor)

    entries, _more = audit.page(audit.Asked(source="newsletters"))

    assert [(e.act, e.note, e.person) for e in entries] == [
        ("Follow-up of a correction let go", "The road reopens", str(editor))
    ]
    assert IssueLog.objects.get(issue=issue).person == editor


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(desk, count, django_assert_num_queries):
    for _ in range(count):
        story = ArticleFactory(live=True)
        copies(story, newsletter(), **{f"r{story.pk}": State.ACCEPTED})
        corrected(story)
    desk.get(reverse("admin:newsletter_issue_corrections"))

    with django_assert_num_queries(6):
        page = desk.get(reverse("admin:newsletter_issue_corrections"))

    assert page.text.count("Not mailed") == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number_of_newsletters(
    desk, story, count, django_assert_num_queries
):
    for number in range(count):
        copies(story, newsletter(f"list{number}"), **{f"r{number}": State.ACCEPTED})
    note = corrected(story)
    desk.get(address("correction", note))

    with django_assert_num_queries(10):
        page = desk.get(address("correction", note))

    assert f"Send to {count} reader" in page.text


def test_the_story_offers_it_in_the_desk(desk, story):
    copies(story, newsletter(), handed=State.ACCEPTED)
    note = corrected(story)

    page = desk.get(reverse("admin:articles_article_change", args=[story.pk])).text

    assert address("correction", note) in page
