"""What changed between two versions, as a reader of both would tell it."""

from articles.differences import Words, blocks, compare_bodies, compare_texts


def marked(parts) -> list[str]:
    signs = {"same": "{}", "added": "+{}+", "removed": "-{}-"}
    return ["".join(signs[w.kind].format(w.text) for w in part.words) for part in parts]


def test_words_are_compared_and_the_spaces_stay_with_them():
    assert compare_texts("the old boat", "the new boat") == [
        Words("same", "the "),
        Words("removed", "old "),
        Words("added", "new "),
        Words("same", "boat"),
    ]


def test_a_word_replaced_by_another_is_one_change():
    [part] = compare_bodies("<p>One two three four</p>", "<p>One 2 three 4</p>")

    assert (part.changes, part.added, part.removed) == (2, 2, 2)


def test_a_paragraph_put_between_others_is_new_and_the_others_are_as_they_were():
    around = "<p>First one.</p>{}<p>Last one.</p>"

    parts = compare_bodies(around.format(""), around.format("<p>Amid.</p>"))

    assert marked(parts) == ["First one.", "+Amid.+", "Last one."]


def test_a_changed_paragraph_stands_beside_a_removed_one():
    parts = compare_bodies(
        "<p>Gone for good, all of it.</p><p>The boat leaves at nine today.</p>",
        "<p>The boat leaves at ten today.</p>",
    )

    assert marked(parts) == [
        "-Gone for good, all of it.-",
        "The boat leaves at -nine -+ten +today.",
    ]


def test_a_change_of_form_alone_is_told():
    [part] = compare_bodies("<p>A word</p>", "<p>A <strong>word</strong></p>")

    assert (part.restyled, part.changes, marked([part])) == (True, 1, ["A word"])


def test_the_id_of_a_heading_is_no_change():
    [part] = compare_bodies('<h2 id="a">Boats</h2>', '<h2 id="b">Boats</h2>')

    assert part.changes == 0


def test_items_rows_boxes_and_figures_are_blocks_of_their_own():
    html = (
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"
        "<table><tbody><tr><td>A</td><td>B</td></tr></tbody></table>"
        '<aside class="factbox"><h3>Box</h3><p>Fact</p></aside><hr>'
        '<figure class="image" data-image-id="7"><figcaption>Boat</figcaption></figure>'
    )

    assert [(b.tag, b.text) for b in blocks(html)] == [
        ("li", "One"), ("li", "Inner"), ("li", "Two"), ("tr", "A | B"),
        ("aside h3", "Box"), ("aside p", "Fact"), ("hr", "―"), ("figure", "[image 7] Boat"),
    ]  # fmt: skip


def test_nothing_compared_with_nothing_is_nothing():
    assert compare_bodies("", "") == []


def test_what_a_figure_shows_may_be_said_by_name():
    old = '<figure class="image" data-image-id="7"></figure>'
    new = '<figure class="story" data-story-id="9"></figure>'
    names = {"image": "Picture: Boat", "story": "Card: Ferry"}

    parts = compare_bodies(old, new, lambda figure: names[figure.get("class")])

    assert marked(parts) == ["+[Card: Ferry]+", "-[Picture: Boat]-"]


def test_a_card_is_told_by_its_number_where_nobody_names_it():
    assert blocks('<figure class="story" data-story-id="9"></figure>')[0].text == "[story 9]"
