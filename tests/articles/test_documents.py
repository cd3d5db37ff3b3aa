"""Documents: what is taken, under which address it stands, and who gets it when."""

from datetime import timedelta
from urllib.parse import quote

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from articles import documents, links
from articles.actions import editing, filing, publishing
from articles.document_kinds import KINDS
from articles.models import Article, Document
from newsroom.site.models import Page
from tests.articles.a_file import EVERY_KIND, MP3, PDF, film, office, ole, packed, upload
from tests.factories import ArticleFactory, DocumentFactory, SectionFactory

pytestmark = pytest.mark.django_db


NOT_THERE = "/documents/999999/k3m9x2p7w4qa/report.pdf"


def escaped(address: str) -> str:
    """As the way to the sign-in page names it."""
    return quote(address, safe="")


def link_to(document) -> str:
    return f'<p>The <a href="{document.get_absolute_url()}">report</a> is out.</p>'


def got(client, address, **headers):
    """The answer read to its end, as `body`."""
    response = client.get(address, headers=headers)
    response.body = b"".join(response) if response.streaming else response.content
    return response


# What is taken -------------------------------------------------------------------------------
@pytest.mark.parametrize("ending", KINDS)
def test_every_kind_is_told_by_its_content(ending, editor):
    file = upload(EVERY_KIND[ending], f"Año {ending}.{ending}")

    document = filing.store_document(file, by=editor)

    assert document.name == f"ano-{ending}.{ending}"
    assert document.media_type == KINDS[ending].media_type
    assert (document.title, document.size) == (f"Año {ending}", len(EVERY_KIND[ending]))
    with document.file.open() as stored:
        assert stored.read() == EVERY_KIND[ending]


def test_a_name_that_lies_is_put_right(editor):
    document = filing.store_document(upload(PDF, "tables.xlsx"), by=editor)

    assert (document.name, document.media_type) == ("tables.pdf", "application/pdf")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("page.html", b"<!DOCTYPE html><p>x", "a web page or a drawing"),
        ("report.pdf", b"  <html><script>", "a web page or a drawing"),
        ("drawing.svg", b"<svg xmlns='x'>", "a web page or a drawing"),
        ("table.csv", b"\xef\xbb\xbf<script>alert(1)</script>", "a web page or a drawing"),
        ("notes.txt", b"<?php system(1);", "a web page or a drawing"),
        ("setup.exe", b"MZ\x90\x00\x03", "a program"),
        ("report.pdf", b"\x7fELF\x02\x01", "a program"),
        ("run.txt", b"#!/bin/sh\nrm -r /", "a program"),
        ("app.zip", packed(**{"META-INF/MANIFEST.MF": "x"}), "a program"),
        ("budget.xlsx", office("xl", "xl/vbaProject.bin"), "macros"),
        ("old.doc", ole("WordDocument") + "_VBA_PROJECT".encode("utf-16-le"), "macros"),
        ("table.csv", b"a,b\x00c", "is not taken"),
        ("code.js", b"alert(1)", "is not taken"),
        ("photo.mp4", film(b"heic"), "is not taken"),
        ("film.ogg", b"OggS" + bytes(24) + b"\x80theora", "is not taken"),
        ("broken.docx", b"PK\x03\x04" + bytes(50), "damaged"),
        ("nothing.pdf", b"", "empty"),
    ],
)
def test_what_may_run_or_is_not_known_is_refused_in_words(name, content, words, editor):
    with pytest.raises(ValidationError, match=words):
        filing.store_document(upload(content, name), by=editor)

    assert not Document.objects.exists()


def test_a_file_above_the_limit_is_refused(editor, settings):
    settings.LARGEST_DOCUMENT = len(PDF) - 1

    with pytest.raises(ValidationError, match="larger than"):
        filing.store_document(upload(), by=editor)


# Who gets it ---------------------------------------------------------------------------------
def test_a_document_nobody_links_to_is_as_one_that_does_not_exist(client):
    document = DocumentFactory()

    refused, none = client.get(address := document.get_absolute_url()), client.get(NOT_THERE)

    assert refused.status_code == none.status_code == 404
    assert refused.text.replace(escaped(address), escaped(NOT_THERE)) == none.text
    assert refused["Cache-Control"] == none["Cache-Control"]


def test_an_open_document_is_answered(client):
    document = DocumentFactory(open=True)

    response = got(client, document.get_absolute_url())

    assert response.status_code == 200
    assert response.body == b"%PDF-1.4\nA report.\n%%EOF\n"


@pytest.mark.parametrize(
    ("state", "status"), [("live", 200), ("scheduled", 404), ("withdrawn", 404)]
)
def test_a_document_is_answered_while_readers_see_a_story_that_links_to_it(client, state, status):
    document = DocumentFactory()
    ArticleFactory(body=link_to(document), **{state: True})

    assert got(client, document.get_absolute_url()).status_code == status


def test_an_embargoed_document_comes_with_the_story_and_goes_with_it(client, editor):
    document = DocumentFactory()
    written = Article(
        headline="Ferries", standfirst="So.", section=SectionFactory(), body=link_to(document)
    )
    story = editing.create(written, by=editor, authors=[])
    address = document.get_absolute_url()
    publishing.publish(story, by=editor, at=timezone.now() + timedelta(hours=1), override="x")
    assert got(client, address).status_code == 404

    publishing.publish(story, by=editor, at=timezone.now(), override="x")
    assert got(client, address).status_code == 200

    publishing.withdraw(story, by=editor)
    assert got(client, address).status_code == 404


def test_saving_a_text_without_the_link_takes_the_document_away(client, editor):
    document = DocumentFactory()
    story = ArticleFactory(live=True, body=link_to(document))
    story.body = "<p>Nothing.</p>"

    editing.save(story, by=editor, base=story.version, authors=list(story.authors.all()))

    assert got(client, document.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("host", ["", "SITE_URL"])
def test_a_page_of_the_site_that_links_to_it_lets_readers_have_it(client, settings, host):
    document, other = DocumentFactory(), DocumentFactory()
    start = getattr(settings, host, "")
    Page.objects.create(
        title="About",
        slug="about",
        body=f'<p><a href="{start}{document.get_absolute_url()}">x</a></p>',
    )

    assert got(client, document.get_absolute_url()).status_code == 200
    assert got(client, other.get_absolute_url()).status_code == 404
    assert documents.is_linked(document)
    assert not documents.is_linked(other)


def test_another_name_leads_to_the_right_one_only_where_readers_may_have_it(client):
    shown, hidden = DocumentFactory(open=True), DocumentFactory()

    led = client.get(f"/documents/{shown.pk}/{shown.key}/other.pdf")
    assert led["Location"] == shown.get_absolute_url()
    assert client.get(f"/documents/{hidden.pk}/{hidden.key}/other.pdf").status_code == 404


def test_who_counts_numbers_up_finds_none_that_stands_behind_the_wall(client):
    document = DocumentFactory()
    ArticleFactory(live=True, access="members", body=link_to(document))
    counted = [
        f"/documents/{document.pk}/{key}report.pdf"
        for key in ("", "k3m9x2p7w4qa/", f"{DocumentFactory().key}/")
    ]

    found = [client.get(address, follow=True).status_code for address in counted]
    assert found == [404] * 3
    assert got(client, document.get_absolute_url()).status_code == 200


def test_where_files_lie_is_no_address(client):
    document = DocumentFactory(open=True)

    assert client.get(f"/media/{document.file.name}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_handing_one_out_costs_one_question(client, count, django_assert_num_queries):
    made = DocumentFactory.create_batch(count)
    ArticleFactory(live=True, body="".join(map(link_to, made)))
    got(client, NOT_THERE)  # what is kept of the site is known by now

    with django_assert_num_queries(1):
        got(client, made[0].get_absolute_url())


# How it is answered --------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ending", "how"),
    [
        ("pdf", "inline"), ("mp3", "inline"), ("mp4", "inline"), ("csv", "attachment"),
        ("docx", "attachment"), ("zip", "attachment"),
    ],
)  # fmt: skip
def test_only_what_browsers_show_by_themselves_is_shown(client, editor, ending, how):
    file = upload(EVERY_KIND[ending], f"a.{ending}")
    document = filing.store_document(file, by=editor, is_open=True)

    response = got(client, document.get_absolute_url(), accept_encoding="gzip, br")

    assert response["Content-Disposition"] == f'{how}; filename="a.{ending}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("default-src 'none'; ")
    assert "script-src" not in response["Content-Security-Policy"]
    assert response["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert not response.has_header("Content-Encoding")
    assert not response.cookies


def test_a_kind_nobody_knows_is_never_told_to_a_browser(client):
    document = DocumentFactory(open=True, media_type="text/html")

    response = got(client, document.get_absolute_url())

    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-3", "0-3"), ("bytes=4-", "4-23"), ("bytes=-5", "19-23"), ("bytes=20-99", "20-23"),
        ("bytes=-99", "0-23"),
    ],
)  # fmt: skip
def test_players_get_the_part_they_ask_for(client, asked, part):
    content = bytes(range(97, 121))
    document = DocumentFactory(open=True, media_type="audio/mpeg", name="a.mp3", content=content)
    first, last = map(int, part.split("-"))

    response = got(client, document.get_absolute_url(), range=asked)

    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {part}/24"
    assert response["Content-Length"] == str(last - first + 1)
    assert response.body == content[first : last + 1]


@pytest.mark.parametrize("asked", ["bytes=24-", "bytes=99-100", "bytes=-0"])
def test_a_part_the_file_does_not_have_is_416(client, asked):
    document = DocumentFactory(open=True, content=b"a" * 24)

    response = got(client, document.get_absolute_url(), range=asked)

    assert (response.status_code, response["Content-Range"]) == (416, "bytes */24")


@pytest.mark.parametrize("asked", ["bytes=5-2", "bytes=-", "lines=0-3", "bytes=0-1,4-5", "x"])
def test_what_is_no_single_part_is_answered_with_the_whole(client, asked):
    document = DocumentFactory(open=True)

    assert got(client, document.get_absolute_url(), range=asked).status_code == 200


def test_a_part_of_a_file_that_was_replaced_since_is_not_mixed_into_the_former(client, editor):
    document = DocumentFactory(open=True)
    address = document.get_absolute_url()
    before = got(client, address)["ETag"]

    filing.replace_document(document, upload(PDF + b"more"), by=editor)

    asked = got(client, address, range="bytes=0-3", if_range=before)
    assert (asked.status_code, asked.body) == (200, PDF + b"more")
    assert got(client, address, if_none_match=before).status_code == 200
    unchanged = got(client, address, if_none_match=asked["ETag"])
    assert (unchanged.status_code, unchanged["ETag"]) == (304, asked["ETag"])


# Another file, and none ----------------------------------------------------------------------
def test_another_file_stands_under_the_same_address_and_the_former_goes(
    editor, django_capture_on_commit_callbacks
):
    document = filing.store_document(upload(), by=editor, title="Budget")
    address, former = document.get_absolute_url(), document.file.name

    with django_capture_on_commit_callbacks(execute=True):
        filing.replace_document(document, upload(PDF + b"2", "final_v7.pdf"), by=editor)

    document.refresh_from_db()
    assert (document.get_absolute_url(), document.title) == (address, "Budget")
    assert document.original_name == "final_v7.pdf"
    with document.file.open() as stored:
        assert stored.read() == PDF + b"2"
    assert not document.file.storage.exists(former)


def test_a_file_of_another_kind_does_not_take_the_address(editor):
    document = filing.store_document(upload(), by=editor)

    with pytest.raises(ValidationError, match=r"ends in \.pdf, and the file is \.mp3"):
        filing.replace_document(document, upload(MP3, "report.pdf"), by=editor)

    document.refresh_from_db()
    with document.file.open() as stored:
        assert stored.read() == PDF


def test_what_a_draft_links_to_is_not_thrown_away(editor, django_capture_on_commit_callbacks):
    linked, loose = DocumentFactory(), DocumentFactory()
    ArticleFactory(body=link_to(linked))

    with pytest.raises(ValidationError, match="links to this document"):
        filing.throw_away(linked, by=editor)
    with django_capture_on_commit_callbacks(execute=True):
        filing.throw_away(loose, by=editor)

    assert Document.objects.get() == linked
    assert not loose.file.storage.exists(loose.file.name)


# Links of texts ------------------------------------------------------------------------------
def test_saving_keeps_the_list_of_what_a_text_links_to(editor):
    one, two = DocumentFactory.create_batch(2)
    text = (
        link_to(one)
        + link_to(two)
        + link_to(one)
        + '<p><a href="/documents/99999/k3/x.pdf">x</a></p>'
    )

    story = editing.create(Article(headline="A", section=SectionFactory(), body=text), by=editor)

    assert set(story.body_documents.all()) == {one, two}


def test_a_link_to_a_document_that_is_not_there_is_told():
    document = DocumentFactory()
    there, gone = document.get_absolute_url(), "/documents/99999/k3/x.pdf"

    found = links.dead(f'<p><a href="{there}">a</a> <a href="{gone}">b</a></p>')

    assert found == [gone]
