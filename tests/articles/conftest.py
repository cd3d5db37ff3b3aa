import pytest

from tests.articles.writing_page import saved, written


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.fixture
def draft(editor):
    return saved(written(), editor)
