"""Another file for the same picture: every story shows it, and the words stay."""

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse

from articles.actions.media import store_image
from tests.articles.test_media import drawn, upload
from tests.articles.test_rights import asked, files, photo
from tests.factories import ArticleFactory

__all__ = ["photo"]
pytestmark = pytest.mark.django_db


def replaced(client, image, content=None):
    sent = {"file": upload(drawn((900, 900), colour="firebrick") if content is None else content)}
    return client.post(reverse("admin:articles_image_replace", args=[image.pk]), sent, follow=True)


def test_a_better_file_is_shown_by_every_story_and_the_words_stay(client, editor, run_jobs, media):
    image = store_image(
        upload(drawn((1700, 1000))), by=None, alt="A boat", caption="Noon", licence="own"
    )
    run_jobs()
    story = ArticleFactory(live=True, lead_image=image)
    before, original = set(files(image)), image.file.name
    client.force_login(editor)

    page = replaced(client, image)

    assert "The file is replaced." in page.text
    assert (media / original).exists()
    assert set(files(image)) == before
    assert run_jobs() == ["articles.tasks.render_image"]
    image.refresh_from_db()
    assert (image.alt, image.caption, image.licence) == ("A boat", "Noon", "own")
    assert (image.width, image.height, image.file.name != original) == (900, 900, True)
    assert not (media / original).exists()
    assert not before & set(files(image))
    assert not [url for url in before if (media / url.removeprefix("/media/")).exists()]
    assert {row.width for row in image.renditions.filter(ratio="full")} == {750}
    shown = asked(Client(), story.path)
    assert all(url not in shown for url in before)
    assert f"pictures/{image.pk}-16x9-750" in shown
    assert "file" in LogEntry.objects.get().get_change_message().lower()


def test_what_is_not_a_picture_replaces_none(client, editor, photo):
    before = (photo.file.name, files(photo))
    client.force_login(editor)

    page = replaced(client, photo, b"not a picture")

    assert "This is not a JPEG, PNG, WebP or AVIF picture" in page.text
    photo.refresh_from_db()
    assert (photo.file.name, files(photo)) == before
    assert not LogEntry.objects.exists()


def test_writers_replace_no_file_that_readers_see(client, reporter, photo):
    client.force_login(reporter)
    assert client.get(reverse("admin:articles_image_replace", args=[photo.pk])).status_code == 200
    ArticleFactory(live=True, lead_image=photo)

    assert replaced(client, photo).status_code == 403
    page = client.get(reverse("admin:articles_image_change", args=[photo.pk])).text
    assert "Replace the file" not in page
