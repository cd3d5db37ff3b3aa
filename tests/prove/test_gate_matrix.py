"""Every rule of the release gate on every path to the readers, failing and passing.

make prove ARGS="tests/prove/test_gate_matrix.py"; the small form is
tests/articles/test_gate_matrix.py, where the rules and paths come from the code.
"""

import pytest

from tests.articles.gate_matrix import cells, keeps_back, lets_through

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, editor):
    client.force_login(editor)
    return client


@pytest.mark.parametrize(("rule", "way"), cells())
def test_what_a_rule_blocks_is_kept_back_in_words(desk, editor, rule, way):
    keeps_back(rule, way, desk, editor)


@pytest.mark.parametrize(("rule", "way"), cells())
def test_what_a_rule_does_not_find_goes_out(desk, editor, rule, way):
    lets_through(rule, way, desk, editor)
