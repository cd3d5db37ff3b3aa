"""Takes in a site that stood on WordPress, or says what that would do."""

from dataclasses import replace
from pathlib import Path

from newsroom.moving.actions.asking import Wishes
from newsroom.moving.actions.importing import move_in
from newsroom.moving.commanding import MovingCommand
from newsroom.moving.models import Move


class Command(MovingCommand):
    help = "Take in the exports (WXR) of a WordPress site, all its files at once. Sends no mail."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--also", nargs="*", default=[], metavar="KIND", help="other kinds that are stories"
        )
        parser.add_argument("--pings", action="store_true", help="keep pingbacks as comments")
        parser.add_argument("--trash", action="store_true", help="keep what was in the bin, hidden")

    def wishes(self, options: dict) -> Wishes:
        return replace(
            super().wishes(options),
            also=frozenset(options["also"]),
            pings=options["pings"],
            trash=options["trash"],
        )

    def move_in(self, files: list[Path], wishes: Wishes) -> Move:
        return move_in(files, wishes, say=self.stdout.write)
