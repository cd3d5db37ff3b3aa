"""Where in a text a slot may stand."""

import pytest

from newsroom.ads.rules import places_in

P = "<p>Words and <strong>more</strong><br> of them.</p>"
LEAD = '<p>These are the <a href="https://a.example/?a=1&amp;b=>">three</a>:</p>'
PICTURE = (
    '<figure class="image"><picture><source srcset="a.avif"><img src="a.jpg" alt="a > b">'
    "</picture></figure>"
)


def marked(*blocks, after=2, gap=2, most=3) -> str:
    """The blocks as letters, with a bar for each slot: "ppp|pp"."""
    html = "\n".join(blocks)
    places = places_in(html, after=after, gap=gap, most=most)
    names, position = [], 0
    for block in blocks:
        names.append("p" if block.startswith("<p") else block[1:3])
        position += len(block)
        if position in places:
            names.append("|")
        position += 1
    assert len(places) == names.count("|"), "a slot inside a block"
    return "".join(names)


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([P] * 3, "ppp"),
        ([P] * 4, "pp|pp"),
        ([P] * 6, "pp|pp|pp"),
        ([P] * 12, "pp|pp|pp|pppppp"),
        ([P, P, "<h2>Next</h2>", P, P, P], "pp|h2ppp"),
        ([P, "<h2>Next</h2>", P, P, P], "ph2p|pp"),
        ([P, P, "<ul><li><p>One</p></li><li>Two</li></ul>", P, P, P], "ppulp|pp"),
        ([P, P, PICTURE, P, P, P], "ppfip|pp"),
        ([P, P, '<figure class="embed"><a href="#">x</a></figure>', P, P, P], "ppfip|pp"),
        ([P, P, '<aside class="factbox"><p>a</p><p>b</p></aside>', P, P, P], "ppasp|pp"),
        ([P, P, '<blockquote class="pull"><p>a</p></blockquote>', P, P, P], "ppblp|pp"),
        (
            [P, P, '<div class="table"><table><tr><td>a</table></div>', P, P, P],
            "ppdip|pp",
        ),
        ([P, P, "<hr>", P, P, P], "pphrp|pp"),
        ([P, LEAD, P, P, P], "ppp|pp"),
        ([P, P, "<h2>Next</h2>", "<h3>Part</h3>", P, P], "pp|h2h3pp"),
        ([], ""),
    ],
)
def test_a_slot_stands_between_paragraphs_and_nowhere_else(blocks, expected):
    assert marked(*blocks) == expected


def test_the_gap_is_kept_even_when_the_first_place_was_late():
    blocks = [P, P, PICTURE, P, P, P, P, P, P]

    assert marked(*blocks, after=2, gap=3) == "ppfip|ppp|pp"


def test_none_is_wanted_none_is_found():
    assert marked(*[P] * 9, most=0) == "p" * 9
