"""Documents in the desk: adding, naming, replacing, deleting, and finding one while writing."""

import pytest
from django.urls import reverse, reverse_lazy

from articles.actions.filing import store_document
from articles.models import Document
from newsroom.site.models import Page
from tests.articles.a_file import EVERY_KIND, MP3, PDF, upload
from tests.articles.writing_page import saved, typed, written
from tests.factories import ArticleFactory, DocumentFactory, UserFactory

pytestmark = pytest.mark.django_db
DOCUMENTS = "/admin/articles/document/"
ADD = f"{DOCUMENTS}add/"
FOUND = reverse_lazy("admin:articles_article_documents")


def page_of(document, name="change") -> str:
    return reverse(f"admin:articles_document_{name}", args=[document.pk])


def linked(document, **story):
    body = f'<p><a href="{document.get_absolute_url()}">x</a></p>'
    return ArticleFactory(body=body, **story)


def shown(response) -> set[str]:
    return {document.title for document in response.context["cl"].result_list}


# Adding --------------------------------------------------------------------------------------
def test_a_reporter_adds_several_at_once(client, reporter):
    client.force_login(reporter)
    files = [upload(), upload(EVERY_KIND["xlsx"], "towns.xlsx")]

    response = client.post(ADD, {"files": files})

    assert response["Location"] == DOCUMENTS
    stored = Document.objects.values_list("title", "name", "uploaded_by", "open")
    assert set(stored) == {
        ("Annual report", "annual-report.pdf", reporter.pk, False),
        ("towns", "towns.xlsx", reporter.pk, False),
    }


def test_one_that_is_refused_keeps_none_of_the_others_out(client, reporter):
    client.force_login(reporter)
    page = upload(b"<!doctype html>", "report.html")

    response = client.post(ADD, {"files": [page, upload()]})

    assert "This is a web page or a drawing" in response.text
    stored = Document.objects.get()
    assert stored.title == "Annual report"
    assert page_of(stored) in response.text


def test_nothing_chosen_is_said_at_the_field(client, reporter):
    client.force_login(reporter)

    assert "errorlist" in client.post(ADD, {}).text


def test_one_file_is_answered_with_its_page(client, reporter):
    client.force_login(reporter)

    response = client.post(reverse("admin:articles_document_one"), {"file": upload()})

    stored = Document.objects.get()
    assert (response.status_code, response.json()) == (201, {"page": page_of(stored)})


@pytest.mark.parametrize(
    ("sent", "words"), [({}, "No file arrived"), ({"file": b"MZ"}, "a program")]
)
def test_one_file_that_is_refused_is_told_in_words(client, reporter, sent, words):
    client.force_login(reporter)
    files = {name: upload(content, "a.exe") for name, content in sent.items()}

    response = client.post(reverse("admin:articles_document_one"), files)

    assert response.status_code == 422
    assert words in response.json()["errors"][0]


# The list ------------------------------------------------------------------------------------
def test_the_list_is_searched_and_filtered(client, reporter):
    DocumentFactory(title="Budget", uploaded_by=reporter)
    DocumentFactory(title="Debate", name="debate.mp3", media_type="audio/mpeg", open=True)
    linked(DocumentFactory(title="Minutes"))
    client.force_login(reporter)

    def found(**asked):
        return shown(client.get(DOCUMENTS, asked))

    assert found() == {"Budget", "Debate", "Minutes"}
    assert found(q="budg") == {"Budget"}
    assert found(kind="sound") == {"Debate"}
    assert found(kind="text") == {"Budget", "Minutes"}
    assert found(use="mine") == {"Budget"}
    assert found(use="unused") == {"Budget", "Debate"}
    assert found(use="open") == {"Debate"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_any_number(client, editor, count, django_assert_num_queries):
    for document in DocumentFactory.create_batch(count):
        linked(document)
    client.force_login(editor)
    client.get(DOCUMENTS)

    with django_assert_num_queries(7):
        client.get(DOCUMENTS)


# One of them ---------------------------------------------------------------------------------
def test_a_reporter_names_what_no_reader_sees(client, reporter):
    document = DocumentFactory()
    client.force_login(reporter)

    client.post(page_of(document), {"title": "Budget of the town"})

    document.refresh_from_db()
    assert document.title == "Budget of the town"
    assert document.name == "report.pdf"


def test_what_readers_see_is_changed_by_editors_only(client, reporter, editor):
    document = DocumentFactory()
    linked(document, scheduled=True)

    for person, status, title in [(reporter, 403, document.title), (editor, 302, "Named")]:
        client.force_login(person)
        response = client.post(page_of(document), {"title": "Named"})
        document.refresh_from_db()
        assert (response.status_code, document.title) == (status, title)


def test_only_who_may_change_what_readers_see_opens_a_document(client, reporter, editor):
    document = DocumentFactory()

    for person, is_open in [(reporter, False), (editor, True)]:
        client.force_login(person)
        client.post(page_of(document), {"title": "Named", "open": "on"})
        document.refresh_from_db()
        assert document.open is is_open


def test_its_page_says_what_links_to_it(client, editor):
    document = DocumentFactory()
    linked(document, headline="Ferries stay in port")
    body = f'<p><a href="{document.get_absolute_url()}">x</a></p>'
    Page.objects.create(title="About the paper", slug="about", body=body)
    client.force_login(editor)

    page = client.get(page_of(document)).text

    assert "Ferries stay in port" in page
    assert "About the paper" in page
    assert document.get_absolute_url() in page


def test_the_desk_reads_what_readers_may_not_have_yet(client, reporter, member):
    document = DocumentFactory()
    address = page_of(document, "file")

    client.force_login(member)
    assert client.get(address).status_code == 302
    client.force_login(reporter)
    response = client.get(address)
    assert b"".join(response).startswith(b"%PDF")
    assert response["Content-Disposition"] == 'inline; filename="report.pdf"'
    assert response["Cache-Control"].startswith("private, no-store")


def test_a_preview_plays_and_hands_out_what_readers_may_not_have_yet(client, editor):
    sound = DocumentFactory(name="debate.mp3", media_type="audio/mpeg")
    body = f'<p><a href="{sound.get_absolute_url()}">Listen</a></p>'
    story = saved(written(body=body), editor)
    client.force_login(editor)

    page = client.post(reverse("admin:articles_article_preview"), typed(story, story=story.pk))

    place = page_of(sound, "file")
    assert f'<audio controls preload="none" src="{place}"' in page.text
    assert f'href="{place}"' in page.text
    part = client.get(place, headers={"range": "bytes=0-3"})
    assert (part.status_code, b"".join(part)) == (206, b"%PDF")


# Another file, and none ----------------------------------------------------------------------
def test_the_file_is_replaced_and_its_address_stays(client, reporter):
    document = store_document(upload(), by=reporter)
    address = document.get_absolute_url()
    client.force_login(reporter)

    response = client.post(page_of(document, "replace"), {"file": upload(PDF + b"2", "new.pdf")})

    assert response["Location"] == page_of(document)
    document.refresh_from_db()
    assert (document.get_absolute_url(), document.original_name) == (address, "new.pdf")


def test_another_kind_of_file_is_refused_at_the_field(client, reporter):
    document = store_document(upload(), by=reporter)
    client.force_login(reporter)

    page = client.post(page_of(document, "replace"), {"file": upload(MP3, "a.mp3")}).text

    assert "ends in .pdf, and the file is .mp3" in page


def test_what_readers_see_is_not_replaced_by_a_reporter(client, reporter):
    document = DocumentFactory(open=True)
    client.force_login(reporter)

    response = client.post(page_of(document, "replace"), {"file": upload()})

    assert response.status_code == 403


def test_what_nothing_links_to_is_deleted_with_its_file(
    client, editor, django_capture_on_commit_callbacks
):
    document = store_document(upload(), by=editor)
    client.force_login(editor)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(page_of(document, "delete"), {"post": "yes"})

    assert not Document.objects.exists()
    assert not document.file.storage.exists(document.file.name)


def test_what_something_links_to_is_not_deleted(client, editor):
    document = DocumentFactory()
    linked(document)
    client.force_login(editor)

    response = client.post(page_of(document, "delete"), {"post": "yes"})

    assert response.status_code == 403
    assert Document.objects.exists()


# While writing -------------------------------------------------------------------------------
def test_the_writing_page_finds_documents_by_their_words(client, reporter):
    wanted = DocumentFactory(title="Budget of the town", size=2048)
    DocumentFactory(title="Minutes")
    client.force_login(reporter)

    answer = client.get(FOUND, {"q": "town budget"}).json()

    line = wanted.get_absolute_url()
    told = {"id": wanted.pk, "title": "Budget of the town", "line": line, "says": "PDF, 2.0\xa0KB"}
    assert answer == {"documents": [told], "next": None}


def test_the_writing_page_takes_one_in(client, reporter):
    client.force_login(reporter)

    response = client.post(FOUND, {"file": upload()})

    document = Document.objects.get()
    assert response.status_code == 201
    assert response.json()["document"]["line"] == document.get_absolute_url()
    assert document.uploaded_by == reporter


def test_the_writing_page_tells_a_refusal_in_words(client, reporter):
    client.force_login(reporter)

    response = client.post(FOUND, {"file": upload(b"MZ", "a.exe")})

    assert (response.status_code, response.json()["errors"]) == (
        422, ["This is a program. Readers are handed none."],
    )  # fmt: skip


def test_who_is_not_of_the_desk_finds_nothing(client):
    client.force_login(UserFactory(role="Moderator"))

    assert client.get(FOUND).status_code == 403
    assert client.post(FOUND, {"file": upload()}).status_code == 403
