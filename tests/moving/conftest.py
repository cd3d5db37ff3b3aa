import pytest

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from tests.moving.an_export import SITE, written


@pytest.fixture
def take(tmp_path):
    def take(*parts, site=SITE, name="export.xml", **wishes):
        file = written(tmp_path, *parts, site=site, name=name)
        return move_in([file], Wishes(**wishes), say=lambda line: None).report

    return take
