"""The long form of tests/moving/test_killed.py: thirty kills, against an import left in peace."""

import pytest
from django.core.management import call_command

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from tests.moving.killing import everything, killed_at_random, large_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_thirty_kills_leave_no_trace(tmp_path):
    file = large_site(tmp_path, 400)
    kills = killed_at_random(file, 30)
    killed = everything()
    call_command("flush", interactive=False, verbosity=0)

    move_in([file], Wishes(), say=lambda line: None)

    assert kills >= 10
    assert everything() == killed
