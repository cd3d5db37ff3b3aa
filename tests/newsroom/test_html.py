"""The clean form of a body: which blocks there are and what each may hold."""

import pytest

from newsroom.kit.html import allowed, sanitise


def recognise(address):
    known = address.startswith("https://video.example/")
    return ("youtube", address.split("?")[0]) if known else None


@pytest.mark.parametrize(
    "block",
    [
        "<p>Words with <strong>weight</strong>, <em>stress</em>, <s>regret</s>.</p>",
        "<p>H<sub>2</sub>O and m<sup>2</sup><br>and <code>code</code></p>",
        '<p><a href="https://example.com/?a=1&amp;b=2">away</a>, <a href="/news/">home</a></p>',
        '<p><a href="mailto:desk@example.com">write</a> <a href="tel:+34951000000">call</a></p>',
        '<h2 id="where">Where</h2><h3 id="when">When</h3><h4 id="why">Why</h4>',
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>",
        '<ol start="4"><li>Four</li><li>Five</li></ol>',
        '<table><caption>Rain</caption><thead><tr><th scope="col">Day</th>'
        '<th scope="col" colspan="2">Litres</th></tr></thead><tbody><tr>'
        '<th scope="row" rowspan="2">Monday</th><td>3</td><td>4</td></tr><tr><td>5</td>'
        "<td>6</td></tr></tbody></table>",
        "<blockquote><p>Said so.</p><footer>A neighbour</footer></blockquote>",
        '<blockquote class="pull"><p>Said so.</p></blockquote>',
        '<aside class="factbox"><h3 id="key">Key</h3><p>One</p><h4 id="more">More</h4>'
        "<ul><li>Two</li></ul></aside>",
        '<figure class="image" data-image-id="7"><figcaption>A <em>port</em></figcaption></figure>',
        '<figure class="gallery" data-image-ids="3,1,2"></figure>',
        '<figure class="embed" data-provider="youtube" data-address="https://video.example/1">'
        "<figcaption>The speech</figcaption></figure>",
        '<figure class="story" data-story-id="12"></figure>',
        "<p>Before</p><hr><p>After</p>",
        "<pre><code>a &lt; b\n  c</code></pre>",
        "<p>5\xa0km – « oui »</p>".replace("\xa0", "&nbsp;"),
    ],
)
def test_a_block_of_ours_stays_as_it_is(block):
    assert sanitise(block) == block
    assert sanitise(block, recognise) == block
    assert allowed(block) == block


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ("words", "<p>words</p>"),
        ("a <b>b</b><div>c<div>d</div></div>", "<p>a <strong>b</strong></p><p>c</p><p>d</p>"),
        ("<i>a</i>", "<p><em>a</em></p>"),
        ("<strike>a</strike> <del>b</del>", "<p><s>a</s> <s>b</s></p>"),
        ("<h1>One</h1><h5>Five</h5><h6>Six</h6>", "<h2>One</h2><h4>Five</h4><h4>Six</h4>"),
        ("<h2><b>Bold</b></h2>", "<h2>Bold</h2>"),
        ("<p>1<br><br>2<br>3<br>&nbsp;<br>4</p>", "<p>1</p><p>2<br>3</p><p>4</p>"),
        ("<p></p><p>&nbsp;</p><h2> </h2><p><br></p><ul><li></li></ul><p>x</p>", "<p>x</p>"),
        ("<p>one<div>two</div>three</p>", "<p>one</p><p>two</p><p>three</p>"),
        ("<em><p>a</p><p>b</p></em>", "<p><em>a</em></p><p><em>b</em></p>"),
        ("<dl><dt>Word</dt><dd>Meaning</dd></dl>", "<p><strong>Word</strong></p><p>Meaning</p>"),
        ("<details><summary>A</summary>B</details>", "<p><strong>A</strong></p><p>B</p>"),
        ("<center>Middle</center>", "<p>Middle</p>"),
        ('<p style="text-align:center">Middle</p>', "<p>Middle</p>"),
        ("<q>Yes</q>", "<p>“Yes”</p>"),
        ("<li>One</li><li>Two</li>", "<ul><li>One</li><li>Two</li></ul>"),
        ("<ul><li>A</li><ul><li>B</li></ul></ul>", "<ul><li>A<ul><li>B</li></ul></li></ul>"),
        ("<ul>loose<li>One</li></ul>", "<ul><li>loose</li><li>One</li></ul>"),
        ("<blockquote>bare</blockquote>", "<blockquote><p>bare</p></blockquote>"),
        ("<pre>a\n b</pre>", "<pre><code>a\n b</code></pre>"),
        ("<hr><p>a</p><hr><hr><p>b</p><hr>", "<p>a</p><hr><p>b</p>"),
        ("<p>a&nbsp;&nbsp;&nbsp;b   c\n d</p>", "<p>a b c d</p>"),
        ("<p>e\u0301</p>", "<p>é</p>"),
        ("<p>a\u200bb\u202ec\x07</p>", "<p>abc</p>"),
        ("<!-- note --><p>a</p>", "<p>a</p>"),
    ],
)  # fmt: skip
def test_what_is_not_ours_becomes_ours(given, made):
    assert sanitise(given) == made


@pytest.mark.parametrize(
    ("given", "made"),
    [
        (
            '<figure class="story w" data-story-id="12" onclick="x()">'
            "<figcaption>Said</figcaption></figure>",
            '<figure class="story" data-story-id="12"></figure><p>Said</p>',
        ),
        ('<p>a <figure class="story" data-story-id="3"></figure> b</p>',
         '<p>a</p><figure class="story" data-story-id="3"></figure><p>b</p>'),
        ('<ul><li>a<figure class="story" data-story-id="3"></figure></li></ul>',
         '<ul><li>a</li></ul><figure class="story" data-story-id="3"></figure>'),
        ('<figure class="story" data-story-id="0"></figure>', ""),
        ('<figure class="story" data-story-id="1 or 1=1"></figure>', ""),
        ('<figure class="story"></figure>', ""),
    ],
)  # fmt: skip
def test_a_card_is_a_number_on_the_page_itself(given, made):
    assert sanitise(given) == made


def test_a_table_of_the_editor_loses_its_wrappers():
    made = sanitise(
        '<div class="tableWrapper"><table><tbody><tr><th colspan="1" rowspan="1"><p>A</p></th>'
        "<th><p>B</p></th></tr><tr><td><p>1</p></td><td><p>2</p></td></tr></tbody></table></div>"
    )

    assert made == (
        '<table><thead><tr><th scope="col">A</th><th scope="col">B</th></tr></thead>'
        "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_a_table_that_only_lays_out_leaves_its_words():
    assert sanitise("<table><tr><td>one</td></tr><tr><td>two</td></tr></table>") == (
        "<p>one</p><p>two</p>"
    )
    assert sanitise(
        '<table role="presentation"><tr><td>one</td><td>two</td></tr></table>'
    ) == "<p>one</p><p>two</p>"  # fmt: skip


@pytest.mark.parametrize("span", ["0", "1", "-3", "5000", "x", ""])
def test_a_cell_spans_a_sane_number_of_columns_or_one(span):
    made = sanitise(f'<table><tr><td colspan="{span}">1</td><td>2</td></tr></table>')

    assert made == "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "java\nscript:alert(1)",
        "&#106;avascript:alert(1)",
        "\x01javascript:alert(1)",
        "data:text/html,<script>1</script>",
        "vbscript:x",
        "file:///etc/passwd",
        "https://paper.example@evil.example/",
        "https:\\\\evil.example",
        "../up",
    ],
)
def test_an_address_that_is_not_safe_leaves_its_words(address):
    assert sanitise(f'<p>See <a href="{address}">this</a>.</p>') == "<p>See this.</p>"


@pytest.mark.parametrize(
    "name", ["x y", "ñ", '"><script>', "-x", "a" * 200, "x'onclick='1", "x<b>"]
)
def test_a_heading_keeps_only_a_plain_id(name):
    assert sanitise(f"<h2 id='{name.replace(chr(39), '&#39;')}'>A</h2>") == "<h2>A</h2>"


@pytest.mark.parametrize(
    "content",
    [
        "<script>bad</script>",
        "<style>bad</style>",
        "<svg><text>bad</text></svg>",
        "<math><mtext><style><img src=x onerror=bad></style></mtext></math>",
        "<template>bad</template>",
        "<noscript>bad</noscript>",
        "<iframe srcdoc='bad'></iframe>",
        "<object data='javascript:bad'></object>",
        "<title>bad</title>",
    ],
)
def test_what_is_no_text_goes_with_all_it_holds(content):
    assert sanitise(f"<p>a</p>{content}<p>b</p>") == "<p>a</p><p>b</p>"


def test_a_foreign_picture_leaves_its_words_and_address_for_the_editor():
    made = sanitise(
        '<figure><img src="https://elsewhere.example/cat.jpg" alt="A cat">'
        "<figcaption>Asleep</figcaption></figure>"
    )

    assert made == (
        '<p>[<a href="https://elsewhere.example/cat.jpg">Picture</a>: A cat – Asleep]</p>'
    )
    assert sanitise('<p><img src="data:image/png;base64,AAAA" alt="A dog"></p>') == (
        "<p>[Picture: A dog]</p>"
    )
    assert (
        sanitise('<p>x<img src="https://t.example/p.gif" width="1" height="1"></p>') == "<p>x</p>"
    )
    assert (
        sanitise('<p>Well <img src="https://s.example/1f600.png" alt="😀"></p>') == "<p>Well 😀</p>"
    )


def test_a_known_frame_becomes_an_embed_and_an_unknown_one_a_link():
    frames = (
        '<iframe src="https://video.example/1?autoplay=1"></iframe>'
        '<iframe src="https://maps.example/2" title="Where it was"></iframe>'
    )

    assert sanitise(frames, recognise) == (
        '<figure class="embed" data-provider="youtube" data-address="https://video.example/1">'
        '</figure><p><a href="https://maps.example/2">Where it was</a></p>'
    )


def test_an_address_alone_in_its_paragraph_becomes_an_embed_when_it_is_known():
    assert sanitise("<p>https://video.example/9</p>", recognise).startswith('<figure class="embed"')
    assert sanitise("<p>See https://video.example/9</p>", recognise).startswith("<p>See")


def test_an_embed_written_by_hand_must_point_to_a_known_provider():
    forged = '<figure class="embed" data-provider="youtube" data-address="https://evil.example/">'

    assert sanitise(f"{forged}</figure>", recognise) == (
        '<p><a href="https://evil.example/">https://evil.example/</a></p>'
    )


@pytest.mark.parametrize(
    "figure",
    [
        '<figure class="image" data-image-id="0"></figure>',
        '<figure class="image" data-image-id="7 onload=x"></figure>',
        '<figure class="gallery" data-image-ids="x"></figure>',
        '<figure class="embed" data-provider="youtube" data-address="javascript:1"></figure>',
        '<figure class="image"></figure>',
    ],
)
def test_a_figure_that_names_nothing_is_dropped(figure):
    assert sanitise(f"<p>a</p>{figure}") == "<p>a</p>"
