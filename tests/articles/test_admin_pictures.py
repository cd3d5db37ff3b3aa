"""Pictures in the desk: adding, describing, the point every crop keeps."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse, reverse_lazy

from articles.admin.focal_point import crop_box
from articles.models import Image
from tests.factories import ArticleFactory, ImageFactory, UserFactory, _jpeg

pytestmark = pytest.mark.django_db
PICTURES = "/admin/articles/image/"
ADD = "/admin/articles/image/add/"


def jpeg(name="boat.jpg", width=64):
    return SimpleUploadedFile(name, _jpeg(width, 36), "image/jpeg")


def test_a_reporter_adds_several_pictures_at_once(client, reporter):
    client.force_login(reporter)

    response = client.post(ADD, {"files": [jpeg(), jpeg("pier.jpg", 65)], "credit": "Photo: Ana"})

    assert response["Location"] == f"{PICTURES}?shelf=undescribed"
    stored = Image.objects.all()
    assert {image.original_name for image in stored} == {"boat.jpg", "pier.jpg"}
    assert {(i.credit, i.uploaded_by) for i in stored} == {("Photo: Ana", reporter)}


def test_what_is_not_a_picture_is_refused_in_words_and_the_others_are_kept(client, reporter):
    client.force_login(reporter)
    text = SimpleUploadedFile("notes.jpg", b"not a picture at all", "image/jpeg")

    response = client.post(ADD, {"files": [jpeg(), text]})

    assert "This is not a JPEG, PNG, WebP or AVIF picture" in response.text
    assert "notes.jpg" in response.text
    assert [image.original_name for image in Image.objects.all()] == ["boat.jpg"]


def test_nothing_chosen_is_said_at_the_field(client, reporter):
    client.force_login(reporter)

    response = client.post(ADD, {"credit": ""})

    assert "errorlist" in response.text


def test_words_and_point_of_a_picture_are_saved_and_its_sizes_made_anew(client, reporter, run_jobs):
    image = ImageFactory(alt="")
    client.force_login(reporter)

    client.post(
        reverse("admin:articles_image_change", args=[image.pk]),
        {
            "focal_point_x": 20, "focal_point_y": 80, "alt": "A boat", "caption": "Noon",
            "credit": "Photo: Ana",
        },
    )  # fmt: skip

    image.refresh_from_db()
    assert (image.focal_x, image.focal_y, image.alt, image.caption) == (20, 80, "A boat", "Noon")
    assert run_jobs() == ["articles.tasks.render_image"]


@pytest.mark.parametrize("x", ["101", "-1", "left"])
def test_a_point_outside_the_picture_is_refused(client, reporter, x):
    image = ImageFactory()
    client.force_login(reporter)

    response = client.post(
        reverse("admin:articles_image_change", args=[image.pk]),
        {"focal_point_x": x, "focal_point_y": 50, "alt": "A boat"},
    )

    assert response.status_code == 200
    image.refresh_from_db()
    assert image.focal_x == 50


def test_a_decorative_picture_has_no_alternative_text(client, reporter):
    image = ImageFactory()
    client.force_login(reporter)

    response = client.post(
        reverse("admin:articles_image_change", args=[image.pk]),
        {"focal_point_x": 50, "focal_point_y": 50, "alt": "A boat", "decorative": "on"},
    )

    assert "has no alternative text: choose one" in response.text


@pytest.mark.parametrize(
    ("size", "ratio", "point", "box"),
    [
        ((1600, 900), "16x9", (50, 50), "0.0 0.0 1600.0 900.0"),
        ((1600, 900), "1x1", (0, 50), "0.0 0.0 900.0 900.0"),
        ((1600, 900), "1x1", (100, 50), "700.0 0.0 900.0 900.0"),
        ((900, 1600), "4x3", (50, 0), "0.0 0.0 900.0 675.0"),
    ],
)
def test_the_preview_cuts_where_the_renditions_are_cut(size, ratio, point, box):
    assert crop_box(*size, ratio, *point) == box


def test_the_page_of_a_picture_says_where_it_is_used(client, editor):
    image = ImageFactory(ready=True)
    ArticleFactory(headline="Ferries stay in port", lead_image=image)
    client.force_login(editor)

    page = client.get(reverse("admin:articles_image_change", args=[image.pk]))

    assert "Ferries stay in port" in page.text


def test_shelves_hold_what_they_say(client, reporter):
    ImageFactory(caption="Mine", uploaded_by=reporter)
    ImageFactory(caption="Bare", alt="")
    ArticleFactory(lead_image=ImageFactory(caption="Used"))
    client.force_login(reporter)

    def shelf(name):
        return {
            image.caption
            for image in client.get(f"{PICTURES}?shelf={name}").context["cl"].result_list
        }

    assert shelf("mine") == {"Mine"}
    assert shelf("undescribed") == {"Bare"}
    assert shelf("unused") == {"Mine", "Bare"}


@pytest.mark.parametrize("count", [1, 3])
def test_the_grid_costs_the_same_for_any_number_of_pictures(
    client, editor, count, django_assert_max_num_queries
):
    for image in ImageFactory.create_batch(count, ready=True):
        ArticleFactory(lead_image=image)
    client.force_login(editor)
    client.get(PICTURES)

    with django_assert_max_num_queries(8):
        client.get(PICTURES)


def test_originals_are_for_journalists_only(client, member, reporter):
    url = reverse("admin:articles_image_original", args=[ImageFactory().pk])

    client.force_login(member)
    assert client.get(url).status_code == 302
    client.force_login(reporter)
    response = client.get(url)
    assert response.status_code == 200
    assert b"".join(response)


def test_a_picture_in_use_cannot_be_deleted(client):
    client.force_login(UserFactory(is_staff=True, is_superuser=True))
    image = ImageFactory()
    ArticleFactory(lead_image=image)

    response = client.post(reverse("admin:articles_image_delete", args=[image.pk]), {"post": "yes"})

    assert response.status_code == 403
    assert Image.objects.exists()


# One request a file, for the script ----------------------------------------------------------
ONE = reverse_lazy("admin:articles_image_one")


def test_one_file_is_answered_with_its_page(client, reporter):
    client.force_login(reporter)

    response = client.post(ONE, {"file": jpeg(), "credit": "Photo: Ana"})

    image = Image.objects.get()
    page = reverse("admin:articles_image_change", args=[image.pk])
    assert (response.status_code, response.json()) == (201, {"page": page})
    assert (image.credit, image.uploaded_by) == ("Photo: Ana", reporter)


def test_one_file_that_is_here_already_is_told_with_the_one_the_desk_has(client, reporter):
    client.force_login(reporter)
    client.post(ONE, {"file": jpeg()})
    first = Image.objects.get()

    twin = client.post(ONE, {"file": jpeg("again.jpg")}).json()["twin"]

    assert twin == {
        "page": reverse("admin:articles_image_change", args=[first.pk]),
        "name": "boat.jpg",
        "small": reverse("admin:articles_image_original", args=[first.pk]),
    }
    assert Image.objects.count() == 2


def test_one_file_that_is_no_picture_is_refused_in_words(client, reporter):
    client.force_login(reporter)

    response = client.post(ONE, {"file": SimpleUploadedFile("a.jpg", b"no picture")})

    assert response.status_code == 422
    assert "This is not a JPEG, PNG, WebP or AVIF picture" in response.json()["errors"][0]
    assert client.post(ONE).json()["errors"] == ["No file arrived. Choose it again."]
    assert client.get(ONE).status_code == 405


def test_who_may_not_add_pictures_sends_none(client, member):
    moderator = UserFactory(role="Moderator")
    for person, status in [(member, 302), (moderator, 403)]:
        client.force_login(person)
        assert client.post(ONE, {"file": jpeg()}).status_code == status
    assert not Image.objects.exists()
