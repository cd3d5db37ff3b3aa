"""Load the demonstration paper. Safe to repeat; never in production."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from newsroom.demo.ledger import Ledger
from newsroom.demo.load import load, was_loaded
from newsroom.demo.people import keep_password, load_sign_ins
from newsroom.demo.read import BadContent


class Command(BaseCommand):
    help = "Load the demonstration paper: stories, pictures, people, menus. Safe to repeat."

    def add_arguments(self, parser):
        parser.add_argument(
            "--once", action="store_true", help="Do nothing when it was loaded before."
        )

    def handle(self, *args, once=False, **options):
        if settings.MODE == "production":
            raise CommandError(
                "The demo paper brings sign-ins with a known password: "
                "it is not loaded in production."
            )
        if once and was_loaded():
            load_sign_ins(Ledger())  # one that came with a later version
            keep_password()
            return
        try:
            load(say=self.stdout.write)
        except BadContent as error:
            raise CommandError(str(error)) from None
