"""Withheld words leave the server nowhere, and nothing it answers tells which they are."""

import re

import pytest
from django.urls import get_resolver

from newsroom.access.actions import give
from newsroom.notifications.actions import News, notify
from newsroom.notifications.models import Kind
from newsroom.reading.actions import follow, save_story
from tests.behind_the_wall import (
    BODY,
    FRAGMENT,
    OPENING,
    SAME_SITE,
    metered,
    put_up_wall,
    withheld_in,
)
from tests.factories import CommentFactory, UserFactory
from tests.routes import routes_in

pytestmark = pytest.mark.django_db
STORY = r"\d{4}/\d{2}/\d{2}/[a-z0-9-]+"
# Of these the answer has nothing to do with a story: the desk is another matter, the rest ends a
# session or an account.
LEFT_OUT = re.compile(r"admin/|accounts/(logout|leave|stay|password|second-factor)")
SEARCHED = [
    "opening3", "zanahoria3", "membrillo4", "Secretheading", '"Sentence2 speaks"', "zanahoria",
    "opening3 zanahoria3", "opening3 or zanahoria3", "opening3 -zanahoria3",
]  # fmt: skip
WAYS = ["", "?print=1", "?page=2", "?sort=newest", "?preview=1", "?day=2026-01-01"]


@pytest.fixture
def story(db):
    """Metered, and past the limit for everybody; somebody else has given it."""
    put_up_wall(free_stories=0, free_stories_members=0)
    return metered(tags=["Rain"], sensitive=False)


def every_address(story) -> list[str]:
    """The whole map of addresses, each with what it needs to be about this story."""
    section, author, tag = story.section, story.bylines.get().author, story.tags.get()
    talker = UserFactory(page="listed", page_key="abcdefghjk")
    comment = CommentFactory(article=story, author=talker)
    other = metered(access="members", body="<p>Another story.</p>")
    given = give(UserFactory(), other).strip("/").rpartition("/")[2]
    filled = {
        f"(?P<story>{STORY}/)": story.path.removeprefix("/"),
        f"(?P<story>{STORY})": story.path.strip("/"),
        STORY: story.path.strip("/"),
        "author/<slug:slug>": f"author/{author.slug}",
        "tag/<slug:slug>": f"tag/{tag.slug}",
        "following/<slug:kind>/<int:target_id>": f"following/tag/{tag.pk}",
        "<path:path>": section.get_absolute_url().strip("/"),
        "members/<slug:key>": f"members/{talker.page_key}",
        "<slug:slug>": "none",
        "<path:name>": "pictures/none.avif",
        "<str:name>": "none.pdf",
        "<int:article_id>": str(story.pk),
        "<int:story>": str(story.pk),
        "<int:pk>": str(comment.pk),
        "<slug:number>": "1",
        "<int:number>": "1",
        "<slug:provider>": "postmark",
        "<slug:edition>": "none",
        "<str:token>": given,
        "<str:key>": "none",
        "(?P<key>[-:\\w]+)": "none",
        "(?P<mark>[0-9a-f]{12})-(?P<maskable>maskable-)?(?P<size>\\d{3})": "0123456789ab-512",
        r"(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(-(?P<part>[2-9]\d?))?": (
            f"{story.published_at:%Y-%m}"
        ),
    }
    found, unknown = [], []
    for route in routes_in(get_resolver().url_patterns):
        address = route.replace("^", "")
        if LEFT_OUT.match(address):
            continue
        for pattern, value in filled.items():
            address = address.replace(pattern, value)
        address = re.sub(r"\\Z|[$]", "", address).replace("\\", "")
        (unknown if re.search(r"[<>()?]", address) else found).append(f"/{address}")
    assert unknown == [], "with what are these filled?"
    return found


def asked_of(client, addresses) -> dict[str, str]:
    """What each address says to each way of asking."""
    said = {}
    for address in addresses:
        for way in WAYS if re.match(r"/\d{4}/|/section|/search/$", address) else [""]:
            said[address + way] = client.get(address + way)
        said[f"POST {address}"] = client.post(address, headers=FRAGMENT)
    for words in SEARCHED:
        for way in ("search/?q=", "search/?sort=newest&q=", "search/suggest/?q="):
            said[f"/{way}{words}"] = client.get(f"/{way}{words}")
    failed = {name for name, answer in said.items() if answer.status_code >= 500}
    assert failed <= {"/-/health/"}  # it says that no worker runs beside this test
    return {name: text_of(answer) for name, answer in said.items()}


def text_of(answer) -> str:
    content = b"".join(answer) if answer.streaming else answer.content
    return content.decode(errors="replace")


def without_typed(address: str, text: str) -> str:
    """What the reader typed comes back in the field and the title of a search."""
    for word in re.findall(r"\w+", address.partition("q=")[2]):
        text = text.replace(word, "")
    return text


def assert_nothing_told(said: dict[str, str]) -> None:
    for address, text in said.items():
        text = without_typed(address, text)
        assert withheld_in(text) == [], address
        assert "ecretheading" not in text, address
        assert "secret-heading" not in text, address


def test_past_the_limit_no_withheld_word_is_in_any_answer_of_any_address(client, story):
    addresses = every_address(story)
    assert len(addresses) > 60

    said = asked_of(client, addresses)
    by_form = client.post(f"/continue/{story.pk}/", headers=SAME_SITE)

    assert "opening3" in said[story.path]
    assert "You have read" in said[f"POST /continue/{story.pk}/"]
    assert "You have read" in by_form.text
    assert_nothing_told({**said, "by form": by_form.text})


def test_nor_is_one_told_to_a_member_past_the_limit(client, story, member):
    client.force_login(member)
    save_story(member, story)
    follow(member, "section", story.section_id)
    notify([member.pk], News(Kind.FOLLOWED, "story:1", story.path, {"headline": story.headline}))
    differing = r"/(accounts|me|comments|continue|gift|newsletter)/"
    own = [address for address in every_address(story) if re.match(differing, address)]

    said = asked_of(client, [*own, f"/me/?article={story.pk}"])

    assert story.headline in said["/accounts/saved/"]
    assert "You have read" in said[f"POST /gift/{story.pk}/"]
    assert_nothing_told(said)


def test_the_same_questions_find_the_words_of_a_story_that_is_open(client, story):
    """Else the tests above could not fail."""
    put_up_wall(wall=False)
    addresses = [story.path, "/feed/", "/tag/rain/feed/atom/"]

    said = asked_of(client, addresses)

    tell = {name for name, text in said.items() if withheld_in(without_typed(name, text))}
    assert {*addresses, f"{story.path}?print=1", "/search/?q=membrillo4"} <= tell


# Searching -----------------------------------------------------------------------------------

OTHER = f"{OPENING}<p>" + " ".join(f"pera{n} ciruela{n}" for n in range(40)) + "</p>"
QUESTIONS = [
    "opening3", '"opening3 opening4"', "zanahoria3", "pera3", '"speaks of zanahoria3"',
    '"ciruela3 pera4"', "opening3 zanahoria3", "opening3 pera3", "opening3 -zanahoria3",
    "opening3 -pera3", "-zanahoria3", "zanahoria3 or pera9", '"opening69 pera0"',
    '"opening69 secretheading"', "harbour", "harbour -pera3", "harbour -zanahoria3",
]  # fmt: skip


def found(client, words: str, **more) -> list[str]:
    page = client.get("/search/", {"q": words, **more})
    stories = page.context["page"].object_list if "page" in page.context else []
    suggested = client.get("/search/suggest/", {"q": words}).json()["words"]
    return [*(story.headline for story in stories), *suggested]


@pytest.mark.parametrize("order", ["best", "newest"])
def test_no_question_tells_two_stories_apart_that_differ_in_withheld_words_only(client, order):
    put_up_wall()
    for name, body in (("one", BODY), ("two", OTHER)):
        metered(headline=f"Harbour {name}", body=body)

    for words in QUESTIONS:
        headlines = found(client, words, sort=order)
        assert ("Harbour one" in headlines) == ("Harbour two" in headlines), words
    assert "Harbour one" in found(client, "opening3", sort=order)
    assert "Harbour one" in found(client, "harbour", sort=order)


def test_what_is_open_is_found_by_all_its_words(client):
    put_up_wall()
    metered(access="open", headline="Harbour")

    for words in ("zanahoria3", '"speaks of zanahoria3"', "opening3 zanahoria19"):
        assert "Harbour" in found(client, words), words
    assert client.get("/search/", {"q": "opening3 -zanahoria3"}).context["page"].object_list == []


def test_who_types_the_beginning_of_a_withheld_word_is_told_nothing(client):
    put_up_wall()
    metered(headline="Harbour")

    assert client.get("/search/suggest/", {"q": "zanah"}).json() == {"words": []}
    assert client.get("/search/suggest/", {"q": "openin"}).json() == {"words": ["Harbour"]}


def test_the_order_of_what_is_found_does_not_tell_what_is_withheld(client):
    """More of a word further down would raise a story that says it in the opening as well."""
    put_up_wall()
    metered(headline="Harbour", body=f"{OPENING}{'<p>opening3 again.</p>' * 50}")
    metered(headline="Market", body=f"{OPENING}{'<p>Another word.</p>' * 50}")

    headlines = found(client, "opening3")

    assert headlines[:2] == ["Market", "Harbour"]  # alike, so the newest comes first
