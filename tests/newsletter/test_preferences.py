"""The page of preferences: by the link in every mail, or as a member."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from newsletter.actions.preferences import ask_to_move, never_write
from newsletter.actions.subscribing import forget_unconfirmed
from newsletter.models import Newsletter, Subscriber, Subscription, Suppression
from newsroom.kit.personal_data import Erasure
from newsroom.privacy.holdings import all_holdings
from newsroom.reading.models import Follow
from tests.factories import ArticleFactory, AuthorFactory, SectionFactory
from tests.newsletter.reader import confirmed, link, sign_up

pytestmark = pytest.mark.usefixtures("daily")
OWN = "/accounts/newsletters/"


@pytest.fixture
def reader(run_jobs, weekly, own_letter):
    confirmed(run_jobs)
    return Subscriber.objects.get()


def page_of(reader) -> str:
    return f"/newsletter/preferences/{reader.key}/"


def do(reader, deed: str, **fields):
    return Client(enforce_csrf_checks=True).post(page_of(reader), {"deed": deed, **fields})


def received(reader=None) -> list[str]:
    found = Subscription.objects.mailable().order_by("newsletter__order")
    if reader:
        found = found.filter(subscriber=reader)
    return [s.newsletter.slug for s in found]


def test_lists_are_joined_and_left_with_one_save_and_begin_at_once(reader):
    answer = do(reader, "lists", lists=["weekend", "yours"], **{"rhythm-yours": "weekly"})

    assert answer["Location"] == f"{page_of(reader)}?done=lists"
    assert received() == ["weekend", "yours"]
    joined = Subscription.objects.get(newsletter__slug="yours")
    assert (joined.rhythm, joined.asked_place) == ("weekly", "preferences")
    assert joined.asked_text.startswith("Your letter (every day at 07:00")
    assert Subscription.objects.get(newsletter__slug="daily").left_place == "preferences"
    assert "Saved " in Client().get(answer["Location"]).text


def test_saving_without_a_change_keeps_the_evidence(reader):
    before = Subscription.objects.values().get()

    do(reader, "lists", lists=["daily"])

    assert Subscription.objects.values().get() == before


def test_what_is_not_offered_cannot_be_joined(reader):
    Newsletter.objects.create(name="Closed", slug="closed", open=False)

    assert do(reader, "lists", lists=["closed"]).status_code == 422
    assert do(reader, "lists", lists=["daily"], **{"rhythm-yours": "hourly"}).status_code == 422
    assert received() == ["daily"]


def test_a_list_that_was_closed_stays_until_the_reader_leaves_it(reader):
    Newsletter.objects.filter(slug="daily").update(open=False)
    assert "The daily letter" in Client().get(page_of(reader)).text

    do(reader, "lists")

    assert received() == []
    assert "The daily letter" not in Client().get(page_of(reader)).text


def test_sections_authors_and_topics_are_followed_without_an_account(reader):
    story = ArticleFactory(live=True, tags=["Rain"], authors=[AuthorFactory(name="Inés")])
    tag, author = story.tags.get(), story.bylines.get().author
    assert "Inés" in Client().get(page_of(reader)).text

    do(reader, "follows", section=story.section_id, author=author.pk, tag=[tag.pk, 999_999])
    assert {row.kind for row in Follow.objects.filter(subscriber=reader)} == {
        "section", "author", "tag",
    }  # fmt: skip

    do(reader, "follows", tag=tag.pk)
    assert [str(row) for row in Follow.objects.filter(subscriber=reader)] == ["Rain"]


def test_finding_an_author_or_topic_shows_those_with_stories_only(reader):
    ArticleFactory(live=True, tags=["Harbour"], authors=[AuthorFactory(name="Inés Robledo")])
    ArticleFactory(tags=["Harbour draft"], authors=[AuthorFactory(name="Inés Unread")])
    followed = AuthorFactory(name="Kept")
    Follow.objects.create(subscriber=reader, author=followed)

    page = Client().get(page_of(reader), {"find": "inés"}).text

    assert "Inés Robledo" in page
    assert "Inés Unread" not in page
    assert "Kept" in page
    assert "Harbour" not in page
    assert "Harbour draft" not in Client().get(page_of(reader)).text


def test_opens_and_clicks_are_counted_only_while_the_reader_says_so(reader):
    assert reader.counting_agreed_at is None

    do(reader, "counting", counted="on")
    agreed = Subscriber.objects.get().counting_agreed_at
    do(reader, "counting", counted="on")
    assert Subscriber.objects.get().counting_agreed_at == agreed
    assert agreed

    do(reader, "counting")
    assert Subscriber.objects.get().counting_agreed_at is None


def test_a_new_address_must_say_yes_itself_and_voids_earlier_links(reader, run_jobs):
    mail.outbox.clear()
    do(reader, "move", email="New@EXAMPLE.org")
    run_jobs()
    assert [m.to for m in mail.outbox] == [["New@example.org"], ["ana@example.com"]]
    assert "New@example.org" not in mail.outbox[1].body
    there = link(mail.outbox[0], "move")

    assert "New@example.org" in Client().get(there).text
    assert Subscriber.objects.get().email == "ana@example.com"
    assert "Moved" in Client().post(there).text

    moved = Subscriber.objects.get()
    assert moved.email == "New@example.org"
    assert moved.key != reader.key
    assert received() == ["daily"]
    assert Client().get(page_of(reader)).status_code == 404
    assert Client().post(there).status_code == 410


def test_moving_to_an_address_that_reads_already_joins_the_two(reader, run_jobs, weekly):
    confirmed(run_jobs, "other@example.org", lists=["weekend"])
    other = Subscriber.objects.get(email="other@example.org")
    section = SectionFactory()
    Follow.objects.create(subscriber=reader, section=section)
    Follow.objects.create(subscriber=other, section=section)
    ask_to_move(reader, "other@example.org")
    assert not Subscriber.objects.exclude(moving_to="")  # it had a letter just now

    Subscriber.objects.filter(pk=reader.pk).update(
        moving_to="other@example.org", moving_asked_at=other.created_at
    )
    from newsletter.links import move_url

    there = move_url(Subscriber.objects.get(pk=reader.pk)).removeprefix("http://testserver")
    Client().post(there)

    assert received(other) == ["daily", "weekend"]
    assert received(reader) == []
    assert Follow.objects.filter(subscriber=other).count() == 1
    assert not Follow.objects.filter(subscriber=reader).exists()
    assert Client().post(there).status_code == 410


@pytest.mark.parametrize("deed", ["links", "leave"])
def test_new_links_and_leaving_stop_a_move(reader, run_jobs, deed):
    do(reader, "move", email="thief@example.org")
    run_jobs()
    there = link(mail.outbox[-2], "move")

    do(reader, deed)

    assert Client().post(there).status_code == 410
    assert Subscriber.objects.get().email == "ana@example.com"


def test_an_address_that_never_said_yes_is_forgotten_with_its_link(reader):
    ask_to_move(reader, "stranger@example.org")
    forget_unconfirmed()
    assert Subscriber.objects.get().moving_to == "stranger@example.org"

    Subscriber.objects.update(moving_asked_at=timezone.now() - timedelta(days=8))
    forget_unconfirmed()

    assert Subscriber.objects.get().moving_to == ""


def test_a_wrong_address_is_said_in_its_place(reader):
    answer = do(reader, "move", email="nothing")

    assert answer.status_code == 422
    assert "That address looks unfinished." in answer.text
    assert 'id="move-error"' in answer.text


def test_new_links_make_the_earlier_ones_void(reader):
    answer = do(reader, "links")

    assert reader.key not in answer["Location"]
    assert Client().get(answer["Location"]).status_code == 200
    for path in (page_of(reader), f"/newsletter/leave/{reader.key}/"):
        old = Client().get(path)
        assert old.status_code == 404
        assert "This link is not in use" in old.text
    assert received() == ["daily"]


def test_never_again_is_remembered_by_a_hash_and_taken_back_by_the_reader_alone(
    reader, run_jobs, time_machine
):
    do(reader, "never", reason="Too much")

    assert received() == []
    kept = Suppression.objects.get()
    assert (kept.reason, kept.detail) == ("asked", "Too much")
    assert "ana" not in kept.email_hash
    page = Client().get(page_of(reader)).text
    assert "You asked us never to write to this address" in page
    assert 'name="lists"' not in page

    mail.outbox.clear()
    time_machine.move_to("2026-12-30T12:00Z", tick=False)
    sign_up()
    run_jobs()
    assert mail.outbox == []

    do(reader, "again")
    assert not Suppression.objects.exists()
    assert received() == []


def test_an_address_that_bounced_cannot_lift_it_itself(reader):
    never_write(reader)
    Suppression.objects.update(reason="bounced")

    do(reader, "again")

    assert Suppression.objects.count() == 1
    assert "came back" in Client().get(page_of(reader)).text


def test_nobody_chooses_lists_for_an_address_on_the_list_of_suppressions(reader):
    never_write(reader)

    assert do(reader, "lists", lists=["daily"]).status_code == 422
    assert received() == []


def test_unknown_deeds_are_refused(reader):
    assert do(reader, "delete").status_code == 400
    assert Client().post(page_of(reader)).status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_for_any_number(reader, django_assert_num_queries, count):
    for n in range(count):
        Newsletter.objects.create(name=f"More {n}", slug=f"more-{n}", rhythm="daily")
        story = ArticleFactory(live=True, tags=[f"Topic {n}"])
        Follow.objects.create(subscriber=reader, tag=story.tags.get())
        Follow.objects.create(subscriber=reader, section=story.section)
    Client().get(page_of(reader))

    # Reader, suppression, own lists, lists, account, follows, sections; authors, topics twice.
    with django_assert_num_queries(10):
        Client().get(page_of(reader))


class TestAMember:
    def test_follows_in_the_account_and_no_letter_changes_it(self, reader, member):
        EmailAddress.objects.filter(user=member).update(email="Ana@example.com")
        section = SectionFactory()

        page = Client().get(page_of(reader)).text
        answer = do(reader, "follows", section=section.pk)

        assert "what it follows is chosen there" in page
        assert 'name="section"' not in page
        assert answer.status_code == 422
        assert not Follow.objects.exists()

    def test_joins_without_a_second_confirmation(self, client, member, run_jobs, weekly):
        client.force_login(member)
        assert "Your newsletters" in client.get(OWN).text

        client.post(OWN, {"deed": "lists", "lists": ["daily", "weekend"]})

        run_jobs()
        assert mail.outbox == []
        assert received() == ["daily", "weekend"]
        assert Subscription.objects.first().asked_place == "account"
        assert "The weekend" in client.get("/accounts/").text

    def test_with_an_address_that_is_not_confirmed_joins_nothing(self, client, member):
        EmailAddress.objects.filter(user=member).update(verified=False)
        client.force_login(member)

        page = client.get(OWN).text
        client.post(OWN, {"deed": "lists", "lists": ["daily"]})

        assert "First confirm your email address" in page
        assert received() == []

    def test_cannot_be_made_to_choose_by_another_site(self, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)

        answer = client.post(
            OWN, {"deed": "lists", "lists": ["daily"]}, headers={"Origin": "https://evil.example"}
        )

        assert answer.status_code == 403
        assert received() == []

    def test_saves_with_the_token_of_the_page(self, member):
        client = Client(enforce_csrf_checks=True)
        client.force_login(member)
        token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', client.get(OWN).text)[1]

        client.post(OWN, {"deed": "counting", "counted": "on", "csrfmiddlewaretoken": token})

        assert Subscriber.objects.get().counting_agreed_at

    def test_keeps_what_the_address_followed_before(self, client, member):
        subscriber = Subscriber.objects.create(email=member.email)
        one, two = SectionFactory(), SectionFactory()
        Follow.objects.create(person=member, section=one)
        for section in (one, two):
            Follow.objects.create(subscriber=subscriber, section=section)
        client.force_login(member)
        client.get(OWN)
        assert Follow.objects.filter(subscriber=subscriber).count() == 2

        client.post(OWN, {"deed": "lists"})

        assert Follow.objects.filter(person=member).count() == 2
        assert not Follow.objects.filter(subscriber=subscriber)

    def test_is_never_written_to_by_choosing_for_a_suppressed_address(self, client, member):
        never_write(Subscriber.objects.create(email=member.email))
        client.force_login(member)

        client.post(OWN, {"deed": "lists", "lists": ["daily"]})

        assert received() == []
        assert "You asked us never to write" in client.get(OWN).text

    def test_strangers_are_asked_to_sign_in(self, client):
        assert client.get(OWN)["Location"] == f"/accounts/login/?next={OWN}"

    def test_is_told_what_the_address_chose_without_the_account_and_has_it_erased(self, member):
        subscriber = Subscriber.objects.create(email=member.email.upper(), moving_to="b@a.example")
        Follow.objects.create(subscriber=subscriber, section=SectionFactory(name="Harbour"))
        Follow.objects.create(
            subscriber=Subscriber.objects.create(email="other@example.com"),
            section=SectionFactory(name="Mountains"),
        )
        kept = {holding.model: holding for holding in all_holdings()}

        told = {model: str(list(holding.rows(member))) for model, holding in kept.items()}
        own = kept["newsletter.Subscriber"]
        own.erase(own.of(member), Erasure(member, keep_comments=True))

        assert "Harbour" in told["reading.Follow"]
        assert "Mountains" not in told["reading.Follow"]
        assert "b@a.example" in told["newsletter.Subscriber"]
        assert [str(row) for row in Follow.objects.all()] == ["Mountains"]
