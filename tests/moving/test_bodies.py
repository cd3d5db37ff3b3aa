"""Texts of WordPress as our HTML: nothing is lost, what is not understood is told."""

import pytest

from articles import body
from newsroom.moving.bodies.classic import paragraphs
from newsroom.moving.bodies.converting import from_wordpress
from newsroom.moving.bodies.levels import without_skips
from newsroom.moving.bodies.surroundings import (
    Attached,
    Surroundings,
    file_key,
    references,
)

BOAT = Attached("7", "http://harbour.example/wp-content/uploads/2016/03/boat.jpg", 70, "", "A boat")
PIER = Attached("8", "http://harbour.example/wp-content/uploads/2016/03/pier.jpg", 80)
FILM = "https://www.youtube.com/watch?v=abcdefghijk"
LOST = Attached("9", "http://harbour.example/wp-content/uploads/2016/03/lost.jpg", None, "Fog")


def around(**given):
    files = [BOAT, PIER, LOST]
    return Surroundings(
        base="http://harbour.example/",
        by_id={one.foreign_id: one for one in files},
        by_key={file_key(one.url): one for one in files},
        hosts=frozenset({"harbour.example"}),
        **given,
    )


def converted(text, surroundings=None):
    return body.clean(from_wordpress(text, surroundings or around()))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\n\ntwo", "<p>one</p><p>two</p>"),
        ("one\r\n\r\n\r\ntwo", "<p>one</p><p>two</p>"),
        ("one\ntwo", "<p>one<br>two</p>"),
        ("one<br />\ntwo", "<p>one<br>two</p>"),
        ("<em>one\n\ntwo</em>", "<p><em>one</em></p><p><em>two</em></p>"),
        ("one\n<ul>\n<li>a</li>\n</ul>\ntwo", "<p>one</p><ul><li>a</li></ul><p>two</p>"),
        ("<blockquote>one\n\ntwo</blockquote>", "<blockquote><p>one</p><p>two</p></blockquote>"),
        ("<p>one</p>\n<p>two\nthree</p>", "<p>one</p><p>two<br>three</p>"),
        ("<pre>one\n\n  two</pre>\nafter", "<pre><code>one\n\n  two</code></pre><p>after</p>"),
        ("one <!--more--> two", "<p>one</p><p>two</p>"),
        ("one<!-- a note -->two", "<p>onetwo</p>"),
        ("one <!-- never ends", "<p>one never ends</p>"),
        ("<script>a\n\nb</script>one\n\ntwo", "<p>one</p><p>two</p>"),
    ],
)  # fmt: skip
def test_blank_lines_are_paragraphs_and_line_ends_breaks(text, html):
    assert converted(text) == html


def test_a_heading_and_a_table_keep_their_shape():
    html = paragraphs("<h2>A\nheading</h2>\n<table>\n<tr>\n<td>one</td>\n</tr>\n</table>\n")

    assert html == "<h2>A heading</h2>\n<table>\n<tr>\n<td>one</td>\n</tr>\n</table>\n"


def test_an_address_on_a_line_of_its_own_is_shown_or_at_least_a_link():
    film = converted("one\n\nhttps://www.youtube.com/watch?v=abcdefghijk\n\ntwo")
    page = converted("one\n\nhttps://elsewhere.example/a?b=1&amp;c=2\n\ntwo")

    assert 'data-provider="youtube"' in film
    assert '<a href="https://elsewhere.example/a?b=1&amp;c=2">' in page


def test_a_caption_becomes_that_of_its_picture():
    html = converted(
        'one\n\n[caption id="attachment_7" align="alignleft" width="300" caption="Old form"]'
        '<a href="http://harbour.example/wp-content/uploads/2016/03/boat.jpg">'
        '<img src="http://harbour.example/wp-content/uploads/2016/03/boat-300x200.jpg" alt="Boat">'
        "</a> The <em>last</em> boat[/caption]\n\ntwo"
    )

    assert html == (
        '<p>one</p><figure class="image" data-image-id="70">'
        "<figcaption>The <em>last</em> boat</figcaption></figure><p>two</p>"
    )


def test_the_caption_of_early_years_stands_in_an_attribute():
    html = converted('[caption id="attachment_8" caption="The pier"]<img src="/x/y.jpg">[/caption]')

    assert html == (
        '<figure class="image" data-image-id="80"><figcaption>The pier</figcaption></figure>'
    )


@pytest.mark.parametrize(
    "src",
    [
        "http://harbour.example/wp-content/uploads/2016/03/boat-300x200.jpg",
        "https://www.harbour.example/wp-content/uploads/2016/03/boat.jpg?w=640",
        "http://harbour.files.wordpress.com/2016/03/boat.jpg",
        "https://i2.wp.com/harbour.example/wp-content/uploads/2016/03/boat.jpg?resize=300",
        "/wp-content/uploads/2016/03/boat.jpg",
    ],
)
def test_a_picture_is_found_by_any_address_it_had(src):
    surroundings = around()

    html = converted(f'<p>one</p><img src="{src}" alt="Seen at dawn"><p>two</p>', surroundings)

    assert html == '<p>one</p><figure class="image" data-image-id="70"></figure><p>two</p>'
    assert surroundings.findings.alts == {70: "Seen at dawn"}


def test_a_picture_that_is_not_there_leaves_its_words_and_is_told():
    surroundings = around()

    html = converted(
        'one <img src="/wp-content/uploads/2016/03/none.jpg" alt="Fog"> two', surroundings
    )

    where = "http://harbour.example/wp-content/uploads/2016/03/none.jpg"
    assert f'<a href="{where}">Picture</a>: Fog' in html
    assert surroundings.findings.pictures_missing == [where]


@pytest.mark.parametrize(
    ("code", "ids"),
    [
        ('[gallery ids="8,7"]', "80,70"),
        ('[gallery include="7,8" link="file"]', "70,80"),
        ("[gallery]", "70,80"),
        ('[gallery columns="2"]', "70,80"),
    ],
)
def test_a_gallery_holds_its_pictures_in_order(code, ids):
    html = converted(f"one\n\n{code}\n\ntwo", around(children=[BOAT, PIER]))

    assert html == (f'<p>one</p><figure class="gallery" data-image-ids="{ids}"></figure><p>two</p>')


def test_a_gallery_leaves_out_what_it_excludes_and_names_what_is_missing():
    surroundings = around(children=[BOAT, PIER, LOST])

    html = converted('[gallery exclude="8"]', surroundings)

    assert html.startswith('<figure class="image" data-image-id="70"></figure>')
    assert "Fog" in html
    assert surroundings.findings.pictures_missing == [LOST.url]


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("[youtube=http://www.youtube.com/watch?v=abcdefghijk&amp;w=320]", FILM),
        ("[youtube http://youtu.be/abcdefghijk]", FILM),
        ("[youtube abcdefghijk]", FILM),
        ("[youtube]abcdefghijk[/youtube]", FILM),
        ("[embed width=400]https://vimeo.com/12345678[/embed]", "https://vimeo.com/12345678"),
        ("[vimeo 12345678]", "https://vimeo.com/12345678"),
        ('[video src="http://youtu.be/abcdefghijk"][/video]', FILM),
    ],
)
def test_films_become_embeds_of_ours(code, address):
    html = converted(f"one\n\n{code}\n\ntwo")

    assert f'data-address="{address}"' in html
    assert "[" not in html


@pytest.mark.parametrize(
    "code",
    [
        "[audio http://harbour.example/a%20b.mp3]",
        '[audio mp3="http://harbour.example/a%20b.mp3"][/audio]',
        "[audio http://harbour.example/a%20b.mp3|titles=Bells]",
    ],
)
def test_sounds_are_links_to_their_file(code):
    html = converted(code)

    assert html == '<p><a href="http://harbour.example/a%20b.mp3">a b.mp3</a></p>'


def test_unknown_brackets_stay_as_they_are_and_are_counted():
    surroundings = around()

    html = converted("See [nak09] and [prob] and [form id=3], a[0-9] [[gallery]]", surroundings)

    assert html == "<p>See [nak09] and [prob] and [form id=3], a[0-9] [gallery]</p>"
    assert surroundings.findings.shortcodes == {"nak09": 1, "prob": 1, "form": 1}
    assert surroundings.findings.examples["shortcode form"] == ["[form id=3]"]


def test_code_is_left_alone():
    html = converted(
        "<pre>[gallery]\nif [youtube abcdefghijk]</pre>[sourcecode]a <b>\n\nc[/sourcecode]"
    )

    assert html == (
        "<pre><code>[gallery]\nif [youtube abcdefghijk]</code></pre>"
        "<pre><code>a &lt;b&gt;\n\nc</code></pre>"
    )


def test_blocks_are_what_stands_in_them():
    surroundings = around()
    text = (
        "<!-- wp:paragraph -->\n<p>One\nline</p>\n<!-- /wp:paragraph -->\n\n"
        '<!-- wp:image {"id":7} -->\n<figure class="wp-block-image"><img src="http://cdn.example/'
        'b.jpg" class="wp-image-7"/><figcaption>The boat</figcaption></figure><!-- /wp:image -->\n'
        '<!-- wp:embed {"url":"https://vimeo.com/12345678","type":"video"} -->\n<figure '
        'class="wp-block-embed"><div class="wp-block-embed__wrapper">\nhttps://vimeo.com/12345678\n'
        "</div><figcaption>A film</figcaption></figure>\n<!-- /wp:embed -->\n"
        '<!-- wp:gallery {"ids":[7,8]} --><figure class="wp-block-gallery"><figure><img class='
        '"wp-image-7" src="a.jpg"></figure><figure><img class="wp-image-8" src="b.jpg"></figure>'
        "</figure><!-- /wp:gallery -->\n"
        '<!-- wp:verse --><pre class="wp-block-verse">a\nb</pre><!-- /wp:verse -->'
        '<!-- wp:latest-posts {"n":{"a":1}} /-->\n'
        "typed between\n\nthe blocks\n"
    )

    html = converted(text, surroundings)

    assert html == (
        "<p>One line</p>"
        '<figure class="image" data-image-id="70"><figcaption>The boat</figcaption></figure>'
        '<figure class="embed" data-provider="vimeo" data-address="https://vimeo.com/12345678">'
        "<figcaption>A film</figcaption></figure>"
        '<figure class="gallery" data-image-ids="70,80"></figure>'
        "<p>a<br>b</p><p>typed between</p><p>the blocks</p>"
    )
    assert surroundings.findings.blocks == {"latest-posts": 1}


def test_links_into_the_old_site_lead_to_the_new():
    links = {
        "http://harbour.example/2016/03/pier/": "/2016/03/05/pier/",
        "/?p=12": "/2016/03/05/pier/",
    }
    surroundings = around(links=links)

    html = converted(
        '<a href="http://harbour.example/2016/03/pier/">a</a> <a href="/?p=12">b</a> '
        '<a href="/lost/">c</a> <a href="http://elsewhere.example/">d</a>',
        surroundings,
    )

    assert html == (
        '<p><a href="/2016/03/05/pier/">a</a> <a href="/2016/03/05/pier/">b</a> '
        '<a href="http://harbour.example/lost/">c</a> <a href="http://elsewhere.example/">d</a></p>'
    )
    assert surroundings.findings.links_lost == ["http://harbour.example/lost/"]


def test_what_a_text_refers_to_is_known_before_it_is_converted():
    found = references(
        '<a href="/about/">x</a> <img class="wp-image-7" src="http://h.example/b.jpg">'
        '[gallery ids="8, 9"] <!-- wp:gallery {"ids":[10,11]} -->'
    )

    assert found.addresses == {"/about/", "http://h.example/b.jpg"}
    assert found.ids == {"7", "8", "9", "10", "11"}
    assert found.wants_children


@pytest.mark.parametrize(
    "hostile",
    [
        "<" * 50_000,
        "[" * 50_000,
        "<!--" * 30_000,
        "[caption " * 20_000,
        "<div>" * 20_000,
        "[gallery ids=" + "1," * 30_000,
        "<!-- wp:a {" * 10_000,
        "<a href='" * 20_000,
        "\n \n" * 40_000,
    ],
    ids=lambda text: text[:10].strip() or "blank",
)
def test_texts_made_to_be_slow_are_read_all_the_same(hostile):
    """Each would take minutes if its length counted twice."""
    assert isinstance(converted(f"begin {hostile} end"), str)


@pytest.mark.parametrize(
    ("sizes", "outline"),
    [
        ([3, 3], [2, 2]),
        ([2, 4, 4, 2], [2, 3, 3, 2]),
        ([4, 2, 3, 4], [2, 2, 3, 4]),
        ([3, 2, 4], [2, 2, 3]),
        ([2, 3, 4], [2, 3, 4]),
        ([], []),
    ],
)
def test_headings_chosen_by_their_size_become_an_outline(sizes, outline):
    def text(levels):
        return "".join(f'<h{n} id="a{at}">x</h{n}><p>y</p>' for at, n in enumerate(levels))

    assert without_skips(text(sizes)) == text(outline)
    assert body.clean(text(outline)) == text(outline)
