"""PostgreSQL's text cannot hold the zero character: an address with one names nothing."""

import pytest

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "address",
    ["/%00", "/a%00b/", "/tag/%00/", "/media/pictures/%00", "/2026/01/01/a%00/", "/search/?q=%00"],
)
def test_readers_are_told_that_nothing_is_there(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert "<h1" in response.text
    assert not response.cookies


@pytest.mark.parametrize(
    "address",
    [
        "articles/article/tags/?q=%00",
        "articles/article/pictures/?q=%00",
        "autocomplete/?app_label=articles&model_name=redirect&field_name=article&term=%00",
    ],
)
def test_the_desk_does_not_stumble_over_it(client, editor, address):
    client.force_login(editor)

    assert client.get(f"/admin/{address}").status_code == 404
