import pytest

from newsletter.models import Newsletter


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
