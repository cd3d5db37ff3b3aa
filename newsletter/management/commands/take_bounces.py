"""Reads what came back by mail: one message from a mail server's pipe, or a folder of them."""

import mailbox
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsletter.actions.bouncing import take_message
from newsletter.bounces import LARGEST


class Command(BaseCommand):
    help = (
        "Take one bounce, complaint or automatic answer from standard input, or all of a Maildir"
        " folder or an mbox file. Messages of a Maildir that were read are moved to its cur/."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", help="a Maildir or an mbox; else standard input")

    def handle(self, *args, folder=None, **options):
        if folder is None:
            kind = take_message(sys.stdin.buffer.read(LARGEST))
            sys.stdin.buffer.read()  # a pipe closed early is an error to the mail server
            self._say({kind: 1}, options)
            return
        path = Path(folder)
        if not path.exists():
            raise CommandError(f"There is no {path}.")
        self._say(self._maildir(path) if path.is_dir() else self._mbox(path), options)

    def _maildir(self, path: Path) -> dict[str, int]:
        if not (path / "new").is_dir():
            raise CommandError(f"{path} is not a Maildir: it has no new/.")
        (path / "cur").mkdir(exist_ok=True)
        counts: dict[str, int] = {}
        for message in sorted((path / "new").iterdir()):
            with message.open("rb") as opened:
                kind = take_message(opened.read(LARGEST))
            message.rename(path / "cur" / f"{message.name}:2,S")
            counts[kind] = counts.get(kind, 0) + 1
        return counts

    def _mbox(self, path: Path) -> dict[str, int]:
        counts: dict[str, int] = {}
        box = mailbox.mbox(path, create=False)
        try:
            for key in box.iterkeys():
                with box.get_file(key) as opened:
                    kind = take_message(opened.read(LARGEST))
                counts[kind] = counts.get(kind, 0) + 1
        finally:
            box.close()
        return counts

    def _say(self, counts: dict[str, int], options) -> None:
        if options["verbosity"] > 0 and counts:
            said = ", ".join(f"{kind} {number}" for kind, number in sorted(counts.items()))
            self.stdout.write(said)
