"""What the commands that take in a site have in common."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsroom.moving.actions.asking import Refused, Wishes
from newsroom.moving.models import Move
from newsroom.moving.receipt_files import written_lines
from newsroom.moving.wxr.reading import Broken


class MovingCommand(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--site", default="", metavar="URL", help="the old site's address")
        parser.add_argument(
            "--media",
            default="skip",
            metavar="DIR|fetch|skip",
            help="a copy of the old site's uploads; or fetch them from it; skip leaves them out",
        )
        parser.add_argument("--zone", default="", help="the old site's time zone")
        parser.add_argument(
            "--section", default="archive", metavar="SLUG", help="for stories without a category"
        )
        parser.add_argument(
            "--overwrite", action="store_true", help="also what editors changed here since"
        )
        parser.add_argument("--dry-run", action="store_true", help="do it all and take it back")
        parser.add_argument("--report", type=Path, metavar="DIR", help="write the receipt there")

    def handle(self, *args, files, **options):
        for file in files:
            if not file.is_file():
                raise CommandError(f"{file} is not there.")
        try:
            move = self.move_in(files, self.wishes(options))
        except (Broken, Refused) as refusal:
            raise CommandError(f"{refusal} Nothing was changed.") from None
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from None
        for line in written_lines(move.report):
            self.stdout.write(line)

    def move_in(self, files: list[Path], wishes: Wishes) -> Move:
        raise NotImplementedError

    def wishes(self, options: dict) -> Wishes:
        names = ("site", "zone", "section", "overwrite", "dry_run", "report")
        return Wishes(
            media=self._media(options["media"]),
            fetch=options["media"] == "fetch",
            **{name: options[name] for name in names},
        )

    def _media(self, wish: str) -> Path | None:
        if wish in ("skip", "fetch"):
            return None
        folder = Path(wish)
        if not folder.is_dir():
            raise CommandError(
                f"{wish} is no folder. Name one with the files, or say fetch or skip."
            )
        return folder
