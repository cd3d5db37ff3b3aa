"""An import that is killed and begun again comes to the same as one that was not.

Real processes; the long form is tests/prove/test_moving_killed.py.
"""

import pytest

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.models import Source
from tests.moving.killing import everything, killed_at_random, large_site

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_killed_import_goes_on_to_the_same_end(tmp_path):
    file = large_site(tmp_path, 60)

    kills = killed_at_random(file, 2)

    came_to = everything()
    assert kills == 2
    report = move_in([file], Wishes(), say=lambda line: None).report
    assert report["changes"] == {}
    assert everything() == came_to
    assert (report["items"]["in_file"], Source.objects.count()) == (60, 1)
