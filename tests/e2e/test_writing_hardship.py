"""The small form of tests/prove/test_writing_kept.py: a few saves, seconds without a server."""

import pytest

from tests.articles.writing_page import saved, written
from tests.e2e import hardship
from tests.factories import PASSWORD, UserFactory
from tests.servers import web_server

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def story(editor):
    return saved(written(body="<p>One.</p><p>Two.</p><p>Three.</p>"), editor)


@pytest.fixture
def server(story):
    with web_server() as started:
        yield started


def test_two_browsers_that_save_at_random_lose_nothing(chromium, server, story, editor):
    people = [editor, UserFactory(role="Editor")]

    with hardship.writers(chromium, server, story, people) as pages:
        found = hardship.save_at_random(pages, story, saves=10, seed=6)

    assert (found.lost_updates, found.nowhere) == ([], [])
    assert set(found.ended) <= {"saved", "together", "conflict"}
    assert found.ended["saved"] > 0


def test_no_keystroke_is_lost_while_the_server_is_away(chromium, server, story, editor):
    with hardship.writers(chromium, server, story, [editor]) as (page,):
        typing = hardship.type_while_the_server_is_away(page, server, story, seconds=5)

        assert typing.missing(story) == 0


def test_no_keystroke_is_lost_while_the_session_ends(chromium, server, story, editor):
    with hardship.writers(chromium, server, story, [editor]) as (page,):
        typing = hardship.type_while_the_session_ends(page, server, editor, PASSWORD, seconds=4)

        assert typing.missing(story) == 0


def test_a_killed_browser_loses_at_most_ten_seconds(chromium, server, story, editor):
    elsewhere, here = hardship.type_until_the_browser_is_killed(
        chromium, server, story, editor, seconds=9
    )

    assert elsewhere <= 10
    assert here <= 10
