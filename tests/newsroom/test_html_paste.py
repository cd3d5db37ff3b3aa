"""Text pasted from other programs, each with the faults that program has."""

from newsroom.kit.html import sanitise


def word_item(words, level, marker, name="l0"):
    return (
        "<p class=MsoListParagraphCxSpMiddle style='text-indent:-18.0pt;"
        f"mso-list:{name} level{level} lfo1'><![if !supportLists]><span style='font-family:Symbol;"
        f"mso-list:Ignore'>{marker}<span style='font:7.0pt \"Times New Roman\"'>&nbsp;&nbsp;&nbsp; "
        f"</span></span><![endif]>{words}<o:p></o:p></p>\n"
    )


def test_lists_of_word_become_real_nested_lists():
    pasted = (
        "<p class=MsoNormal>Before<o:p></o:p></p>"
        + word_item("Fruit", 1, "·")
        + word_item("Apples", 2, "o")
        + word_item("<b>Pears</b>", 2, "o")
        + word_item("Bread", 1, "·")
        + word_item("Third", 1, "3.", "l1")
        + word_item("Fourth", 1, "4.", "l1")
        + "<p class=MsoNormal><o:p>&nbsp;</o:p></p><p class=MsoNormal>After</p>"
    )

    assert sanitise(pasted) == (
        "<p>Before</p><ul><li>Fruit<ul><li>Apples</li><li><strong>Pears</strong></li></ul></li>"
        '<li>Bread</li></ul><ol start="3"><li>Third</li><li>Fourth</li></ol><p>After</p>'
    )


def test_lists_of_word_whose_styles_were_lost_are_told_by_their_markers():
    pasted = (
        '<p class="MsoListParagraph">·&nbsp;&nbsp; First</p>'
        '<p class="MsoListParagraph" style="margin-left:72.0pt">o&nbsp; Under it</p>'
        '<p class="MsoListParagraph">1.&nbsp;&nbsp; One</p>'
    )

    assert sanitise(pasted) == (
        "<ul><li>First<ul><li>Under it</li></ul></li></ul><ol><li>One</li></ol>"
    )


def test_lists_of_word_online_are_joined():
    def item(words, level):
        return (
            '<div class="ListContainerWrapper SCXW1"><ul><li data-listid="2" '
            f'data-aria-level="{level}"><p class="Paragraph"><span class="TextRun">'
            f"<span>{words}</span></span></p></li></ul></div>"
        )

    assert sanitise(item("One", 1) + item("Inner", 2) + item("Two", 1)) == (
        "<ul><li>One<ul><li>Inner</li></ul></li><li>Two</li></ul>"
    )


def test_titles_quotes_and_footnotes_of_word_keep_their_words():
    pasted = (
        "<p class=MsoTitle>The title</p><p class=MsoQuote>They said.</p>"
        "<p class=MsoQuote>Twice.</p>"
        "<p class=MsoNormal>So<a style='mso-footnote-id:ftn1' href='#_ftn1' name='_ftnref1'>"
        "<span class=MsoFootnoteReference>[1]</span></a></p>"
        "<div style='mso-element:footnote-list'><div id=ftn1><p class=MsoFootnoteText>"
        "<a href='#_ftnref1'>[1]</a> The note</p></div></div>"
    )

    assert sanitise(pasted) == (
        "<h2>The title</h2><blockquote><p>They said.</p><p>Twice.</p></blockquote>"
        "<p>So[1]</p><p>[1] The note</p>"
    )


def test_the_margin_notes_of_colleagues_are_not_published():
    pasted = (
        "<p class=MsoNormal>Seen<span style='mso-hide:all'> hidden</span></p>"
        "<div style='mso-element:comment-list'><p>Is this true?</p></div>"
    )

    assert sanitise(pasted) == "<p>Seen</p>"


def test_google_docs_styles_become_elements_and_its_wrapper_goes():
    pasted = (
        '<meta charset="utf-8"><b style="font-weight:normal;" id="docs-internal-guid-1a2b">'
        '<h1 dir="ltr"><span style="font-weight:400">Title</span></h1><p dir="ltr">'
        '<span style="font-weight:700">Bold</span><span style="font-style:italic"> slant</span> '
        '<span style="text-decoration:line-through">gone</span> H<span style="font-size:0.6em;'
        'vertical-align:sub">2</span>O <span style="vertical-align:super">1</span></p><br>'
        '<ul><li dir="ltr" aria-level="1"><p role="presentation">one</p></li><ul><li>'
        '<p>inner</p></li></ul></ul><p><a href="https://www.google.com/url?q=https://example.com/a'
        '&amp;sa=D&amp;ust=1"><span style="color:#1155cc">link</span></a></p></b>'
    )

    assert sanitise(pasted) == (
        "<h2>Title</h2><p><strong>Bold</strong><em> slant</em> <s>gone</s> H<sub>2</sub>O "
        "<sup>1</sup></p><ul><li>one<ul><li>inner</li></ul></li></ul>"
        '<p><a href="https://example.com/a">link</a></p>'
    )


def test_classic_wordpress_text_gets_its_paragraphs():
    stored = (
        "First paragraph\nwith a line of its own\n\nSecond <b>one</b>\n\n<ul>\n<li>item</li>\n</ul>"
        "\n\n[prob] is no shortcode<!--more-->\n\n"
        '[caption id="a_1" align="alignleft" width="300"]<img src="https://old.example/a-300x200.jpg"'
        ' alt="A" width="300"> The caption[/caption]'
    )

    assert sanitise(stored) == (
        "<p>First paragraph<br>with a line of its own</p><p>Second <strong>one</strong></p>"
        "<ul><li>item</li></ul><p>[prob] is no shortcode</p>"
        '<p>[<a href="https://old.example/a-300x200.jpg">Picture</a>: A – The caption]</p>'
    )


def test_line_ends_inside_marked_paragraphs_mean_nothing():
    assert sanitise("<p>One\n\ntwo</p>\n\n<p>three</p>") == "<p>One two</p><p>three</p>"


def test_gutenberg_comments_go_and_what_they_wrapped_stays():
    stored = (
        '<!-- wp:paragraph {"fontSize":"large"} -->\n<p class="has-large-font-size">Words</p>\n'
        '<!-- /wp:paragraph -->\n<!-- wp:columns --><div class="wp-block-columns"><div><h3>Left'
        "</h3></div><div><p>Right</p></div></div><!-- /wp:columns -->"
        '<!-- wp:pullquote --><figure class="wp-block-pullquote"><blockquote><p>Big</p>'
        "<cite>Somebody</cite></blockquote></figure><!-- /wp:pullquote -->"
        '<!-- wp:table --><figure class="wp-block-table"><table><tbody><tr><td>1</td><td>2</td>'
        "</tr></tbody></table><figcaption>Numbers</figcaption></figure><!-- /wp:table -->"
    )

    assert sanitise(stored) == (
        "<p>Words</p><h3>Left</h3><p>Right</p>"
        '<blockquote class="pull"><p>Big</p><footer>Somebody</footer></blockquote>'
        "<table><caption>Numbers</caption><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"
    )


def test_a_post_of_a_network_is_kept_as_an_embed_or_as_a_quotation():
    post = (
        '<blockquote class="twitter-tweet"><p>Rain!</p>— Town (@town) '
        '<a href="https://x.example/town/status/1">May 1</a></blockquote>'
        '<script async src="https://platform.example/widgets.js"></script>'
    )

    def recognise(address):
        return ("x", address) if address.startswith("https://x.example/") else None

    assert sanitise(post, recognise) == (
        '<figure class="embed" data-provider="x" data-address="https://x.example/town/status/1">'
        '<figcaption>Rain! — Town (@town) <a href="https://x.example/town/status/1">May 1</a>'
        "</figcaption></figure>"
    )
    assert sanitise(post) == (
        "<blockquote><p>Rain!</p><p>— Town (@town) "
        '<a href="https://x.example/town/status/1">May 1</a></p></blockquote>'
    )


def test_what_medium_exports_becomes_plain_blocks():
    exported = (
        '<section name="a1"><div class="section-divider"><hr></div><div class="section-content">'
        '<h3 name="b2" id="b2" class="graf">Title</h3><p name="c3" class="graf">'
        '<strong class="markup--strong">Hi</strong></p></div></section>'
    )

    assert sanitise(exported) == '<h3 id="b2">Title</h3><p><strong>Hi</strong></p>'
