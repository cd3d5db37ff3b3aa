"""After an upgrade pictures may be wanted in sizes that none of them had before."""

from django.core.management.base import BaseCommand

from articles.actions.media import make_missing


class Command(BaseCommand):
    help = "Queues the pictures of which not every size is there; safe to repeat."

    def handle(self, *args, **options):
        if number := make_missing():
            self.stdout.write(f"{number} pictures are queued for the worker.")
