"""A body between the desk and its readers: ids, words, pictures, embeds."""

import re
import time
from pathlib import Path

import pytest
from lxml import html as lxml_html

from articles import body
from articles.models import Image
from tests.factories import ImageFactory

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"


def ids(html):
    return re.findall(r'<h\d id="([^"]*)"', html)


def test_headings_get_ids_from_their_words_and_no_two_the_same():
    made = body.clean("<h2>Dónde está</h2><p>x</p><h3>Dónde está</h3><p>x</p><h2>¿?</h2>")

    assert ids(made) == ["donde-esta", "donde-esta-2", "part"]


def test_a_reworded_heading_keeps_its_id():
    made = body.clean("<h2>Where it was</h2><p>x</p>")

    reworded = body.clean(made.replace("Where it was", "Where it really was"))

    assert ids(reworded) == ["where-it-was"]


def test_cleaning_again_changes_nothing():
    made = body.clean(
        "<h2 id='a'>A &amp; B</h2><h2 id='a'>B</h2><p>5&nbsp;km</p><aside class=factbox><h3>K</h3>"
        "<p>x</p></aside><figure class=image data-image-id=3></figure><hr><p>https://youtu.be/"
        "aaaaaaaaaaa</p>"
    )

    assert body.clean(made) == made


@pytest.mark.parametrize(
    "around",
    # Of the newsletter only the part that stands under a story.
    ["articles/**/*", "components/**/*", "comments/**/*", "newsletter/band", "newsletter/_form"],
)
def test_no_heading_takes_an_id_of_the_page_around_it(around):
    used = set()
    for template in [*TEMPLATES.glob(f"{around}.html"), TEMPLATES / "base.html"]:
        used |= set(re.findall(r'\bid="([^"]*)"', template.read_text()))
    shown = {re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "7", name) for name in used}
    shown.discard("7")  # made by a form, in full
    headings = "".join(f'<h2 id="{name}">Words</h2><p>x</p>' for name in sorted(shown))

    assert not shown & set(ids(body.clean(headings)))


def test_the_contents_name_the_headings_of_the_story_not_those_of_a_fact_box():
    html = body.clean(
        "<h2>One:</h2><p>x</p><aside class=factbox><h3>Box</h3><p>x</p></aside><h3>Two</h3><p>x</p>"
    )

    assert body.headings(html) == [body.Heading(2, "one", "One"), body.Heading(3, "two", "Two")]


def test_words_of_neighbouring_blocks_do_not_stick_together():
    html = (
        "<h2>One</h2><p>two<br>three</p><ul><li>four<ul><li>five</li></ul></li></ul><blockquote>"
        "<p>six</p><footer>seven</footer></blockquote><p>eig<strong>ht</strong> a &lt; b</p>"
    )

    assert body.plain_text(html) == "One two three four five six seven eight a < b"
    assert body.word_count(html) == 11
    assert body.word_count("") == 0
    assert body.word_count("<p>if a &lt;b then c&gt; d</p>") == 6


def test_pictures_are_those_of_figures_only():
    html = (
        '<figure class="image" data-image-id="4"></figure><p>data-image-id="9"</p>'
        '<figure class="gallery" data-image-ids="2,4,1"></figure>'
    )

    assert body.image_ids(html) == [4, 2, 1]


def test_links_are_found_once_each():
    assert body.links('<p><a href="/a/">x</a> <a href="/a/">y</a> <a href="/b/">z</a></p>') == {
        "/a/",
        "/b/",
    }


def with_renditions(**pictures):
    return Image.objects.prefetch_related("renditions").in_bulk([p.pk for p in pictures.values()])


@pytest.mark.django_db
def test_a_reader_gets_pictures_with_caption_credit_and_description():
    boat = ImageFactory(ready=True, alt='A "boat" <b>', caption="Own caption", credit="Photo: Eva")
    html = (
        f'<p>Before</p><figure class="image" data-image-id="{boat.pk}"><figcaption>'
        "The <em>port</em></figcaption></figure><p>After</p>"
    )

    shown = body.render(html, with_renditions(boat=boat))

    assert shown.index("Before") < shown.index("<figure") < shown.index("After")
    image = lxml_html.fragment_fromstring(shown, create_parent="div").find(".//img")
    assert image.get("alt") == 'A "boat" <b>'
    assert "<figcaption>The <em>port</em>" in shown
    assert "Photo: Eva" in shown
    assert "Own caption" not in shown
    assert shown.count("<img") == 1


@pytest.mark.django_db
def test_a_picture_that_is_gone_leaves_nothing_behind_but_the_words_around_it():
    shown = body.render('<p>a</p><figure class="image" data-image-id="999"></figure><p>b</p>', {})

    assert shown == "<p>a</p><p>b</p>"


@pytest.mark.django_db
def test_a_gallery_shows_its_pictures_in_order():
    one, two = ImageFactory(ready=True, alt="One"), ImageFactory(ready=True, alt="Two")
    html = f'<figure class="gallery" data-image-ids="{two.pk},999,{one.pk}"></figure>'

    shown = body.render(html, with_renditions(one=one, two=two))

    assert re.findall(r'alt="(\w+)"', shown) == ["Two", "One"]


@pytest.mark.django_db
@pytest.mark.parametrize("count", [1, 3])
def test_any_number_of_pictures_needs_no_more_queries(count, django_assert_num_queries):
    pictures = {str(n): ImageFactory(ready=True) for n in range(count)}
    html = "".join(
        f'<figure class="image" data-image-id="{picture.pk}"></figure>'
        for picture in pictures.values()
    )
    found = with_renditions(**pictures)

    with django_assert_num_queries(0):
        shown = body.render(html, found)

    assert shown.count("<img") == count


def test_an_embed_loads_nothing_before_it_is_asked_to():
    html = body.clean("<p>https://www.youtube.com/watch?v=aaaaaaaaaaa</p>")

    shown = body.render(html, {})

    assert "<iframe" not in shown
    assert "<script" not in shown
    assert 'href="https://www.youtube.com/watch?v=aaaaaaaaaaa"' in shown


def test_a_wide_table_scrolls_in_a_frame_with_a_name():
    shown = body.render(
        "<table><caption>Rain &amp; wind</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td>"
        "<td>2</td></tr></table><p>after</p>",
        {},
    )

    assert 'aria-label="Rain &amp; wind"' in shown
    assert shown.endswith("</table></div><p>after</p>")


def test_what_is_stored_is_not_trusted():
    shown = body.render('<p onclick="x()">a</p><script>1</script><a href="javascript:1">b</a>', {})

    assert shown == "<p>a</p><p>b</p>"


def test_the_longest_story_is_rendered_in_a_moment():
    html = body.clean("<h2>Part</h2><p>Some <strong>ordinary</strong> words of a story.</p>" * 400)
    start = time.process_time()

    body.render(html, {})

    assert time.process_time() - start < 1
