"""Who gets an issue and which stories, decided for everybody at once."""

import pytest
from allauth.account.models import EmailAddress
from django.utils import timezone

from newsletter.models import Delivery, Issue, IssueStory, Newsletter, Subscriber, Subscription
from newsroom.reading.models import Follow
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory, UserFactory
from tests.newsletter.frozen import copies, freeze

State = Delivery.State


@pytest.fixture
def letter(db):
    return Newsletter.objects.create(name="The morning", slug="morning", rhythm="daily")


@pytest.fixture
def own(db):
    return Newsletter.objects.create(
        name="Yours", slug="yours", rhythm="daily", personal=True, most_stories=3
    )


def reader(newsletter, email="ana@example.com", **more) -> Subscriber:
    subscriber, _ = Subscriber.objects.get_or_create(email=email)
    now = timezone.now()
    more = {"confirmed_at": now, **more}
    Subscription.objects.create(subscriber=subscriber, newsletter=newsletter, asked_at=now, **more)
    return subscriber


def issue_of(newsletter, *stories, automatic=True, **more) -> Issue:
    number = Issue.objects.count() + 1
    rhythm = {"rhythm": "daily"} if automatic else {}
    issue = Issue.objects.create(
        newsletter=newsletter, edition=f"n{number}", automatic=automatic, **{**rhythm, **more}
    )
    for place, story in enumerate(stories):
        IssueStory.objects.create(issue=issue, article=story, position=place)
    return issue


def keys(*stories) -> list[int]:
    return [story.pk for story in stories]


def test_only_who_said_yes_and_has_not_left_gets_an_issue(letter):
    ana = reader(letter)
    reader(letter, "asked@example.com", confirmed_at=None)
    reader(letter, "left@example.com", left_at=timezone.now())
    story = ArticleFactory(live=True)

    assert copies(issue_of(letter, story)) == {ana.pk: keys(story)}
    assert copies(issue_of(letter, story, automatic=False)) == {ana.pk: keys(story)}


@pytest.mark.parametrize("automatic", [True, False])
def test_stories_keep_their_order_and_hidden_ones_fall_out(letter, automatic):
    ana = reader(letter)
    first, second = ArticleFactory(live=True), ArticleFactory(live=True)
    hidden = [
        ArticleFactory(withdrawn=True), ArticleFactory(scheduled=True), ArticleFactory(),
        ArticleFactory(live=True, sensitive=True),
    ]  # fmt: skip

    issue = issue_of(letter, second, *hidden, first, automatic=automatic)

    assert copies(issue) == {ana.pk: keys(second, first)}


def test_by_the_rule_nobody_gets_a_story_twice(letter):
    ana = reader(letter)
    old, new = ArticleFactory(live=True), ArticleFactory(live=True)
    freeze(issue_of(letter, old))
    bea = reader(letter, "bea@example.com")

    got = copies(issue_of(letter, old, new))

    assert got == {ana.pk: keys(new), bea.pk: keys(old, new)}


def test_nor_in_another_newsletter(letter, own):
    ana = reader(letter)
    reader(own)
    story, other = ArticleFactory(live=True), ArticleFactory(live=True)
    for section in (story.section, other.section):
        Follow.objects.create(subscriber=ana, section=section)
    freeze(issue_of(letter, story))

    assert copies(issue_of(own, story, other)) == {ana.pk: keys(other)}


def test_who_has_had_all_of_it_gets_no_copy(letter):
    reader(letter)
    story = ArticleFactory(live=True)
    freeze(issue_of(letter, story))

    assert copies(issue_of(letter, story)) == {}


def test_what_the_newsroom_puts_together_goes_to_everybody(letter):
    ana = reader(letter)
    story = ArticleFactory(live=True)
    freeze(issue_of(letter, story))

    assert copies(issue_of(letter, story, automatic=False)) == {ana.pk: keys(story)}


@pytest.mark.parametrize(
    ("state", "again"),
    [
        (State.PENDING, False), (State.SENDING, False), (State.ACCEPTED, False),
        (State.UNCERTAIN, False), (State.FAILED, True), (State.SUPPRESSED, True),
        (State.CANCELLED, True),
    ],
)  # fmt: skip
def test_a_copy_that_never_came_does_not_count(letter, state, again):
    ana = reader(letter)
    story = ArticleFactory(live=True)
    freeze(issue_of(letter, story), state=state)

    assert copies(issue_of(letter, story)) == ({ana.pk: keys(story)} if again else {})


def test_an_issue_already_in_the_ledger_does_not_hide_its_own_stories(letter):
    ana = reader(letter)
    story = ArticleFactory(live=True)
    issue = issue_of(letter, story)
    freeze(issue)

    assert copies(issue) == {ana.pk: keys(story)}


def test_a_personal_issue_holds_what_its_reader_follows_and_no_more_than_fit(own):
    above = SectionFactory()
    part, other = SectionFactory(parent=above), SectionFactory()
    writer = AuthorFactory()
    stories = [
        ArticleFactory(live=True, section=part),
        ArticleFactory(live=True, section=other, further_sections=[part]),
        ArticleFactory(live=True, authors=[writer]),
        ArticleFactory(live=True, tags=["Rain"]),
        ArticleFactory(live=True),
    ]
    tag = stories[3].tags.get()
    ana, bea, eva = (reader(own, f"{name}@example.com") for name in ("ana", "bea", "eva"))
    Follow.objects.create(subscriber=ana, section=above)
    Follow.objects.create(subscriber=ana, author=writer)
    Follow.objects.create(subscriber=ana, tag=tag)
    Follow.objects.create(subscriber=bea, tag=tag)
    Follow.objects.create(subscriber=eva, section=SectionFactory())

    got = copies(issue_of(own, *stories))

    assert got == {ana.pk: keys(*stories[:3]), bea.pk: keys(stories[3])}


def test_a_member_follows_as_a_member_beside_what_the_address_chose(own):
    person = UserFactory(email="Ana@example.com")
    ana = reader(own, "ana@example.com")
    story, other = ArticleFactory(live=True), ArticleFactory(live=True)
    Follow.objects.create(person=person, section=story.section)
    Follow.objects.create(subscriber=ana, section=other.section)

    assert copies(issue_of(own, story, other)) == {ana.pk: keys(story, other)}

    EmailAddress.objects.filter(user=person).update(verified=False)

    assert copies(issue_of(own, story, other)) == {ana.pk: keys(other)}


def test_a_personal_issue_is_for_readers_of_its_rhythm(own):
    story = ArticleFactory(live=True)
    as_it_comes = reader(own, "ana@example.com")
    weekly = reader(own, "bea@example.com", rhythm="weekly")
    for subscriber in (as_it_comes, weekly):
        Follow.objects.create(subscriber=subscriber, section=story.section)

    assert copies(issue_of(own, story)) == {as_it_comes.pk: keys(story)}
    assert copies(issue_of(own, story, rhythm="weekly")) == {weekly.pk: keys(story)}
