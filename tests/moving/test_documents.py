"""Files of a former site that are no pictures: reports, tables, recordings; in, and out again."""

from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import call_command

from articles.actions.filing import store_document
from articles.models import Article, Document
from newsroom.kit.fetching import fetch
from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.models import Origin
from newsroom.moving.receipt import adds_up
from tests.articles.a_file import EVERY_KIND, MP3, PDF, upload
from tests.factories import ArticleFactory, DocumentFactory
from tests.moving.an_export import SITE, item, written
from tests.newsroom.test_fetching import counting_server

pytestmark = pytest.mark.django_db
UPLOADS = f"{SITE}/wp-content/uploads/2016/03"


@pytest.fixture
def uploads(tmp_path) -> Path:
    folder = tmp_path / "uploads"
    (folder / "2016/03").mkdir(parents=True)
    files = {
        "report.pdf": PDF,
        "bells.mp3": MP3,
        "film.mp4": EVERY_KIND["mp4"],
        "page.pdf": b"<html>",
    }
    for name, content in files.items():
        (folder / "2016/03" / name).write_bytes(content)
    return folder


def attachment(number, name, title="Leaflet", **more) -> str:
    address = f"{UPLOADS}/{name}"
    given = {"kind": "attachment", "status": "inherit", "link": f"{SITE}/leaflet-{number}/"}
    return item(number, title, "", file=address, guid=address, **{**given, **more})


def link(document, words) -> str:
    return f'<p><a href="{document.get_absolute_url()}">{words}</a></p>'


def test_documents_come_from_a_folder_once_each(take, uploads):
    parts = [
        item(1, "Story", f'<p>Read <a href="{UPLOADS}/report.pdf">the report</a>.</p>'),
        attachment(7, "report.pdf", "Annual report", parent=1, excerpt="Of 2016"),
        attachment(8, "page.pdf"),
        attachment(9, "gone.zip"),
        attachment(10, "flash.swf"),
    ]

    report = take(*parts, media=uploads)
    again = take(*parts, media=uploads)

    document = Document.objects.get()
    story = Article.objects.get()
    assert (document.title, document.name, document.open) == ("Annual report", "report.pdf", True)
    assert document.get_absolute_url() in story.body
    assert list(story.body_documents.all()) == [document]
    assert report["items"]["outcomes"] == {"story": 1, "document": 1}
    assert report["items"]["reasons"] == {
        "document refused": 1, "file not there": 1, "no picture": 1,
    }  # fmt: skip
    assert adds_up(report)
    assert again["items"] == report["items"]
    details = Origin.objects.get(foreign_id="7", kind="attachment").details
    assert (details["title"], details["caption"]) == ("Annual report", "Of 2016")
    refusal = Origin.objects.get(foreign_id="8", kind="attachment").details["refusal"]
    assert refusal.startswith("This is a web page")


def test_without_the_files_links_stay_as_they_are_and_are_told(take):
    parts = [
        item(1, "Story", f'<p><a href="{UPLOADS}/report.pdf">The report</a></p>'),
        attachment(7, "report.pdf"),
    ]

    report = take(*parts)

    assert f'href="{UPLOADS}/report.pdf"' in Article.objects.get().body
    assert report["documents_missing"] == 1
    assert report["look_first"][0]["documents_missing"] == [1, [f"{UPLOADS}/report.pdf"]]
    assert report["items"]["reasons"] == {"media left out": 1}
    assert report["links_lost"] == 0


def test_without_the_file_a_block_keeps_all_its_words(take):
    address = f"{UPLOADS}/report.pdf"
    block = (
        f'<div class="wp-block-file"><a href="{address}">The report</a>'
        f'<a href="{address}" class="wp-block-file__button" download>Download</a></div>'
    )

    take(item(1, "Story", block), attachment(7, "report.pdf"))

    assert "Download" in Article.objects.get().body


def test_documents_that_come_later_take_their_places(take, uploads):
    parts = [
        item(1, "Story", f'<p><a href="{UPLOADS}/report.pdf">The report</a></p>'),
        attachment(7, "report.pdf"),
    ]
    take(*parts)

    take(*parts, media=uploads)

    assert Article.objects.get().body == link(Document.objects.get(), "The report")


@pytest.mark.parametrize(
    "text",
    [
        f"[audio {UPLOADS}/bells.mp3]",
        f'[audio mp3="{UPLOADS}/bells.mp3"][/audio]',
        '<!-- wp:audio {"id":7} --><figure class="wp-block-audio">'
        f'<audio controls src="{UPLOADS}/bells.mp3"></audio></figure><!-- /wp:audio -->',
        f'<!-- wp:video {{"id":7}} --><figure class="wp-block-video"><video controls>'
        f'<source src="{UPLOADS}/bells.mp3"></video></figure><!-- /wp:video -->',
        '<!-- wp:file {"id":7} --><div class="wp-block-file">'
        f'<object class="wp-block-file__embed" data="{UPLOADS}/bells.mp3"></object>'
        f'<a href="{UPLOADS}/bells.mp3">The bells</a>'
        f'<a href="{UPLOADS}/bells.mp3" class="wp-block-file__button" download>Download</a></div>'
        "<!-- /wp:file -->",
        '<p><a href="/wp-content/uploads/2016/03/bells.mp3">bells.mp3</a></p>',
        f'<p><a href="{SITE}/leaflet-7/">The bells</a></p>',
        f'<p><a href="{SITE}/?attachment_id=7">The bells</a></p>',
    ],
)  # fmt: skip
def test_every_way_to_show_a_file_becomes_its_link(take, uploads, text):
    take(item(1, "Story", text), attachment(7, "bells.mp3", "The bells"), media=uploads)

    assert Article.objects.get().body == link(Document.objects.get(), "The bells")


def test_what_was_said_under_a_recording_stays_below_its_link(take, uploads):
    text = (
        f'<p>Before.</p><figure class="wp-block-audio"><audio src="{UPLOADS}/bells.mp3"></audio>'
        "<figcaption>At <em>noon</em></figcaption></figure><p>After.</p>"
    )

    take(item(1, "Story", text), attachment(7, "bells.mp3", "The bells"), media=uploads)

    told = link(Document.objects.get(), "The bells")
    assert Article.objects.get().body == f"<p>Before.</p>{told}<p>At <em>noon</em></p><p>After.</p>"


def test_old_addresses_of_a_document_lead_to_it_while_readers_may_have_it(take, uploads, client):
    take(item(1, "Story"), attachment(7, "report.pdf", parent=1), media=uploads)
    document = Document.objects.get()
    olds = ["/wp-content/uploads/2016/03/report.pdf", "/leaflet-7/", "/?attachment_id=7"]

    def answers():
        found = [client.get(old, headers={"host": "harbour.example"}) for old in olds]
        return [(answer.status_code, answer.get("Location", "")) for answer in found]

    assert answers() == [(301, f"http://testserver{document.get_absolute_url()}")] * 3
    Document.objects.update(open=False)
    assert {status for status, _place in answers()} == {404}
    document.delete()
    assert {status for status, _place in answers()} == {410}


def test_what_hung_on_a_draft_is_open_to_nobody(take, uploads, client):
    take(
        item(1, "Story", status="draft", gmt="0000-00-00 00:00:00"),
        attachment(7, "report.pdf", parent=1),
        media=uploads,
    )

    document = Document.objects.get()
    assert not document.open
    assert client.get(document.get_absolute_url()).status_code == 404


def test_what_was_in_the_bin_stays_there(take, uploads):
    report = take(attachment(7, "report.pdf", status="trash"), media=uploads)

    assert not Document.objects.exists()
    assert report["items"]["reasons"] == {"trash": 1}


def test_documents_are_fetched_from_where_they_were(take, monkeypatch):
    with counting_server({"/uploads/report.pdf": (200, {}, PDF)}) as (port, asked):
        openly = partial(fetch, may_reach=lambda place: True, ports=frozenset({port}))
        monkeypatch.setattr("newsroom.moving.actions.files.fetch", openly)
        url = f"http://127.0.0.1:{port}/uploads/report.pdf"
        parts = [
            item(1, "Story", f'<p><a href="{url}">The report</a></p>'),
            item(7, "Report", kind="attachment", status="inherit", file=url),
        ]

        take(*parts, fetch=True)
        take(*parts, fetch=True)

    assert asked == ["/uploads/report.pdf"]
    assert Article.objects.get().body == link(Document.objects.get(), "The report")


def test_a_dry_run_fetches_nothing_and_says_so(tmp_path, monkeypatch, capsys):
    with counting_server({"/a.pdf": (200, {}, PDF)}) as (port, asked):
        openly = partial(fetch, may_reach=lambda place: True, ports=frozenset({port}))
        monkeypatch.setattr("newsroom.moving.actions.files.fetch", openly)
        files = [f"http://127.0.0.1:{port}/a.pdf", f"http://127.0.0.1:{port}/b.jpg"]
        parts = [
            item(n, "File", kind="attachment", status="inherit", file=file)
            for n, file in enumerate(files, 1)
        ]
        export = written(tmp_path, *parts)

        call_command("import_wordpress", str(export), media="fetch", dry_run=True)

    told = capsys.readouterr().out
    assert asked == []
    assert "A dry run fetches nothing: 2 files were not asked for." in told
    assert "not fetched, as in every dry run: 2 files" in told
    assert not Document.objects.exists()


def test_a_dry_run_from_a_folder_leaves_no_file_behind(tmp_path, uploads, media):
    export = written(tmp_path, attachment(7, "report.pdf"))

    move = move_in([export], Wishes(media=uploads, dry_run=True), say=lambda line: None)

    assert move.report["items"]["outcomes"] == {"document": 1}
    assert not list(media.rglob("*.pdf"))


# Out again -----------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_the_export_for_wordpress_holds_them_as_attachments(tmp_path, editor):
    document = store_document(upload(), by=editor, title="Budget & more", is_open=True)
    kept = DocumentFactory()
    ArticleFactory(live=True, body=link(document, "The budget"))

    call_command("export", tmp_path / "out", "--wordpress", verbosity=0)

    wp = "{http://wordpress.org/export/1.2/}"
    root = ElementTree.parse(tmp_path / "out/wordpress.xml").getroot()  # noqa: S314 our own file
    found = {
        one.findtext(f"{wp}post_name"): one
        for one in root.iter("item")
        if one.findtext(f"{wp}post_type") == "attachment"
    }
    attached = found[f"document-{document.pk}"]
    address = f"http://testserver{document.get_absolute_url()}"
    assert attached.findtext(f"{wp}attachment_url") == address
    assert attached.findtext("title") == "Budget &amp; more"
    assert attached.findtext(f"{wp}status") == "inherit"
    assert found[f"document-{kept.pk}"].findtext(f"{wp}status") == "private"
    text = "{http://purl.org/rss/1.0/modules/content/}encoded"
    posts = [i for i in root.iter("item") if i.findtext(f"{wp}post_type") == "post"]
    assert f'href="{address}"' in posts[0].findtext(text)
    place = attached.find(f"{wp}postmeta").findtext(f"{wp}meta_value")
    assert (tmp_path / "out/uploads" / place).read_bytes() == PDF
    numbers = [one.findtext(f"{wp}post_id") for one in root.iter("item")]
    assert len(numbers) == len(set(numbers)) == 3
