"""No rule and no path of the release gate without a case; one cell of each is walked here, all of
them in tests/prove/test_gate_matrix.py."""

import pytest

from articles import gate
from articles.admin.editor_steps import STEPS
from articles.admin.story_list import StoryList
from articles.models import Rule
from tests.articles.gate_matrix import diagonal, keeps_back, lets_through
from tests.articles.gate_paths import CHANGES, FIRST, PATHS, calls
from tests.articles.test_gate import CASES

PUBLISHING_BUTTONS = {"_publish": "button", "_schedule": "schedule", "_again": "again"}


def test_every_rule_has_a_check_a_default_and_a_story_that_fails_and_one_that_passes():
    assert set(Rule) == set(gate.CHECKS) == set(gate.DEFAULTS) == set(CASES)


def test_every_place_that_brings_words_before_readers_says_how_it_is_walked():
    assert set(calls()) == set(PATHS)

    walked = set().union(*(ways for ways in PATHS.values() if isinstance(ways, set)))
    assert walked == set(FIRST) | set(CHANGES)


def test_every_button_and_every_bulk_act_that_publishes_is_a_way():
    publishing = {name for name, step in STEPS.items() if _calls_publish(step.run)}

    assert publishing == set(PUBLISHING_BUTTONS)
    assert [act for act in StoryList.actions if "publish" in act] == ["publish_chosen"]


def _calls_publish(run) -> bool:
    return run is not None and "publish" in run.__code__.co_names


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "way"), diagonal())
def test_a_rule_keeps_back_what_it_blocks(desk, editor, rule, way):
    keeps_back(rule, way, desk, editor)


@pytest.mark.django_db
@pytest.mark.parametrize(("rule", "way"), diagonal())
def test_a_rule_lets_through_what_it_does_not_find(desk, editor, rule, way):
    lets_through(rule, way, desk, editor)
