"""Rules: what each holds, and what exactly it says it found."""

import pytest

from comments.actions.posting import edit_comment, post_comment
from comments.models import Comment, Hold, Rule
from comments.rules.folding import hosts, likeness, shape
from comments.rules.judging import Facts, judge
from tests.factories import ArticleFactory, CommentFactory, UserFactory

LONG = "Cheap flats with a view of the sea, ask my cousin who sells them for almost nothing"


@pytest.fixture
def story(db):
    return ArticleFactory(live=True)


def judged(text, *lines, **facts) -> list[str]:
    return [f.found for f in judge(text, Facts(**facts), [Rule(**line) for line in lines])]


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("What an idiot.", "idiot"),
        ("IDIOT!", "IDIOT"),
        ("íd1öt", "íd1öt"),
        ("What an 1d!0t he is", "1d!0t"),
        ("іdіоt in other letters", "іdіоt"),
        ("An i\u200bdi\u00adot\u2060!", "i\u200bdi\u00adot"),
        ("You i d i o t", "i d i o t"),
        ("i.d-1 0-t, all of you", "i.d-1 0-t"),
        ("U S A and i t i s", None),
        ("idiots all", None),
        ("an idiotic plan", None),
        ("a bunch of crooked lines", "crooked"),
        ("CROOKS, all", "CROOKS"),
        ("Scunthorpe is a town", None),
        ("buy  now!", "buy  now"),
        ("buy-now", "buy-now"),
        ("La niña llora", "niña"),
    ],
)
def test_words_are_found_however_they_are_written_and_only_as_words(written, found):
    rule = {"kind": "words", "words": "idiot\ncrook*\n\nbuy now\ncunt\nnina\n*"}

    matches = judge(written, Facts(), [Rule(**rule)])

    assert [m.found for m in matches] == ([found] if found else [])
    for match in matches:
        assert written[match.start : match.end] == match.found


def test_every_match_is_told_with_its_place():
    text = "Crooks! Two crooks."

    found = judge(text, Facts(), [Rule(kind="words", words="crook*")])

    assert [(m.found, m.start, m.end) for m in found] == [("Crooks", 0, 6), ("crooks", 12, 18)]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("See https://a.example/x?y=1.", ["a.example"]),
        ("www.b.example and c.com/win", ["b.example", "c.com"]),
        ("HTTPS://User@D.Example:80/", ["d.example"]),
        ("https://safe.example@d.example/x", ["d.example"]),
        ("a1.win.example, b2.x.win.example", ["win.example", "win.example"]),
        ("https://shop.win.co.uk/ http://localhost:1/", ["win.co.uk", "localhost"]),
        ("Mail me at x@y.com, not in e.g. this, at 10.30.", []),
        ("It ended.Then it began", []),
    ],
)
def test_links_are_found_with_and_without_their_beginning(text, found):
    assert [host for host, _, _ in hosts(text)] == found


@pytest.mark.parametrize(
    ("line", "facts", "held"),
    [
        ({"kind": "first", "number": 3}, {"known": 2}, True),
        ({"kind": "first", "number": 3}, {"known": 3}, False),
        ({"kind": "unverified"}, {"verified": False}, True),
        ({"kind": "unverified"}, {}, False),
        ({"kind": "repeat", "number": 1, "minutes": 60}, {"same": {"60": 1}}, True),
        ({"kind": "repeat", "number": 1, "minutes": 10}, {"same": {"60": 1}}, False),
        ({"kind": "wave", "number": 2, "minutes": 60}, {"others": {"60": 2}}, True),
        ({"kind": "wave", "number": 3, "minutes": 60}, {"others": {"60": 2}}, False),
        ({"kind": "junk", "number": 1}, {"junk": 1}, True),
        ({"kind": "speed", "number": 8, "minutes": 10}, {"said": {"10": 8}}, True),
        ({"kind": "speed", "number": 8, "minutes": 10}, {"said": {"10": 7}}, False),
        ({"kind": "surge", "number": 5}, {"known": 9, "busy": 50, "usual": 10}, True),
        ({"kind": "surge", "number": 5}, {"known": 10, "busy": 50, "usual": 10}, False),
        ({"kind": "surge", "number": 5}, {"known": 0, "busy": 9, "usual": 0}, False),
        ({"kind": "record", "number": 3}, {"removed": 3}, True),
        ({"kind": "record", "number": 3}, {"removed": 2}, False),
        ({"kind": "first", "number": 3, "enabled": False}, {"known": 0}, False),
        ({"kind": "words", "words": " \n"}, {}, False),
        ({"kind": "links", "number": 2}, {}, False),
    ],
)
def test_each_rule_holds_from_its_number_on_and_says_why(line, facts, held):
    found = judged("Some words without anything", line, **facts)

    assert bool(found) is held
    assert all(found)


def test_much_the_same_is_like_and_something_else_is_not():
    other = "The mayor said on Tuesday that the bridge would be open again before the summer"

    assert likeness(shape(LONG), shape(LONG.upper() + "!!! 123")) == 1
    assert likeness(shape(LONG), shape(LONG.replace("cousin", "sister"))) >= 0.5
    assert likeness(shape(LONG), shape(other)) < 0.3
    assert shape("Well said!") == []


def test_a_first_comment_waits_with_other_newcomers_and_its_writer_is_told_why(client, story):
    newcomer = UserFactory()
    client.force_login(newcomer)

    answer = client.post(f"/comments/{story.pk}/", {"text": "Hello all"}, follow=True)

    comment = Comment.objects.get()
    assert (comment.status, comment.lane) == ("held", "new")
    assert "First comments of an account: “comment number 1”" in answer.text
    assert "Hello all" not in client.get(story.path).text


def test_what_a_rule_found_waits_with_the_exact_words(rules, story, member):
    live = rules({"kind": "words", "words": "crook*"}, {"kind": "links", "number": 1})

    comment = post_comment(story, by=member, text="Crooks, see a.example/x")

    assert (comment.status, comment.lane) == ("held", "held")
    held = [(h.rule.kind, h.found, comment.text[h.start : h.end]) for h in comment.holds.all()]
    assert held == [("words", "Crooks", "Crooks"), ("links", "a.example/x", "a.example/x")]
    assert {h.rule.rules for h in comment.holds.all()} == {live}


def test_members_with_a_history_are_read_at_once(story, member):
    CommentFactory.create_batch(3, author=member)

    assert post_comment(story, by=member, text=LONG).status == "visible"


def test_moderators_are_held_by_nothing(rules, story, editor):
    rules({"kind": "words", "words": "crook*"}, {"kind": "first", "number": 3})

    assert post_comment(story, by=editor, text="Crooks").status == "visible"


def test_the_same_again_waits_and_so_does_much_the_same(rules, story, member):
    rules({"kind": "repeat", "number": 1, "minutes": 1440})

    first = post_comment(story, by=member, text=LONG)
    second = post_comment(ArticleFactory(live=True), by=member, text=LONG.upper() + "!")
    other = post_comment(story, by=UserFactory(), text=LONG)

    assert [c.status for c in (first, second, other)] == ["visible", "held", "visible"]
    assert second.holds.get().found == "said 1 time before"


def test_a_wave_is_seen_across_people_and_takes_back_what_came_before_it(rules, story):
    rules({"kind": "wave", "number": 2, "minutes": 60})
    wave = [
        post_comment(story, by=UserFactory(), text=LONG.replace("cousin", word))
        for word in ("cousin", "sister", "brother", "friend")
    ]

    assert [Comment.objects.get(pk=c.pk).status for c in wave] == ["held"] * 4
    assert {h.kind for h in Hold.objects.all()} == {"wave"}
    assert story.thread.visible().count() == 0


def test_newcomers_of_a_wave_no_longer_wait_for_being_new_alone(rules, story):
    rules({"kind": "first", "number": 1}, {"kind": "wave", "number": 2, "minutes": 60})
    wave = [post_comment(story, by=UserFactory(), text=f"{LONG}{'!' * n}") for n in range(3)]
    other = post_comment(story, by=UserFactory(), text="Something of my own about the harbour")

    assert {Comment.objects.get(pk=c.pk).lane for c in wave} == {"held"}
    assert all("wave" in c.holds.values_list("kind", flat=True) for c in wave)
    assert other.lane == "new"


def test_what_a_moderator_let_in_stays_in_when_a_wave_copies_it(rules, story, editor):
    from comments.actions.moderation import approve

    rules({"kind": "wave", "number": 2, "minutes": 60})
    read = CommentFactory(article=story, text=LONG, shape=shape(LONG), status="held")
    approve(read, by=editor)
    for _ in range(3):
        post_comment(story, by=UserFactory(), text=LONG)

    read.refresh_from_db()
    assert read.status == "visible"


def test_one_place_linked_to_by_many_is_a_wave_too(rules, story):
    rules({"kind": "hosts", "number": 2, "minutes": 60})
    texts = ["Look at win.example/a", "My aunt won at http://win.example/b", "WIN.EXAMPLE/c, try"]
    said = [post_comment(story, by=UserFactory(), text=text) for text in texts]

    assert [c.status for c in said] == ["visible", "visible", "held"]
    assert said[2].holds.get().found == "WIN.EXAMPLE/c"


def test_a_change_is_read_as_a_new_comment_is(rules, story, member):
    rules({"kind": "links", "number": 1})
    comment = post_comment(story, by=member, text="Plain words")

    comment = edit_comment(comment, by=member, text="Plain a.example/x")
    assert (comment.status, comment.holds.get().found) == ("held", "a.example/x")
    comment = edit_comment(comment, by=member, text="Plain words again")
    assert (comment.status, comment.holds.count()) == ("visible", 0)


def test_a_story_on_fire_holds_everything_and_says_so(quiet_rules, story, member, client):
    from comments.models import StoryComments

    StoryComments.objects.create(article=story, hold_all=True)

    comment = post_comment(story, by=member, text="Calm words")

    assert (comment.status, comment.holds.get().kind) == ("held", "fire")
    assert "Each comment is read before it appears." in client.get(story.path).text


@pytest.mark.parametrize("neighbours", [0, 30])
def test_posting_costs_the_same_beside_any_number_of_like_ones(
    rules, story, neighbours, django_assert_num_queries
):
    rules({"kind": "wave", "number": 99, "minutes": 60})
    for _ in range(neighbours):
        post_comment(story, by=UserFactory(), text=LONG)
    person = UserFactory()

    with django_assert_num_queries(18):
        post_comment(story, by=person, text=LONG)
