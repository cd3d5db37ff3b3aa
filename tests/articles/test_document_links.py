"""Links to documents as readers, feeds and other programs get them."""

import pytest

from articles import body, documents
from articles.models import Document
from newsroom.site.models import Page
from tests.factories import ArticleFactory, DocumentFactory

pytestmark = pytest.mark.django_db


def recording(name, media_type, **fields) -> Document:
    return DocumentFactory(name=name, media_type=media_type, title="The debate", **fields)


def paragraph(document, words="Annual report", around="") -> str:
    return f'<p>{around}<a href="{document.get_absolute_url()}">{words}</a></p>'


def shown(html: str) -> str:
    return body.render(body.clean(html), {}, {}, documents.within(html))


def test_a_link_to_a_document_survives_cleaning():
    document = DocumentFactory()

    assert body.clean(paragraph(document)) == paragraph(document)


def test_kind_and_size_follow_the_words():
    document = DocumentFactory(size=1_258_291)

    assert shown(paragraph(document, around="Read the ")) == (
        f'<p>Read the <a href="{document.get_absolute_url()}">Annual report '
        '<span class="of-file">(PDF, 1.2\xa0MB)</span></a></p>'
    )


@pytest.mark.parametrize("words", ["Report (PDF)", "Report (pdf, 12 pages)"])
def test_what_the_words_say_already_is_not_said_twice(words):
    assert "of-file" not in shown(paragraph(DocumentFactory(), words))


def test_a_link_to_no_document_of_ours_is_left_as_it_is():
    document = DocumentFactory()
    there = paragraph(document)
    other = '<p><a href="/documents/999999/k3/x.pdf">a</a> <a href="https://x.example/documents/1/k3/x.pdf">b</a></p>'

    assert shown(there + other).endswith(other)


def test_a_whole_address_and_a_wrong_name_lead_to_the_right_one(settings):
    document = DocumentFactory()

    made = shown(f'<p><a href="{settings.SITE_URL}/documents/{document.pk}/old.pdf">A</a></p>')

    assert f'href="{document.get_absolute_url()}"' in made


def test_a_link_to_a_recording_alone_becomes_a_player_with_the_link_beside_it():
    document = recording("debate.mp3", "audio/mpeg", size=3_145_728)

    address = document.get_absolute_url()
    assert shown(paragraph(document, "Listen") + "<p>After.</p>") == (
        f'<figure class="player player--audio"><audio controls preload="none" src="{address}" '
        f'aria-label="The debate"></audio><figcaption><a href="{address}">Listen '
        '<span class="of-file">(MP3, 3.0\xa0MB)</span></a></figcaption></figure><p>After.</p>'
    )


def test_a_film_has_a_frame_of_its_own():
    made = shown(paragraph(recording("debate.mp4", "video/mp4")))

    assert '<video controls preload="none" playsinline src=' in made


@pytest.mark.parametrize("around", ["Listen: ", "<strong>Now</strong> "])
def test_a_recording_among_words_stays_a_link(around):
    made = shown(paragraph(recording("debate.mp3", "audio/mpeg"), around=around))

    assert "<audio" not in made


def test_on_paper_there_is_no_player_and_the_whole_address(client, settings):
    document = recording("debate.mp3", "audio/mpeg")
    story = ArticleFactory(live=True, body=paragraph(document))

    page = client.get(f"{story.path}?print=1").text

    assert "<audio" not in page
    assert f'href="{settings.SITE_URL}{document.get_absolute_url()}"' in page


def test_the_page_of_a_story_lets_its_player_play(client):
    story = ArticleFactory(live=True, body=paragraph(recording("debate.mp3", "audio/mpeg")))

    response = client.get(story.path)

    assert '<audio controls preload="none"' in response.text
    assert "media-src 'self'" in response["Content-Security-Policy"]


def test_feeds_hold_an_ordinary_whole_link(client, settings):
    document = recording("debate.mp3", "audio/mpeg")
    ArticleFactory(live=True, body=paragraph(document, "Listen"))

    feed = client.get("/feed/").text

    address = f"{settings.SITE_URL}{document.get_absolute_url()}"
    assert f'&lt;p&gt;&lt;a href="{address}"&gt;Listen&lt;/a&gt;&lt;/p&gt;' in feed


def test_a_page_of_the_site_says_it_too(client):
    document = DocumentFactory()
    Page.objects.create(title="Terms", slug="terms", body=paragraph(document))

    assert '<span class="of-file">(PDF, ' in client.get("/terms/").text


@pytest.mark.parametrize("count", [1, 3])
def test_a_text_costs_one_question_for_any_number_of_documents(count, django_assert_num_queries):
    html = "".join(map(paragraph, DocumentFactory.create_batch(count)))

    with django_assert_num_queries(1):
        shown(html)


def test_a_text_without_documents_costs_none(django_assert_num_queries):
    with django_assert_num_queries(0):
        shown("<p>Nothing but words.</p>")
