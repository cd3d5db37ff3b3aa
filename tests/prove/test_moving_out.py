"""The whole demonstration paper leaves and stands up again, equal to the letter."""

import pytest
from django.core.management import call_command

from newsroom.demo.load import load
from newsroom.moving.actions.standing_up import stand_up
from newsroom.moving.portable.reading import open_export
from tests.moving.exported import contents, exported

pytestmark = pytest.mark.django_db(transaction=True)


def test_the_demonstration_paper_comes_back_equal(tmp_path, settings):
    load(renditions=False, say=lambda line: None)
    first = exported(tmp_path / "first")
    call_command("flush", interactive=False, verbosity=0)
    settings.MEDIA_ROOT = tmp_path / "another"

    changed = stand_up(open_export(first))

    assert contents(exported(tmp_path / "second")) == contents(first)
    assert changed > 5000
    assert stand_up(open_export(first)) == 0
