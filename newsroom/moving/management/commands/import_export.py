"""Makes an empty site equal to the one an export was made of."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.moving.actions.asking import Refused
from newsroom.moving.actions.standing_up import stand_up
from newsroom.moving.portable.reading import open_export


class Command(BaseCommand):
    help = "Take an export of `manage.py export` into an empty site. Sends no mail."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--without-suppressions",
            action="store_true",
            help="although nobody can tell any more who must never be written to",
        )

    def handle(self, *args, folder, without_suppressions, **options):
        try:
            changed = stand_up(
                open_export(folder),
                without_suppressions=without_suppressions,
                say=self.stdout.write,
            )
        except Refused as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from None
        self.stdout.write(f"{changed} changes.")
