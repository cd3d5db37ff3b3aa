"""Stories for WordPress: valid whatever they hold, and read back by our own importer."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from html import unescape
from xml.etree import ElementTree

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.utils import timezone

from articles import body
from articles.actions import media
from articles.models import Article, Author, Byline, Image, Redirect, Section, Tag
from comments.models import Comment
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.wxr.elements import element
from newsroom.site.models import Page
from tests.factories import ArticleFactory, AuthorFactory, CommentFactory, ImageFactory
from tests.moving.a_paper import ODD, adverse

pytestmark = pytest.mark.django_db(transaction=True)
WP = "{http://wordpress.org/export/1.2/}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"


@pytest.fixture
def written(tmp_path):
    def written():
        call_command("export", tmp_path / "out", "--wordpress", verbosity=0)
        return tmp_path / "out"

    return written


def items(folder, kind="post"):
    root = ElementTree.parse(folder / "wordpress.xml").getroot()  # noqa: S314 our own file
    return [item for item in root.iter("item") if item.findtext(f"{WP}post_type") == kind]


def words(html: str) -> str:
    """Without pictures: under them readers are shown more than the text says."""
    return one_line(body.plain_text(html.partition("<figure")[0]))


def one_line(text: str) -> str:
    """As the importer takes plain texts: no separator of lines is left in them."""
    return " ".join(text.replace("\u2028", "").split())


@pytest.mark.parametrize("text", ["]]>", "a]]]]>b", "\x00\x0b\x1f\ufffe", "<x>&amp;", "𝒪", ""])
def test_no_text_breaks_out_of_its_element(text):
    found = ElementTree.fromstring(element("title", text, nicename=f'"<{text}'))  # noqa: S314

    assert (found.text or "") == "".join(c for c in text if c >= " " and c != "\ufffe")


def test_our_own_importer_reads_it_back(editor, written, settings, tmp_path):
    adverse(editor)
    before = facts()
    folder = written()
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = tmp_path / "media-of-another"

    wishes = Wishes(media=folder / "uploads", trash=True)
    report = move_in([folder / "wordpress.xml"], wishes, say=lambda line: None).report

    after = facts()
    assert after == before
    assert report["items"]["skipped"] == 0
    assert report["comments"]["reasons"] == {}


def facts() -> dict:
    """What has to come over, by names: numbers are each site's own."""
    shown = Article.objects.published()
    said = Comment.objects.select_related("parent")
    return {
        "stories": Counter(
            (one_line(s.headline), one_line(s.standfirst), words(s.body))
            for s in Article.objects.all()
        ),
        "public": {(s.path, s.published_at.replace(microsecond=0)) for s in shown},
        "pages": {(p.slug, one_line(p.title), words(p.body)) for p in Page.objects.all()},
        "authors": {(a.slug, one_line(a.name)) for a in Author.objects.all()},
        "bylines": Byline.objects.count(),
        "parts": set(
            Section.objects.filter(stories__isnull=False).values_list("slug", "parent__slug")
        ),
        "tags": set(Tag.objects.values_list("slug", flat=True)),
        "pictures": [(one_line(i.alt), one_line(i.caption)) for i in Image.objects.order_by("pk")],
        "leads": Article.objects.exclude(lead_image=None).count(),
        "comments": Counter(
            (
                one_line(c.author_name),
                one_line(c.text),
                c.status,
                one_line(c.parent.text) if c.parent else "",
                len(c.ancestors),
            )
            for c in said
        ),
    }


def test_states_and_dates_are_those_of_wordpress(written, editor):
    at = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)
    ArticleFactory(live=True, slug="out", published_at=at)
    ArticleFactory(scheduled=True, slug="soon")
    ArticleFactory(withdrawn=True, slug="gone")
    ArticleFactory(status="review", slug="waits")
    ArticleFactory(slug="draft")

    found = {item.findtext(f"{WP}post_name"): item for item in items(written())}

    assert {slug: item.findtext(f"{WP}status") for slug, item in found.items()} == {
        "out": "publish", "soon": "future", "gone": "private", "waits": "pending", "draft": "draft",
    }  # fmt: skip
    out = found["out"]
    local = timezone.localtime(at)
    assert out.findtext(f"{WP}post_date") == f"{local:%Y-%m-%d %H:%M:%S}"
    assert out.findtext(f"{WP}post_date_gmt") == "2025-07-01 22:30:00"
    assert out.findtext("pubDate") == "Tue, 01 Jul 2025 22:30:00 +0000"
    assert found["draft"].findtext(f"{WP}post_date_gmt") == "0000-00-00 00:00:00"


def test_pictures_are_named_where_they_can_be_fetched_and_lie_beside_it(written, editor, run_jobs):
    image = media.store_image(
        ContentFile(ImageFactory.build(width=900, height=600).file.read(), "boat.jpg"),
        by=editor, alt="A boat", caption="A boat at noon.", credit="Ana",
    )  # fmt: skip
    run_jobs()
    ArticleFactory(
        live=True,
        lead_image=image,
        body=f'<figure class="image" data-image-id="{image.pk}"></figure>'
        '<p><a href="/x/">x</a></p>',
    )

    folder = written()

    (attached,) = items(folder, "attachment")
    (story,) = items(folder)
    url, pk = attached.findtext(f"{WP}attachment_url"), attached.findtext(f"{WP}post_id")
    metas = {
        m.findtext(f"{WP}meta_key"): m.findtext(f"{WP}meta_value")
        for item in (story, attached)
        for m in item.iter(f"{WP}postmeta")
    }
    text = story.findtext(CONTENT)
    assert url.startswith("http://testserver/media/pictures/")
    assert f'<img src="{url}" alt="A boat" class="wp-image-{pk}">' in text
    assert "A boat at noon. (Ana)" in text
    assert 'href="http://testserver/x/"' in text
    assert metas["_thumbnail_id"] == pk
    assert metas["_wp_attachment_image_alt"] == "A boat"
    assert (folder / "uploads" / metas["_wp_attached_file"]).is_file()


def test_what_wordpress_would_take_for_one_is_dated_a_second_apart(written, editor):
    at = datetime(2025, 7, 1, 22, 30, tzinfo=UTC)
    for headline in ("Été", "ETE", "Été", "Rain"):
        ArticleFactory(live=True, headline=headline, published_at=at)
    for _ in range(2):
        file = ContentFile(ImageFactory.build().file.read(), "image.jpg")
        media.store_image(file, by=editor, alt="A boat")
    Image.objects.update(created_at=at)

    folder = written()

    dated = [item.findtext(f"{WP}post_date_gmt")[11:] for item in items(folder)]
    assert dated == ["22:30:00", "22:30:01", "22:30:02", "22:30:00"]
    pictures = [item.findtext(f"{WP}post_date_gmt")[11:] for item in items(folder, "attachment")]
    assert pictures == ["22:30:00", "22:30:01"]


def test_two_hours_that_wear_one_time_on_the_clock_are_dated_apart(written):
    first = datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # half past two, twice, in Madrid
    for at in (first, first + timedelta(hours=1)):
        ArticleFactory(live=True, headline="Rain", published_at=at)

    dated = [item.findtext(f"{WP}post_date") for item in items(written())]

    assert dated == ["2025-10-26 02:30:00", "2025-10-26 02:30:01"]


def test_authors_get_the_login_wordpress_has_room_for(written):
    alike = "a" * 100
    authors = [
        AuthorFactory(slug=alike, name="Ana <Desk> & Co", email=f"{'x' * 60}@{'y' * 40}.example"),
        AuthorFactory(slug=f"{alike}b", email="bo@example.com"),
    ]
    ArticleFactory(live=True, authors=authors)

    folder = written()

    root = ElementTree.parse(folder / "wordpress.xml").getroot()  # noqa: S314
    told = [
        [holder.findtext(f"{WP}author_{part}") or "" for part in ("login", "email", "display_name")]
        for holder in root.iter(f"{WP}author")
    ]
    logins = [login for login, _, _ in told]
    assert all(len(login) <= 50 for login in logins)
    assert len(set(logins)) == 2
    assert [email for _, email, _ in told] == ["", "bo@example.com"]
    assert told[0][2] == "Ana &lt;Desk&gt; &amp; Co"
    (story,) = items(folder)
    assert story.findtext("{http://purl.org/dc/elements/1.1/}creator") == logins[0]
    several = [c.get("nicename") for c in story.iter("category") if c.get("domain") == "author"]
    assert several == [f"cap-{login}" for login in logins]


@pytest.mark.parametrize(("name", "kept"), [("𝒪" * 120, "𝒪" * 63), ("&" * 120, "&amp;" * 51)])
def test_a_comment_is_signed_with_what_wordpress_has_room_for(written, name, kept):
    Comment.objects.create(
        article=ArticleFactory(live=True), signature=name, text="Said", status="visible"
    )

    (story,) = items(written())

    assert next(story.iter(f"{WP}comment_author")).text == kept


def test_an_address_wordpress_gives_otherwise_leads_on_there(written):
    at = datetime(2025, 7, 1, 12, tzinfo=UTC)
    first = ArticleFactory(live=True, slug="rain", published_at=at)
    ArticleFactory(live=True, slug="rain", published_at=at + timedelta(days=1))
    moved = ArticleFactory(live=True, slug="snow", published_at=at)
    Article.objects.filter(pk=moved.pk).update(path="/2025/06/30/snow/")
    for path in ("/2025/06/29/sleet/", "/news/snow.html"):
        Redirect.objects.create(old_path=path, article=moved)

    found = [old_addresses(item) for item in items(written())]

    assert first.path == "/2025/07/01/rain/"
    assert found[:2] == [[("_wp_old_slug", "rain")]] * 2
    assert found[2] == [
        ("_wp_old_slug", "sleet"), ("_wp_old_date", "2025-06-29"), ("_wp_old_date", "2025-06-30"),
    ]  # fmt: skip


def old_addresses(item) -> list[tuple[str, str]]:
    metas = [
        (m.findtext(f"{WP}meta_key"), m.findtext(f"{WP}meta_value"))
        for m in item.iter(f"{WP}postmeta")
    ]
    return [(key, value) for key, value in metas if key.startswith("_wp_old")]


def test_numbers_begin_above_those_a_new_wordpress_has_given_already(written, editor):
    file = ContentFile(ImageFactory.build().file.read(), "boat.jpg")
    media.store_image(file, by=editor, alt="A boat")
    ArticleFactory(live=True)
    Page.objects.create(title="About", slug="about", body="<p>x</p>")

    folder = written()

    kinds = ("post", "page", "attachment")
    given = [int(i.findtext(f"{WP}post_id")) for kind in kinds for i in items(folder, kind)]
    assert len(set(given)) == 3
    assert min(given) > 100


def test_no_address_of_a_member_goes_along(written):
    story = ArticleFactory(live=True, authors=[AuthorFactory(), AuthorFactory()])
    said = CommentFactory(article=story, text="<b>&")

    text = (written() / "wordpress.xml").read_text()

    assert said.author.email not in text
    assert said.author.display_name in text
    assert "&lt;b&gt;&amp;" in text
    assert text.count('domain="author"') == 2


def test_a_part_that_is_called_as_another_gets_a_name_of_its_own(written):
    first, second = (Section.objects.create(name=n, slug=n.lower()) for n in ("News", "Sport"))
    parts = [Section.objects.create(name="Local", slug="local", parent=p) for p in (first, second)]
    Section.objects.create(name="News (local)", slug="news-local")

    root = ElementTree.parse(written() / "wordpress.xml").getroot()  # noqa: S314

    named = {
        c.findtext(f"{WP}category_nicename"): c.findtext(f"{WP}category_parent") or ""
        for c in root.iter(f"{WP}category")
    }
    assert named == {
        "news": "", "sport": "", "news-local": "",
        f"news-local-{parts[0].pk}": "news", "sport-local": "sport",
    }  # fmt: skip


def test_a_word_in_brackets_is_no_command(written):
    ArticleFactory(live=True, body='<p>See [video] <a href="https://x.example/?a[]=1">x</a></p>')

    (story,) = items(written())

    text = story.findtext(CONTENT)
    assert "[" not in text
    assert unescape(text) == '<p>See [video] <a href="https://x.example/?a[]=1">x</a></p>'


@pytest.mark.parametrize("count", [1, 3])
def test_the_questions_do_not_grow_with_the_stories(written, django_assert_num_queries, count):
    for _ in range(count):
        CommentFactory(article=ArticleFactory(live=True, tags=["Rain"], section=section()))

    with django_assert_num_queries(QUESTIONS):
        written()


QUESTIONS = 25


def section() -> Section:
    return Section.objects.get_or_create(name="News", slug="news")[0]


def test_odd_letters_are_whole(written):
    ArticleFactory(live=True, headline=ODD)

    assert unescape(items(written())[0].findtext("title")) == ODD
