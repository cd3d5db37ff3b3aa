import pytest
from django.core import mail
from django.core.management import call_command

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from tests.moving.a_paper import adverse
from tests.moving.an_export import SITE, written


@pytest.fixture
def take(tmp_path):
    def take(*parts, site=SITE, name="export.xml", **wishes):
        file = written(tmp_path, *parts, site=site, name=name)
        return move_in([file], Wishes(**wishes), say=lambda line: None).report

    return take


@pytest.fixture
def paper(editor):
    adverse(editor)


@pytest.fixture
def empty(settings, tmp_path):
    """Empties the site: what a new one would be, in a folder of its own."""

    def empty() -> None:
        call_command("flush", interactive=False, verbosity=0)
        settings.MEDIA_ROOT = tmp_path / f"media-{len(list(tmp_path.iterdir()))}"
        mail.outbox.clear()

    return empty
