"""A Ghost site moves in: posts, pages, people, tags and readers; its secrets stay unread."""

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core import mail
from django.core.management import CommandError, call_command

from articles import body
from articles.models import Article, Document
from newsletter.models import Newsletter, Subscription
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in_from_ghost
from newsroom.moving.ghost.markdown import from_markdown
from newsroom.moving.ghost.reading import open_ghost
from newsroom.moving.ghost.rendering import rendered
from newsroom.moving.models import Origin
from newsroom.moving.receipt import adds_up
from newsroom.moving.wxr.reading import Broken
from newsroom.site.models import Page
from tests.articles.a_file import EVERY_KIND, MP3, PDF
from tests.factories import ImageFactory

DATA = Path(__file__).resolve().parents[3] / "shared/data/ghost"
SITE = "https://reef.example"
SECRETS = ["$2b$10$hashOfAPassword", "-----BEGIN RSA PRIVATE KEY-----", "session-secret-value"]


def post(number: int, **fields) -> dict:
    return {
        "id": number, "title": f"Post {number}", "slug": f"post-{number}", "status": "published",
        "html": "<p>Words.</p>", "published_at": "2021-04-05T08:30:00.000Z", **fields,
    }  # fmt: skip


def export(*posts, wrapped: bool = True, **tables) -> dict:
    data = {
        "users": [
            {"id": 1, "name": "Noor Haddad", "slug": "noor", "email": "noor@reef.example",
             "password": SECRETS[0], "bio": "Writes."},
            {"id": 2, "name": "Gil", "slug": "gil", "password": SECRETS[0]},
        ],
        "settings": [
            {"key": "title", "value": "The Reef"},
            {"key": "timezone", "value": "Europe/Madrid"},
            {"key": "members_private_key", "value": SECRETS[1]},
            {"key": "session_secret", "value": SECRETS[2]},
        ],
        "posts": list(posts),
        **tables,
    }  # fmt: skip
    inner = {"meta": {"exported_on": 1, "version": "5.2.0"}, "data": data}
    return {"db": [inner]} if wrapped else inner


@pytest.fixture
def take(tmp_path, db):
    def take(found: dict, **wishes):
        file = tmp_path / "ghost.json"
        file.write_text(json.dumps(found))
        return move_in_from_ghost([file], Wishes(site=SITE, **wishes), say=lambda _: None).report

    return take


def test_a_post_comes_over_whole(take, client):
    report = take(
        export(
            post(
                7, title="The reef", slug="the-reef", custom_excerpt="In short.",
                html='<p>See <a href="__GHOST_URL__/about/">about</a>.</p>',
                meta_title="Reef, searched",
            ),
            post(8, title="About", slug="about", type="page", html="<p>Who we are.</p>"),
            posts_authors=[
                {"post_id": 7, "author_id": 2, "sort_order": 0},
                {"post_id": 7, "author_id": 1, "sort_order": 1},
            ],
            tags=[
                {"id": 1, "name": "Corals", "slug": "corals"},
                {"id": 2, "name": "#internal", "slug": "hash-internal"},
            ],
            posts_tags=[{"post_id": 7, "tag_id": 1}, {"post_id": 7, "tag_id": 2}],
            posts_meta=[{"post_id": 7, "meta_description": "For search engines."}],
        )
    )  # fmt: skip

    story = Article.objects.get()
    assert (story.headline, story.standfirst) == ("The reef", "In short.")
    assert story.body == '<p>See <a href="/about/">about</a>.</p>'
    assert story.path == "/2021/04/05/the-reef/"
    assert story.published_at == datetime(2021, 4, 5, 8, 30, tzinfo=UTC)
    assert [str(who) for who in story.byline_authors] == ["Gil", "Noor Haddad"]
    assert list(story.tags.names()) == ["Corals"]
    assert (story.seo_title, story.seo_description) == ("Reef, searched", "For search engines.")
    assert Page.objects.get().body == "<p>Who we are.</p>"
    assert adds_up(report)
    for address, place in (
        ("/the-reef/", story.path), ("/about/", "/about/"), ("/tag/corals/", "/tag/corals/"),
        ("/author/noor/", "/author/noor/"), ("/", "/"), ("/the-reef/amp/", story.path),
    ):  # fmt: skip
        answer = client.get(address, headers={"host": "reef.example"})
        assert (answer.status_code, answer["Location"]) == (301, f"http://testserver{place}")


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "scheduled", "published_at": "2031-01-01T00:00:00.000Z"},
        {"status": "sent"},
        {"visibility": "members"},
        {"visibility": "paid"},
    ],
)
def test_what_was_not_for_everybody_is_a_draft(take, client, fields):
    take(export(post(7, **fields)))

    assert Article.objects.get().status == "draft"
    assert client.get("/post-7/", headers={"host": "reef.example"}).status_code == 404


def test_an_old_export_has_other_fields(take):
    """Version 0.11: dates as milliseconds, pages by a flag, one author."""
    take(
        export(
            post(1, author_id=1, published_at=1_367_366_400_000, html="", markdown="*Old* text"),
            post(2, page=1, author_id=1),
            wrapped=False,
        )
    )

    story = Article.objects.get()
    assert story.published_at == datetime(2013, 5, 1, 0, 0, tzinfo=UTC)
    assert story.body == "<p><em>Old</em> text</p>"
    assert [str(who) for who in story.byline_authors] == ["Noor Haddad"]
    assert Page.objects.get().slug == "post-2"


def test_pictures_come_from_a_folder(take, tmp_path):
    (tmp_path / "images/2021/04").mkdir(parents=True)
    (tmp_path / "images/2021/04/coral.jpg").write_bytes(ImageFactory.build().file.read())
    url = "__GHOST_URL__/content/images/2021/04"

    report = take(
        export(
            post(
                7, feature_image=f"{url}/coral.jpg", html=f'<p>a</p><img src="{url}/coral.jpg">'
                f'<img src="{url}/gone.jpg" alt="Gone">',
            ),
            posts_meta=[{"post_id": 7, "feature_image_alt": "Coral",
                         "feature_image_caption": "<b>Red</b> coral"}],
        ),
        media=tmp_path / "images",
    )  # fmt: skip

    story = Article.objects.get()
    assert story.lead_image.alt == "Coral"
    assert story.lead_caption == "Red coral"
    assert f'data-image-id="{story.lead_image_id}"' in story.body
    assert report["pictures_missing"] == 1
    assert adds_up(report)


def test_files_sounds_and_films_come_as_documents(take, tmp_path, client):
    """Ghost keeps no list of its files: what texts name is what there was."""
    files = {
        "files/plan.pdf": PDF,
        "files/draft.pdf": PDF,
        "media/bells.mp3": MP3,
        "media/film.mp4": EVERY_KIND["mp4"],
    }
    for place, content in files.items():
        file = tmp_path / "content" / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    url = "__GHOST_URL__/content"
    cards = [
        {"type": "file", "src": f"{url}/files/plan.pdf", "fileTitle": "The plan"},
        {"type": "audio", "src": f"{url}/media/bells.mp3", "title": "The bells"},
        {"type": "video", "src": f"{url}/media/film.mp4", "fileName": "film.mp4"},
    ]
    written = {"root": {"children": cards}}
    draft = {"html": f'<a href="{url}/files/draft.pdf">x</a>', "status": "draft"}

    report = take(
        export(post(7, html="", lexical=json.dumps(written)), post(8, **draft)),
        media=tmp_path / "content",
    )

    assert report["documents_missing"] == 0
    found = {document.name: document for document in Document.objects.all()}
    story = Article.objects.get(headline="Post 7")
    assert story.body == "".join(
        f'<p><a href="{found[name].get_absolute_url()}">{words}</a></p>'
        for name, words in [
            ("plan.pdf", "The plan"), ("bells.mp3", "The bells"), ("film.mp4", "film.mp4"),
        ]
    )  # fmt: skip
    page = client.get(story.path).text
    assert "<audio " in page
    assert "<video " in page
    old = client.get("/content/files/plan.pdf", headers={"host": "reef.example"})
    assert old["Location"] == f"http://testserver{found['plan.pdf'].get_absolute_url()}"
    assert client.get(found["draft.pdf"].get_absolute_url()).status_code == 404


def test_readers_come_with_the_consent_they_gave_there(take):
    Newsletter.objects.create(name="Weekly", slug="weekly")
    readers = [
        {"id": 1, "email": "in@reader.example", "status": "subscribed",
         "created_at": "2020-01-01T00:00:00.000Z"},
        {"id": 2, "email": "out@reader.example", "status": "unsubscribed"},
        {"id": 3, "email": "IN@reader.example", "status": "subscribed"},
        {"id": 4, "email": "nonsense"},
    ]  # fmt: skip

    report = take(export(post(1), subscribers=readers), newsletter="weekly")

    found = Subscription.objects.select_related("subscriber").order_by("pk")
    assert [row.subscriber.email for row in found if row.receives] == []
    assert report["readers"]["in the file"] == 4
    assert (report["readers"]["twice"], report["readers"]["no address"]) == (1, 1)
    assert found.filter(subscriber__email="in@reader.example", confirmed_at=None).exists()
    assert len(mail.outbox) == 0


def test_secrets_are_neither_kept_nor_logged(take, tmp_path, caplog, capsys, monkeypatch):
    decoded = []
    real = json.JSONDecoder.raw_decode
    monkeypatch.setattr(
        json.JSONDecoder, "raw_decode",
        lambda self, *args, **given: decoded.append(found := real(self, *args, **given)) or found,
    )  # fmt: skip
    tables = {"sessions": [{"secret": SECRETS[2]}], "api_keys": [{"secret": SECRETS[1]}]}
    caplog.set_level(logging.DEBUG)

    report = take(export(post(1), **tables), report=tmp_path / "out")

    written = "".join(file.read_text() for file in (tmp_path / "out").iterdir())
    told = caplog.text + "".join(capsys.readouterr()) + json.dumps(report) + written
    rows = repr(list(Origin.objects.values())) + repr(list(Article.objects.values()))
    for secret in SECRETS:
        assert secret not in told
        assert secret not in rows
    # The other tables were not even read as values.
    assert not any("sessions" in repr(one) and SECRETS[2] in repr(one) for one in decoded)


def test_the_same_file_twice_changes_nothing(take):
    found = export(post(1), post(2, type="page"), tags=[{"id": 1, "name": "T", "slug": "t"}])
    first = take(found)

    again = take(found)

    assert again["changes"] == {}
    assert first["items"] == again["items"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"[1, 2]", "no JSON object"),
        (b'{"other": [1]}', "no “db”"),
        (b'{"db": [{"data": {"posts": [{"id": 1', "cut off"),
        (b'{"db": [{"data": {"posts": [{"id": 1}]}}], }', "not JSON"),
        (b'{"db": [{"data": {"posts": [{"id": \xff}]}}]}', "UTF-8"),
        (b'{"db": ' + b"[" * 100_000, "cut off|not JSON"),
    ],
)
def test_what_is_no_export_is_refused_in_words(tmp_path, content, words):
    file = tmp_path / "ghost.json"
    file.write_bytes(content)

    with pytest.raises(Broken, match=words):
        open_ghost(file, SITE)


def test_ghost_does_not_say_which_site_it_is_from(tmp_path, db):
    file = tmp_path / "ghost.json"
    file.write_text(json.dumps(export(post(1))))

    with pytest.raises(CommandError, match="--site"):
        call_command("import_ghost", str(file))


def test_rows_are_read_whatever_the_size_of_the_pieces(tmp_path, monkeypatch):
    monkeypatch.setattr("newsroom.moving.ghost.stream.CHUNK", 7)
    file = tmp_path / "ghost.json"
    file.write_text(
        json.dumps(export(post(1), post(12345), other=["}", '"', {"a": "]\\"}]), indent=1)
    )

    found = open_ghost(file, SITE)

    assert [item.foreign_id for item in found.things()] == ["1", "12345"]
    assert found.items == 2


LEXICAL = {
    "root": {
        "children": [
            {"type": "paragraph", "children": [
                {"type": "text", "text": "Bold & ", "format": 1},
                {"type": "link", "url": "https://x.example/?a=1&b=2",
                 "children": [{"type": "text", "text": "link", "format": 2}]},
            ]},
            {"type": "extended-heading", "tag": "h2",
             "children": [{"type": "text", "text": "Head"}]},
            {"type": "list", "listType": "number", "children": [
                {"type": "listitem", "children": [{"type": "extended-text", "text": "One"}]}]},
            {"type": "horizontalrule"},
            {"type": "image", "src": "https://x.example/a.jpg", "alt": "A", "caption": "C"},
            {"type": "embed", "url": "https://vimeo.com/12345678"},
            {"type": "callout", "calloutText": "Note"},
            {"type": "markdown", "markdown": "**md**"},
            {"type": "html", "html": "<p>raw</p>"},
            {"type": "something-new", "text": "Kept"},
        ]
    }
}  # fmt: skip
MOBILEDOC = {
    "version": "0.3.1",
    "markups": [["strong"], ["a", ["href", "https://x.example/?a=1&b=2"]], ["em"]],
    "atoms": [["soft-return", "", {}]],
    "cards": [
        ["hr", {}],
        ["image", {"src": "https://x.example/a.jpg", "alt": "A", "caption": "C"}],
        ["embed", {"url": "https://vimeo.com/12345678"}],
        ["callout", {"calloutText": "Note"}],
        ["card-markdown", {"markdown": "**md**"}],
        ["html", {"html": "<p>raw</p>"}],
        ["something-new", {"text": "Kept"}],
    ],
    "sections": [
        [1, "p", [[0, [0], 1, "Bold & "], [0, [1, 2], 2, "link"]]],
        [1, "h2", [[0, [], 0, "Head"]]],
        [3, "ol", [[[0, [], 0, "One"]]]],
        *([10, number] for number in range(7)),
    ],
}
SHOWN = (
    '<p><strong>Bold &amp; </strong><a href="https://x.example/?a=1&amp;b=2"><em>link</em></a></p>'
    '<h2 id="head">Head</h2><ol><li>One</li></ol><hr>'
    '<p>[<a href="https://x.example/a.jpg">Picture</a>: A – C]</p>'
    '<figure class="embed" data-provider="vimeo" data-address="https://vimeo.com/12345678"></figure>'
    '<aside class="factbox"><p>Note</p></aside><p><strong>md</strong></p><p>raw</p><p>Kept</p>'
)


@pytest.mark.parametrize(
    "row",
    [{"lexical": json.dumps(LEXICAL)}, {"mobiledoc": json.dumps(MOBILEDOC), "html": None}],
    ids=["lexical", "mobiledoc"],
)
def test_what_the_writing_page_keeps_is_shown_as_it_was(row):
    assert body.clean(rendered(row)) == SHOWN


@pytest.mark.parametrize("broken", ["{", "[]", "null", '{"root": 3}', '{"root": {"children": 7}}'])
def test_a_broken_document_is_no_text(broken):
    assert rendered({"lexical": broken, "mobiledoc": broken}) == ""


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("# One\n\n*two* __three__", "<h2>One</h2><p><em>two</em> <strong>three</strong></p>"),
        ("- a\n- b\n\n1. c", "<ul><li>a</li><li>b</li><li>c</li></ul>"),
        ("> q\n> r", "<blockquote><p>q r</p></blockquote>"),
        ("```\n<b> *x*\n```", "<pre><code>&lt;b&gt; *x*</code></pre>"),
        ("a `*b*` ![c](/d.png) [e](http://f.example/g_h_i)",
         '<p>a <code>*b*</code> <img src="/d.png" alt="c"> <a href="http://f.example/g_h_i">e</a></p>'),
        ("one  \ntwo\n***\nsnake_case_word", "<p>one<br>two</p><hr><p>snake_case_word</p>"),
        ("Title\n=====\ntext", "<h2>Title</h2><p>text</p>"),
    ],
)  # fmt: skip
def test_markdown_is_read_as_people_write_it(text, html):
    assert from_markdown(text) == html


def test_real_exports_agree_with_what_was_counted_by_another_way():
    files = sorted(DATA.glob("*.json"))
    files = [file for file in files if ".truth" not in file.name]
    if not files:
        pytest.skip("the real exports are not beside this folder")
    for file in files:
        truth = json.loads(file.with_name(f"{file.name}.truth.json").read_text())

        found = open_ghost(file, SITE)

        assert found.items == truth["tables"]["posts"], file
        items = list(found.things())
        assert len(items) == found.items
        assert sum(bool(item.body) for item in items) >= found.items - truth["no_html"]
        assert len(found.writers) == truth["tables"]["users"]
