"""The lists of these tests. Every test has a seal of its own, as it has a database of its own."""

import pytest
from django.test import Client

from newsletter.actions import issues as acts
from newsletter.models import Newsletter
from tests.newsletter.letters import sink


@pytest.fixture(autouse=True)
def seal(settings, tmp_path):
    settings.SENDING_SEAL = tmp_path / "seal"
    return settings.SENDING_SEAL


@pytest.fixture
def daily(db):
    return Newsletter.objects.create(name="The daily letter", slug="daily", promise="Weekdays.")


@pytest.fixture
def weekly(daily):
    return Newsletter.objects.create(
        name="The weekend", slug="weekend", order=1, rhythm="weekly", weekday=5
    )


@pytest.fixture
def own_letter(daily):
    return Newsletter.objects.create(
        name="Your letter", slug="yours", order=2, rhythm="daily", personal=True
    )


@pytest.fixture
def letter(db):
    return Newsletter.objects.create(name="The Sunday Letter", slug="sunday")


@pytest.fixture
def issue(letter, editor):
    return acts.begin(letter, by=editor)


@pytest.fixture
def desk(editor):
    client = Client()
    client.force_login(editor)
    return client


@pytest.fixture
def post(tmp_path):
    with sink(tmp_path) as server:
        yield server
