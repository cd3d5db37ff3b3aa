"""Two changes of one text: brought together where they do not touch, a conflict where they do."""

import random

import pytest

from articles.threeway import Conflict, bring_together

BASE = {"headline": "Boats", "label": "", "body": "<p>One.</p><p>Two.</p><p>Three.</p>"}


def changed(**fields) -> dict:
    return {**BASE, **fields}


def test_what_only_one_changed_is_taken_from_that_one():
    mine, theirs = changed(headline="Boats, again"), changed(label="Harbour")

    assert bring_together(BASE, mine, theirs) == changed(headline="Boats, again", label="Harbour")


def test_different_blocks_of_the_text_come_together():
    mine = changed(body="<p>One!</p><p>Two.</p><p>Three.</p>")
    theirs = changed(body="<p>One.</p><p>Two.</p><p>Three!</p><p>Four.</p>")

    merged = bring_together(BASE, mine, theirs)

    assert merged["body"] == "<p>One!</p><p>Two.</p><p>Three!</p><p>Four.</p>"


def test_a_card_one_put_in_comes_together_with_words_the_other_changed():
    card = '<figure class="story" data-story-id="7"></figure>'
    mine = changed(body=f"<p>One.</p>{card}<p>Two.</p><p>Three.</p>")
    theirs = changed(body="<p>One.</p><p>Two.</p><p>Three!</p>")

    merged = bring_together(BASE, mine, theirs)

    assert merged["body"] == f"<p>One.</p>{card}<p>Two.</p><p>Three!</p>"


def test_the_same_change_twice_is_made_once():
    both = changed(body="<p>One.</p><p>Three.</p>")

    assert bring_together(BASE, both, dict(both)) == both


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("<p>One a.</p><p>Two.</p><p>Three.</p>", "<p>One b.</p><p>Two.</p><p>Three.</p>"),
        ("<p>a</p>" + BASE["body"], "<p>b</p>" + BASE["body"]),
        ("<p>One.</p><p>Three.</p>", "<p>One.</p><p>Two b.</p><p>Three.</p>"),
        ("<p>One.</p><p>Three.</p>", "<p>One.</p><p>Two.</p><p>b</p><p>Three.</p>"),
        ("", "<p>One.</p><p>Two b.</p><p>Three.</p>"),
    ],
    ids=["same block", "same place", "gone and changed", "gone and added behind", "all gone"],
)  # fmt: skip
def test_the_same_place_changed_in_two_ways_is_a_conflict(mine, theirs):
    with pytest.raises(Conflict) as clash:
        bring_together(BASE, changed(body=mine), changed(body=theirs, headline="New"))

    assert clash.value.names == ["body"]


@pytest.mark.parametrize("seed", range(60))
def test_whatever_two_people_do_no_new_block_is_lost_or_doubled(seed):
    chance = random.Random(seed)
    base = [f"<p>{n}</p>" for n in range(8)]

    def edit(name: str) -> list[str]:
        blocks = list(base)
        for n in range(chance.randrange(1, 4)):
            at = chance.randrange(len(blocks))
            how = chance.choice(["add", "drop", "change"])
            blocks[at : at + (how != "add")] = [] if how == "drop" else [f"<p>{name}{n}</p>"]
        return blocks

    mine, theirs = edit("m"), edit("t")
    try:
        merged = bring_together(
            {"body": "".join(base)}, {"body": "".join(mine)}, {"body": "".join(theirs)}
        )["body"]
    except Conflict:
        return
    for block in {*mine, *theirs} - set(base):
        assert merged.count(block) == 1
    for block in base:
        assert merged.count(block) == int(block in mine and block in theirs)
