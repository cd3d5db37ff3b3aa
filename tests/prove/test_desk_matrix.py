"""Every role at every address and button of the desk in every state: no cell left to reasoning."""

from itertools import product

import pytest

from tests.articles.desk_scene import DOORS
from tests.articles.test_desk_matrix import ROLES, STATES, wrong_cells


@pytest.mark.django_db
@pytest.mark.parametrize("wanted", STATES)
def test_each_role_gets_as_far_as_the_table_says_at_every_address(wanted):
    assert not wrong_cells(wanted, product(ROLES, DOORS))
