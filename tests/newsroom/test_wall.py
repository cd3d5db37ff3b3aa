"""The wall: who may read on, and that withheld words leave the server nowhere."""

import re
from datetime import timedelta
from urllib.parse import quote

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from articles.models.section import Access
from newsroom.access.models import Gift, Reading
from newsroom.access.policy import Reader, Why, decide
from newsroom.curation.actions import lower_banner, raise_banner
from newsroom.site import chrome
from newsroom.site.models import SiteSettings
from tests.factories import PASSWORD, ArticleFactory, SectionFactory, UserFactory

pytestmark = pytest.mark.django_db
SAME_SITE = {"Sec-Fetch-Site": "same-origin"}
FRAGMENT = {**SAME_SITE, "Accept": "text/fragment"}
OPENING = "<p>" + " ".join(f"opening{n}" for n in range(70)) + "</p>"
SENTENCES = [f"Sentence{n} speaks of zanahoria{n} and of membrillo{n}." for n in range(20)]
REST = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
BODY = f'{OPENING}<h2 id="secret-heading">Secretheading</h2>{REST}<h2>Two</h2><h2>Three</h2>'


@pytest.fixture
def wall(db):
    def up(**fields):
        SiteSettings.objects.update_or_create(
            pk=1, defaults={"wall": True, "free_stories": 2, **fields}
        )
        chrome.forget()

    up()
    return up


def metered(**fields):
    return ArticleFactory(live=True, **{"access": "metered", "body": BODY, **fields})


def read_on(client, story, **headers):
    return client.post(f"/continue/{story.pk}/", headers={**SAME_SITE, **headers})


def withheld_in(text: str) -> list[str]:
    return [s for s in SENTENCES if re.search(rf"\b{s.split()[0]}\b|{s.split()[3]}\b", text)]


# The truth table -----------------------------------------------------------------------------

NOBODY = Reader(member=False, read=[], free=2)
TABLE = [
    # rule, reader, story, allowed, why, left
    ("open", NOBODY, 1, True, Why.OPEN, None),
    ("open", Reader(False, [7, 8], 2), 1, True, Why.OPEN, None),
    ("metered", NOBODY, 1, True, Why.FREE, 1),
    ("metered", Reader(False, [7], 2), 1, True, Why.FREE, 0),
    ("metered", Reader(False, [7, 8], 2), 1, False, Why.USED_UP, 0),
    ("metered", Reader(False, [7, 8], 2), 8, True, Why.AGAIN, 0),
    ("metered", Reader(False, [], 0), 1, False, Why.USED_UP, 0),
    ("metered", Reader(True, [7, 8], None), 1, True, Why.MEMBER, None),
    ("metered", Reader(True, [7], 3), 1, True, Why.FREE, 1),
    ("metered", Reader(True, [7, 8, 9], 3), 1, False, Why.USED_UP, 0),
    ("metered", Reader(True, [7, 8, 9], 3), 9, True, Why.AGAIN, 0),
    ("metered", Reader(False, [7, 8], 2, gift=True), 1, True, Why.GIFT, None),
    ("members", NOBODY, 1, False, Why.MEMBERS_ONLY, None),
    ("members", Reader(False, [1], 2), 1, False, Why.MEMBERS_ONLY, None),
    ("members", Reader(True, [], None), 1, True, Why.MEMBER, None),
    ("members", Reader(True, [7, 8, 9], 3), 1, True, Why.MEMBER, None),
    ("members", Reader(False, [], 2, gift=True), 1, True, Why.GIFT, None),
]


@pytest.mark.parametrize(("rule", "reader", "story", "allowed", "why", "left"), TABLE)
def test_who_may_read_on(rule, reader, story, allowed, why, left):
    decision = decide(Access(rule), reader, story)

    assert (decision.allowed, decision.why, decision.left) == (allowed, why, left)


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


# What leaves the server ----------------------------------------------------------------------


def addresses_of(story) -> list[str]:
    section, author = story.section, story.bylines.get().author
    feeds = ["/feed/", section.get_absolute_url() + "feed/", author.get_absolute_url() + "feed/"]
    return [
        story.path, f"{story.path}?print=1", f"{story.path}comments/", "/", "/popular/",
        "/notifications/", section.get_absolute_url(), author.get_absolute_url(),
        "/search/?q=opening3", "/search/?q=zanahoria3", "/search/?q=membrillo4&sort=newest",
        *feeds, *(f"{feed}atom/" for feed in feeds), "/sitemap.xml", "/news-sitemap.xml",
        f"/me/?article={story.pk}",
    ]  # fmt: skip


def test_past_the_limit_no_withheld_word_is_in_any_answer_of_any_address(client, wall):
    wall(free_stories=0)
    story = metered()

    answers = {address: client.get(address) for address in addresses_of(story)}
    answers["the wall"] = read_on(client, story)
    answers["the wall by script"] = client.post(f"/continue/{story.pk}/", headers=FRAGMENT)

    for address, answer in answers.items():
        text = b"".join(answer).decode() if answer.streaming else answer.text
        # What the reader typed comes back in the field and the title of a search.
        typed = re.search(r"q=(\w+)", address)
        text = text.replace(typed[1], "") if typed else text
        assert answer.status_code in {200, 403}, address
        assert withheld_in(text) == [], address
        assert "Secretheading" not in text, address
        assert "secret-heading" not in text, address
    assert "opening3" in answers[story.path].text


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
