"""Words of a story are found again after it was edited."""

import pytest

from articles.pinned import Place, carry, find, number_of, parts

BEFORE = (
    "<p>The harbour opens on Monday, the mayor said.</p>"
    "<p>Boats leave from the old quay at noon.</p>"
    "<ul><li>Bring water.</li><li>Bring a hat.</li></ul>"
)


def story(body=BEFORE):
    return parts("The harbour opens again", "Boats leave from Monday.", body)


def carried(words, body, old=BEFORE) -> str | None:
    place = find(story(old), words)
    after = carry(story(old), story(body), place)
    if after is None:
        return None
    stands = story(body)[after.part]
    assert stands[after.start : after.start + len(after.words)] == after.words
    return after.words


def test_words_are_found_across_marks_and_line_ends():
    place = find(story("<p>The <b>harbour</b>\n opens.</p>"), "harbour   opens.")

    assert place == Place(2, 4, "harbour opens.")


def test_of_the_same_words_those_are_meant_that_follow_what_stood_before_them():
    text = story("<p>He left. She left. They left.</p>")

    assert find(text, "left", before="He left. She").start == text[2].index("left", 10)
    assert find(text, "left").start == text[2].index("left")


def test_which_of_the_same_words_it_is_is_counted_in_the_text_alone():
    text = story("<p>Boats leave.</p><p>Boats leave again.</p>")

    second = find(text, "Boats leave", before="", near=3)

    assert second.part == 3
    assert number_of(text, second) == 1


@pytest.mark.parametrize(
    ("words", "body", "then"),
    [
        ("the mayor said", BEFORE.replace("<p>Boats", "<p>New.</p><p>Boats"), "the mayor said"),
        ("the old quay", "<p>First of all.</p>" + BEFORE, "the old quay"),
        ("the old quay at noon", BEFORE.replace("at noon", "at one"), "the old quay at"),
        ("leave from the old quay", BEFORE.replace("old quay", "new quay"),
         "leave from the new quay"),
        ("Bring a hat.", BEFORE.replace("<li>Bring water.</li>", ""), "Bring a hat."),
        ("the old quay",
         "<p>The harbour opens on Monday, the mayor said.</p><p>Boats leave.</p>"
         "<p>From the old quay at noon.</p>", "the old quay"),
        ("Boats leave from the old quay at noon.",
         "<p>Boats leave from the old quay at noon.</p>"
         "<p>The harbour opens on Monday, the mayor said.</p>",
         "Boats leave from the old quay at noon."),
    ],
    ids=["below", "above", "end changed", "middle changed", "in a list", "split", "moved"],
)  # fmt: skip
def test_a_place_goes_where_its_words_went(words, body, then):
    assert carried(words, body) == then


@pytest.mark.parametrize(
    "body",
    ["", "<p>Something else entirely.</p>", BEFORE.replace("from the old quay", "somewhere")],
)
def test_words_that_are_gone_are_nowhere(body):
    assert carried("from the old quay", body) is None


def test_the_same_words_elsewhere_are_not_those_that_were_meant():
    old = "<p>Rain fell in Cádiz all day.</p><p>Rain fell in Jerez all night.</p>"
    new = "<p>Rain fell in Cádiz all day.</p><p>Rain fell over Jerez all night.</p>"
    second = find(story(old), "Rain fell in", near=3)

    after = carry(story(old), story(new), second)

    assert (after.part, after.words) == (3, "Rain fell")


def test_the_headline_stays_the_headline():
    old = parts("The harbour opens again", "", "")
    new = parts("The harbour stays shut", "", "<p>The harbour opens again</p>")

    after = carry(old, new, find(old, "The harbour"))

    assert after == Place(0, 0, "The harbour")
