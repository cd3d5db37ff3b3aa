"""The wall: who may read on, what is counted, and gifts."""

import itertools
import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.access import is_open, open_behind_wall
from articles.models import Article
from articles.models.section import Access
from newsroom.access.models import Gift, Reading
from newsroom.access.policy import Reader, Why, decide
from newsroom.curation.actions import lower_banner, raise_banner
from tests.behind_the_wall import (
    BODY,
    FRAGMENT,
    REST,
    metered,
    put_up_wall,
    read_on,
    withheld_in,
)
from tests.factories import PASSWORD, ArticleFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def wall(db):
    put_up_wall()
    return put_up_wall


# The truth table -----------------------------------------------------------------------------

# Of story 1, where two are free for strangers and, where members are counted, three for them.
READERS = {
    "a stranger": Reader(False, [], 2),
    "a stranger with one left": Reader(False, [7], 2),
    "a stranger at the limit": Reader(False, [7, 8], 2),
    "a stranger who read it": Reader(False, [7, 1], 2),
    "a stranger where none are free": Reader(False, [], 0),
    "a stranger with a gift": Reader(False, [7, 8], 2, gift=True),
    "a member": Reader(True, [7, 8], None),
    "a counted member": Reader(True, [7], 3),
    "a counted member at the limit": Reader(True, [7, 8, 9], 3),
    "a counted member who read it": Reader(True, [7, 8, 1], 3),
    "a counted member with a gift": Reader(True, [7, 8, 9], 3, gift=True),
}
YES, NO = True, False
# Reader: what a metered story says, what one for members says. Open ones are open to all.
TABLE = {
    "a stranger": ((YES, Why.FREE, 1), (NO, Why.MEMBERS_ONLY, None)),
    "a stranger with one left": ((YES, Why.FREE, 0), (NO, Why.MEMBERS_ONLY, None)),
    "a stranger at the limit": ((NO, Why.USED_UP, 0), (NO, Why.MEMBERS_ONLY, None)),
    "a stranger who read it": ((YES, Why.AGAIN, 0), (NO, Why.MEMBERS_ONLY, None)),
    "a stranger where none are free": ((NO, Why.USED_UP, 0), (NO, Why.MEMBERS_ONLY, None)),
    "a stranger with a gift": ((YES, Why.GIFT, None), (YES, Why.GIFT, None)),
    "a member": ((YES, Why.MEMBER, None), (YES, Why.MEMBER, None)),
    "a counted member": ((YES, Why.FREE, 1), (YES, Why.MEMBER, None)),
    "a counted member at the limit": ((NO, Why.USED_UP, 0), (YES, Why.MEMBER, None)),
    "a counted member who read it": ((YES, Why.AGAIN, 0), (YES, Why.MEMBER, None)),
    "a counted member with a gift": ((YES, Why.GIFT, None), (YES, Why.GIFT, None)),
}


@pytest.mark.parametrize("rule", Access.values)
@pytest.mark.parametrize("reader", READERS)
def test_who_may_read_on(rule, reader):
    said = dict(zip(("metered", "members"), TABLE[reader], strict=True))
    said["open"] = (YES, Why.OPEN, None)

    decision = decide(Access(rule), READERS[reader], 1)

    assert (decision.allowed, decision.why, decision.left) == said[rule]


@pytest.mark.parametrize(
    ("up", "story", "section", "parent", "open_to_all"),
    [
        (True, {"access": "metered"}, "", "", False),
        (True, {"access": ""}, "members", "", False),
        (True, {"access": ""}, "", "metered", False),
        (True, {"access": "open"}, "members", "metered", True),
        (True, {"access": ""}, "open", "members", True),
        (True, {"access": ""}, "", "", True),
        (True, {"access": "members", "public_safety": True}, "", "", True),
        (True, {"access": "members", "breaking": +1}, "", "", True),
        (True, {"access": "members", "breaking": -1}, "", "", False),
        (False, {"access": "members"}, "members", "", True),
    ],
)
def test_which_stories_are_open(client, wall, up, story, section, parent, open_to_all):
    wall(wall=up)
    above = SectionFactory(access=parent)
    fields = dict(story)
    if hours := fields.pop("breaking", None):
        fields["open_from"] = timezone.now() - timedelta(days=1)
        fields["open_until"] = timezone.now() + timedelta(hours=hours)
    within = SectionFactory(access=section, parent=above)

    page = client.get(metered(section=within, **fields).path).text

    assert (not withheld_in(page), "Continue reading" in page) == (not open_to_all, not open_to_all)


HOURS = {"never": None, "now": (-1, 1), "over": (-2, -1), "to come": (1, 2)}


def test_the_database_decides_what_is_open_as_the_page_does(wall):
    """A search asks about many stories at once; the rule must be the same one."""
    words = ["", *Access.values]
    above = {word: SectionFactory(access=word) for word in words}
    within = [
        SectionFactory(access=word, parent=parent)
        for word, parent in itertools.product(words, above.values())
    ]
    for section, word in itertools.product([*above.values(), *within], words):
        ArticleFactory(section=section, access=word)
    every = Article.objects.select_related("section__parent")
    assert every.count() == 80

    for safety, hours in itertools.product([True, False], HOURS.values()):
        times = hours and [timezone.now() + timedelta(hours=h) for h in hours]
        open_from, open_until = times or (None, None)
        Article.objects.update(public_safety=safety, open_from=open_from, open_until=open_until)

        opened = set(every.filter(open_behind_wall()))

        assert opened == {story for story in every.all() if is_open(story)}, (safety, hours)
        assert opened | set(every.filter(~open_behind_wall())) == set(every.all()), (safety, hours)


# What the page says ----------------------------------------------------------------------------


def test_a_metered_page_is_the_same_bytes_for_everybody(wall, member):
    story = metered()
    reader, stranger = Client(), Client()
    reader.force_login(member)
    read_on(stranger, story)

    assert reader.get(story.path).content == stranger.get(story.path).content
    assert not stranger.get(story.path).cookies


def test_machines_are_told_that_it_is_not_free_to_read(client, wall):
    page = client.get(metered().path).text

    assert '"isAccessibleForFree": false' in page
    assert '"cssSelector": ".story"' in page
    assert '"isAccessibleForFree": true' in client.get(metered(access="open").path).text


def test_machines_are_told_the_entries_of_a_live_story_only_where_all_may_read_on(client, wall):
    entries = BODY.replace("<h2>Two", '<h2 data-time="2026-11-24T15:49Z">Two') + REST

    page = client.get(metered(kind="live", body=entries).path).text
    free = client.get(metered(kind="live", body=entries, access="open").path).text

    assert '"LiveBlogPosting"' in page
    assert "liveBlogUpdate" not in page
    assert not withheld_in(page)
    assert "liveBlogUpdate" in free


def test_breaking_news_is_open_to_all_for_as_long_as_it_breaks(client, wall, editor):
    story = metered(access="members")

    raise_banner("Rain over Cádiz", by=editor, base=0, story=story)
    assert len(withheld_in(client.get(story.path).text)) == 20
    lower_banner(by=editor, base=1)

    assert withheld_in(client.get(story.path).text) == []


def test_breaking_news_that_is_planned_opens_nothing_before_its_time(client, wall, editor):
    story = metered(access="members")
    later = timezone.now() + timedelta(hours=1)

    raise_banner("Rain over Cádiz", by=editor, base=0, story=story, starts_at=later)

    assert withheld_in(client.get(story.path).text) == []
    with time_machine.travel(later + timedelta(minutes=1), tick=False):
        assert len(withheld_in(client.get(story.path).text)) == 20


# Reading on ----------------------------------------------------------------------------------


def test_a_stranger_reads_as_many_as_are_free_and_then_meets_the_wall(client, wall):
    one, two, three = metered(), metered(), metered()

    first = read_on(client, one)
    assert (first.status_code, len(withheld_in(first.text))) == (200, 20)
    assert "1 free story left" in first.text
    assert "0 free stories left" in read_on(client, two).text
    refused = read_on(client, three)
    assert (refused.status_code, withheld_in(refused.text)) == (403, [])
    assert "You have read this month’s free stories" in refused.text
    assert f"/accounts/signup/?next={quote(three.path, safe='')}" in refused.text

    again = read_on(client, one)
    assert (again.status_code, len(withheld_in(again.text))) == (200, 20)


def test_the_count_is_kept_at_the_door_and_nowhere_else(client, wall):
    answer = read_on(client, metered())

    cookie = answer.cookies["read"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/continue/", True, "Lax")
    assert "no-store" in answer["Cache-Control"]


def test_a_forged_count_is_none(client, wall):
    client.cookies["read"] = "eyJzdG9yaWVzIjpbXX0:forged"

    assert "1 free story left" in read_on(client, metered()).text


def test_with_the_month_the_count_begins_anew(client, wall, time_machine):
    time_machine.move_to("2026-05-30 12:00", tick=False)
    early = timezone.now() - timedelta(days=1)
    stories = [metered(published_at=early) for _ in range(3)]
    for story in stories[:2]:
        read_on(client, story)
    assert read_on(client, stories[2]).status_code == 403

    time_machine.move_to("2026-06-01 12:00", tick=False)

    assert read_on(client, stories[2]).status_code == 200


def test_members_read_all_unless_the_paper_counts_for_them_too(client, wall, member):
    client.force_login(member)
    stories = [metered() for _ in range(4)]
    assert {read_on(client, story).status_code for story in stories} == {200}

    wall(free_stories_members=3)
    other = UserFactory()
    client.force_login(other)

    assert [read_on(client, s).status_code for s in stories] == [200, 200, 200, 403]
    assert Reading.objects.filter(person=other).count() == 3


def test_what_was_read_before_signing_in_goes_on_counting(client, wall, member):
    wall(free_stories_members=3)
    stories = [metered() for _ in range(4)]
    for story in stories[:2]:
        read_on(client, story)
    client.post("/accounts/login/", {"login": member.email, "password": PASSWORD})

    assert [read_on(client, s).status_code for s in stories[2:]] == [200, 403]


def test_by_script_only_the_part_that_changes_comes(client, wall):
    wall(free_stories=1)
    first = client.post(f"/continue/{metered().pk}/", headers=FRAGMENT)
    second = client.post(f"/continue/{metered().pk}/", headers=FRAGMENT)

    assert "<html" not in first.text + second.text
    assert len(withheld_in(first.text)) == 20
    assert (second.status_code, withheld_in(second.text)) == (403, [])


def test_only_our_own_pages_read_on(client, wall):
    story = metered()

    foreign = client.post(f"/continue/{story.pk}/", headers={"Sec-Fetch-Site": "cross-site"})

    assert foreign.status_code == 404
    assert client.get("/continue/").status_code == 404
    assert client.get(f"/continue/{story.pk}/").status_code == 405


@pytest.mark.parametrize("state", ["scheduled", "withdrawn", None])
def test_what_readers_may_not_see_has_no_door(client, wall, state):
    hidden = ArticleFactory(body=BODY, access="metered", **({state: True} if state else {}))

    assert read_on(client, hidden).status_code == 404


# Gifts ---------------------------------------------------------------------------------------


def test_a_gift_is_read_by_anybody_until_it_is_over(client, wall, member, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    story = metered(access="members")
    client.force_login(member)
    made = client.post(f"/gift/{story.pk}/")
    link = re.search(r'value="http://testserver(/gift/[^"]+)"', made.text)[1]
    stranger = Client()

    page = stranger.get(link)
    assert (page.status_code, len(withheld_in(page.text))) == (200, 20)
    assert "Somebody gave you this story" in page.text
    assert "no-store" in page["Cache-Control"]
    assert '<meta name="robots" content="noindex' in page.text

    time_machine.shift(timedelta(days=31))
    assert stranger.get(link).status_code == 404
    assert stranger.get("/gift/forged/").status_code == 404


def test_ten_stories_in_thirty_days_can_be_given(client, wall, member):
    client.force_login(member)
    answers = [client.post(f"/gift/{metered().pk}/").status_code for _ in range(11)]

    assert answers == [200] * 10 + [403]
    assert Gift.objects.count() == 10


def test_a_story_given_again_after_thirty_days_counts_again(client, wall, member):
    client.force_login(member)
    given = metered()
    client.post(f"/gift/{given.pk}/")
    Gift.objects.update(made_at=timezone.now() - timedelta(days=31))

    for story in [metered() for _ in range(10)]:
        assert client.post(f"/gift/{story.pk}/").status_code == 200

    assert client.post(f"/gift/{given.pk}/").status_code == 403


def test_nobody_reads_past_the_count_by_a_gift_to_themselves(client, wall, member):
    wall(free_stories_members=1)
    client.force_login(member)
    assert client.post(f"/gift/{metered().pk}/").status_code == 200

    refused = client.post(f"/gift/{metered().pk}/")

    assert (refused.status_code, withheld_in(refused.text)) == (403, [])
    assert "/gift/ey" not in refused.text
    assert Gift.objects.count() == 1


def test_strangers_give_nothing(client, wall):
    assert client.post(f"/gift/{metered().pk}/").status_code == 404
