"""Numbers no row can have, wherever the desk is asked for one."""

import pytest
from django.urls import reverse

from tests.articles.writing_page import saved, typed, written

pytestmark = pytest.mark.django_db
ENDLESS = "9" * 5000


def test_an_endless_number_of_a_version_is_none(desk, editor):
    address = reverse("admin:articles_article_versions", args=[saved(written(), editor).pk])

    assert desk.get(address, {"new": ENDLESS, "old": ENDLESS}).status_code == 200
    assert desk.post(address, {"number": ENDLESS, "base": "1"}).status_code == 403


def test_an_endless_number_of_a_picture_finds_none_and_of_a_story_previews_a_new_one(desk, editor):
    pictures = desk.get(reverse("admin:articles_article_pictures"), {"ids": ENDLESS})
    story = saved(written(), editor)
    sent = typed(story, story=ENDLESS, slug="")
    shown = desk.post(reverse("admin:articles_article_preview"), sent)

    assert (pictures.status_code, shown.status_code) == (200, 200)
