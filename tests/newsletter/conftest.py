"""Every test has a seal of its own, as it has a database of its own."""

import pytest


@pytest.fixture(autouse=True)
def seal(settings, tmp_path):
    settings.SENDING_SEAL = tmp_path / "seal"
    return settings.SENDING_SEAL
