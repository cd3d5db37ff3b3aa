"""What a paper has in any of its tables goes along."""

import pytest

from newsroom.moving.actions.standing_up import stand_up
from newsroom.moving.portable.reading import open_export
from newsroom.moving.portable.tables import TABLES
from tests.moving import every_table
from tests.moving.exported import contents, exported, filled, rows

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_row_of_every_table_comes_back_as_it_was(paper, empty, tmp_path):
    every_table.fill()
    first = exported(tmp_path / "first")
    empty()

    stand_up(open_export(first))

    assert [table.file for table in TABLES if table.file not in filled()] == []
    assert [table.file for table in TABLES if not rows(first, table.file)] == []
    assert contents(exported(tmp_path / "second")) == contents(first)
