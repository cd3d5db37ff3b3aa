"""Takes in a site that stood on Ghost, or says what that would do."""

from dataclasses import replace
from pathlib import Path

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in_from_ghost
from newsroom.moving.commanding import MovingCommand
from newsroom.moving.models import Move


class Command(MovingCommand):
    help = "Take in the export (JSON) of a Ghost site; --site names it. Sends no mail."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--newsletter", default="", metavar="SLUG", help="for the subscribers in the file"
        )
        parser.add_argument(
            "--basis",
            default="",
            help="why people who did not confirm there may be written to; without it they wait",
        )

    def wishes(self, options: dict) -> Wishes:
        wishes = super().wishes(options)
        return replace(wishes, newsletter=options["newsletter"], basis=options["basis"][:200])

    def move_in(self, files: list[Path], wishes: Wishes) -> Move:
        return move_in_from_ghost(files, wishes, say=self.stdout.write)
