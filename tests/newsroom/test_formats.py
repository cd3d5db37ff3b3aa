"""Days and times as the paper writes them."""

from datetime import datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format


@pytest.mark.parametrize("language", ["en-gb", "en"])
def test_english_writes_the_day_first_and_the_time_with_24_hours(language):
    with translation.override(language):
        assert date_format(datetime(2025, 5, 5, 16, 49), "DATETIME_FORMAT") == "5 May 2025, 16:49"


def test_another_language_keeps_its_own():
    with translation.override("es"):
        assert "de mayo de 2025" in date_format(datetime(2025, 5, 5), "DATE_FORMAT")
