"""Writes the subscribers of a newsletter with their states as CSV."""

from django.core.management.base import BaseCommand, CommandError

from newsletter.models import Newsletter
from newsletter.moving import export


class Command(BaseCommand):
    help = "Write the subscribers of a newsletter to standard output, as CSV."

    def add_arguments(self, parser):
        parser.add_argument("--newsletter", required=True, metavar="SLUG")

    def handle(self, *args, newsletter, **options):
        found = Newsletter.objects.filter(slug=newsletter).first()
        if found is None:
            raise CommandError(f"There is no newsletter {newsletter}.")
        for line in export.lines(found):
            self.stdout.write(line, ending="")
