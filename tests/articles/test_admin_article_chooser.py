"""What the writing page asks for while one writes: pictures, tags, clean text, embeds."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image as Pixels
from procrastinate.contrib.django.models import ProcrastinateJob

from articles.models import Image
from tests.factories import ArticleFactory, ImageFactory

pytestmark = pytest.mark.django_db


def at(name, *args) -> str:
    return reverse(f"admin:articles_article_{name}", args=args)


def photo(name="boat.jpg") -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Pixels.new("RGB", (800, 450), "steelblue").save(buffer, "JPEG")
    return SimpleUploadedFile(name, buffer.getvalue())


@pytest.fixture
def writing(client, reporter):
    client.force_login(reporter)
    return client


def test_a_file_is_taken_in_and_shown_before_its_sizes_are_made(writing, reporter):
    response = writing.post(at("pictures"), {"file": photo()})

    picture = Image.objects.get()
    assert response.status_code == 201
    assert response.json()["picture"]["id"] == picture.pk
    assert picture.uploaded_by == reporter
    shown = writing.get(response.json()["picture"]["wide"])
    assert Pixels.open(io.BytesIO(b"".join(shown.streaming_content))).size == (800, 450)


def test_a_picture_that_is_here_already_is_told_with_the_new_one(writing):
    first = writing.post(at("pictures"), {"file": photo()}).json()
    again = writing.post(at("pictures"), {"file": photo("same.jpg")}).json()

    assert first["twin"] is None
    assert again["twin"]["id"] == first["picture"]["id"]
    assert again["picture"]["id"] != first["picture"]["id"]


def test_what_is_no_picture_is_refused_in_words(writing):
    response = writing.post(at("pictures"), {"file": SimpleUploadedFile("a.jpg", b"<svg/>")})

    assert response.status_code == 422
    assert "is not a" in response.json()["errors"][0]
    assert not Image.objects.exists()


def test_no_file_is_refused_in_words(writing):
    assert writing.post(at("pictures")).json() == {"errors": ["No file arrived. Choose it again."]}


def test_pictures_are_found_by_every_word_wherever_it_stands(writing):
    wanted = ImageFactory(alt="A boat at dawn", credit="Photo: Ana")
    ImageFactory(alt="A boat at noon", credit="Photo: Bea")

    found = writing.get(at("pictures"), {"q": "boat ana"}).json()

    assert [picture["id"] for picture in found["pictures"]] == [wanted.pk]


def test_pictures_come_in_pages(writing):
    ImageFactory.create_batch(25)

    first = writing.get(at("pictures")).json()
    second = writing.get(at("pictures"), {"page": first["next"]}).json()

    assert (len(first["pictures"]), len(second["pictures"]), second["next"]) == (24, 1, None)


@pytest.mark.parametrize("count", [1, 6])
def test_a_page_of_pictures_costs_the_same_for_any_number(
    writing, django_assert_max_num_queries, count
):
    ImageFactory.create_batch(count, ready=True)

    with django_assert_max_num_queries(8):
        writing.get(at("pictures"))


def test_the_words_of_a_picture_and_its_focal_point_are_stored(writing):
    picture = ImageFactory(alt="", ready=True)
    sent = {"alt": "A red  boat", "caption": "At dawn", "credit": "Ana", "x": "20", "y": "130"}

    response = writing.post(at("picture", picture.pk), sent)

    picture.refresh_from_db()
    assert response.json()["picture"]["described"] is True
    assert (picture.alt, picture.caption, picture.credit) == ("A red boat", "At dawn", "Ana")
    assert (picture.focal_x, picture.focal_y) == (20, 100)
    assert ProcrastinateJob.objects.filter(task_name__contains="render_image").count() == 1


def test_words_that_are_too_long_are_refused_and_nothing_is_stored(writing):
    picture = ImageFactory(alt="A boat")

    response = writing.post(at("picture", picture.pk), {"alt": "x" * 301, "x": "1", "y": "1"})

    picture.refresh_from_db()
    assert response.json() == {"errors": ["Write at most 300 characters."]}
    assert picture.alt == "A boat"


def test_pasted_text_comes_back_as_it_may_stand_in_a_story(writing):
    pasted = (
        "<h1>Title</h1><p class=MsoNormal><b style='font-weight:normal'>Plain</b></p>"
        "<p>https://youtu.be/dQw4w9WgXcQ</p><script>x()</script>"
    )

    html = writing.post(at("clean"), {"html": pasted}).json()["html"]

    assert html == (
        '<h2 id="title">Title</h2><p>Plain</p><figure class="embed" data-provider="youtube"'
        ' data-address="https://www.youtube.com/watch?v=dQw4w9WgXcQ"></figure>'
    )


def test_an_address_that_cannot_be_embedded_is_refused_with_those_that_can(writing):
    known = writing.get(at("embed"), {"address": "https://vimeo.com/76979871"})
    unknown = writing.get(at("embed"), {"address": "https://example.com"})

    assert known.json()["provider"] == "vimeo"
    assert unknown.status_code == 422
    assert "Vimeo" in unknown.json()["errors"][0]


def test_tags_that_begin_with_what_is_typed_come_first(writing):
    ArticleFactory(tags=["New Madrid", "Madrid", "Sea"])

    assert writing.get(at("tags"), {"q": "mad"}).json() == {"names": ["Madrid", "New Madrid"]}


def test_who_may_not_add_pictures_adds_none(client, member):
    member.is_staff = True
    member.save()
    client.force_login(member)

    assert client.post(at("pictures"), {"file": photo()}).status_code == 403
    assert client.get(at("pictures")).status_code == 403
    assert client.get(at("file", ImageFactory().pk)).status_code == 403


def test_a_zero_character_in_a_description_is_left_out(writing):
    picture = ImageFactory()

    response = writing.post(at("picture", picture.pk), {"alt": "A\x00 boat"})

    assert response.status_code == 200
    picture.refresh_from_db()
    assert picture.alt == "A boat"


def test_what_is_said_of_a_picture_readers_see_is_changed_by_editors_only(writing, editor):
    picture = ImageFactory(alt="A boat", credit="", ready=True)
    ArticleFactory(live=True, lead_image=picture)
    as_it_is = {"alt": "A boat", "x": picture.focal_x, "y": picture.focal_y}

    refused = writing.post(at("picture", picture.pk), {**as_it_is, "alt": "Changed"})
    chosen = writing.post(at("picture", picture.pk), as_it_is)
    register = writing.post(f"/admin/articles/image/{picture.pk}/change/", {"alt": "Changed"})

    picture.refresh_from_db()
    assert refused.json()["errors"][0].startswith("Readers see this picture already")
    assert (refused.status_code, chosen.status_code, register.status_code) == (422, 200, 403)
    assert picture.alt == "A boat"
    writing.force_login(editor)
    writing.post(at("picture", picture.pk), {**as_it_is, "alt": "Changed"})
    picture.refresh_from_db()
    assert picture.alt == "Changed"
