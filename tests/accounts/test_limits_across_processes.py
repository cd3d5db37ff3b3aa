"""The limit on guesses is one for all servers, however many guess at once."""

import pytest
from django.core.management import call_command

from tests.accounts.guessing import guess_at_once
from tests.factories import UserFactory
from tests.servers import web_servers

pytestmark = pytest.mark.django_db(transaction=True)
LIMIT = 5


@pytest.mark.parametrize("login", ["ana@example.com", "nobody@example.com"])
def test_exactly_the_limit_of_parallel_guesses_over_two_servers_is_looked_at(login):
    call_command("createcachetable")
    UserFactory(email="ana@example.com")

    with web_servers(2) as ports:
        looked_at = guess_at_once(ports, login, tries=24)

    assert looked_at == LIMIT
