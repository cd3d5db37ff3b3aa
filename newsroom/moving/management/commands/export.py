"""Writes everything of this site into a folder, or its stories for WordPress."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.moving.actions.asking import Refused
from newsroom.moving.actions.for_wordpress import write_for_wordpress
from newsroom.moving.actions.moving_out import move_out
from newsroom.moving.portable.places import Folder


class Command(BaseCommand):
    help = "Write the whole site into a new folder (see docs/export.md). It holds personal data."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument(
            "--wordpress",
            action="store_true",
            help="stories, pages, pictures and comments as WordPress reads them (WXR)",
        )

    def handle(self, *args, folder, wordpress, **options):
        try:
            if wordpress:
                write_for_wordpress(Folder(folder))
            else:
                move_out(Folder(folder), say=self.stdout.write)
        except Refused as refusal:
            raise CommandError(str(refusal)) from None
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"The export lies in {folder}. It holds addresses of people: guard it.")
