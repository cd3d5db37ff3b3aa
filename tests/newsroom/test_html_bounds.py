"""Whatever is thrown at it, the sanitiser ends, agrees with itself and loses no words."""

import random
import time

import pytest
from django.core.exceptions import ValidationError

from newsroom.kit.html import LONGEST, allowed, sanitise

ELEMENTS = (
    "p", "div", "span", "h1", "h2", "h5", "ul", "ol", "li", "table", "caption", "thead", "tr",
    "th", "td", "blockquote", "footer", "aside", "figure", "figcaption", "hr", "pre", "code",
    "strong", "b", "em", "i", "a", "br", "sup", "s", "img", "iframe", "object", "embed", "video",
    "details", "summary", "dl", "dt", "dd", "center", "font", "button", "cite", "q", "section",
    "label", "form", "svg", "math", "style", "noscript", "title", "o:p",
)  # fmt: skip
ATTRIBUTES = (
    ' class="factbox"', ' class="pull"', ' class="image" data-image-id="4"', ' id="x"',
    ' class="gallery" data-image-ids="1, 2,2"', ' colspan="2"', ' href="https://a.example/?b=1&c"',
    ' class="embed" data-provider="youtube" data-address="https://video.example/1"', " start=3",
    ' src="https://a.example/x.jpg" alt="Alt"', ' style="font-weight:700"', " class=MsoQuote",
    ' style="mso-list:l0 level2 lfo1"', " class=MsoListParagraph", ' class="twitter-tweet"',
)  # fmt: skip
TEXTS = (
    "word ", "two words", "\n\n", "&nbsp;&nbsp;", "<", ">", "&", "· item", "https://video.example/1",
    "[caption]", "[/caption]", "e\u0301", "\u0338", "\u200b", "a\xa0:", "<!-- c -->", "<br><br>",
)  # fmt: skip


def random_html(chance, depth=0):
    made = []
    for _ in range(chance.randint(1, 4)):
        if depth > 6 or chance.random() < 0.4:
            made.append(chance.choice(TEXTS))
            continue
        element = chance.choice(ELEMENTS)
        attributes = "".join(chance.sample(ATTRIBUTES, chance.choice([0, 0, 1, 2])))
        made += [f"<{element}{attributes}>", random_html(chance, depth + 1)]
        if chance.random() < 0.85:
            made.append(f"</{element}>")
    return "".join(made)


def recognise(address):
    return ("youtube", address) if address.startswith("https://video.example/") else None


@pytest.mark.parametrize("block", range(8))
def test_cleaning_what_is_clean_changes_nothing_however_it_was_nested(block):
    for seed in range(block * 60, block * 60 + 60):
        html = random_html(random.Random(seed))
        clean = sanitise(html, recognise)

        assert sanitise(clean, recognise) == clean, (seed, html)
        assert sanitise(clean) == clean, (seed, html)
        assert allowed(clean) == clean, (seed, html)


@pytest.mark.parametrize(
    "html",
    [
        "<div>" * 10_000 + "deep" + "</div>" * 10_000,
        "<b>" * 50_000 + "deep",
        "<blockquote>" * 10_000 + "deep",
        "<ul><li>" * 10_000 + "deep",
        "<table><tr><td>" * 10_000 + "deep",
        "<a href=/x><b>" * 10_000 + "deep",
        "<svg>" * 10_000 + "</svg>" * 10_000 + "<p>deep",
    ],
    ids=["div", "b", "blockquote", "ul", "table", "a", "svg"],
)
def test_ten_thousand_elements_in_each_other_keep_their_word(html):
    assert "deep" in sanitise(html)


@pytest.mark.parametrize(
    "html",
    [
        "x" + " " * 900_000 + "y",
        "&nbsp;" * 150_000 + "x",
        "<p>" + "<span>x</span>" * 20_000,
        "<p>" + "x &nbsp;" * 100_000,
        "[caption " * 50_000,
        "[caption]<img" * 20_000,
        "<br>" * 100_000,
        "<p class=MsoListParagraph>1. x</p>" * 5_000,
        "<p a" + " a" * 100_000 + ">x</p>",
    ],
)
def test_no_row_of_anything_takes_more_than_its_length(html):
    start = time.process_time()

    sanitise(html)

    assert time.process_time() - start < 8


def test_a_text_as_long_as_a_book_is_refused_in_words():
    book = "<p>Some ordinary words that go on for a while.</p>" * (LONGEST // 40)

    with pytest.raises(ValidationError, match="longer than a million characters"):
        sanitise(book)


def test_megabytes_of_pictures_in_the_text_do_not_count_as_text():
    picture = f'<img alt="A dog" src="data:image/png;base64,{"A" * 5_000_000}">'

    assert sanitise(f"<p>Look:</p>{picture}") == "<p>Look:</p><p>[Picture: A dog]</p>"
