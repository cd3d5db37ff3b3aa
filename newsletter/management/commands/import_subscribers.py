"""Takes in a list of subscribers from another program, or says what it would do."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from newsletter.actions.importing import List, Report, look, take_in
from newsletter.models import Newsletter
from newsletter.moving.reading import Unreadable


class Command(BaseCommand):
    help = "Take in a CSV of Mailchimp, Substack, Ghost, listmonk or this site. Sends no mail."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--newsletter", required=True, metavar="SLUG")
        parser.add_argument("--dry-run", action="store_true", help="look, and change nothing")
        parser.add_argument(
            "--basis",
            default="",
            help="why people who did not confirm there may be written to; without it they wait",
        )

    def handle(self, *args, file, newsletter, dry_run, basis, **options):
        found = Newsletter.objects.filter(slug=newsletter).first()
        if found is None:
            known = ", ".join(Newsletter.objects.values_list("slug", flat=True))
            raise CommandError(f"There is no newsletter {newsletter}; there are: {known}.")
        try:
            with file.open("rb") as stream:
                work = look if dry_run else take_in
                report = work(List(stream, file.name, found, basis[:200]))
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
        except Unreadable as error:
            raise CommandError(str(error)) from None
        self._say(report, dry_run=dry_run)

    def _say(self, report: Report, *, dry_run: bool) -> None:
        self.stdout.write(f"{report.format}, {report.encoding}, separator {report.separator}")
        self.stdout.write(report.means)
        self.stdout.write(f"{report.rows} rows" + (" (nothing was changed)" if dry_run else ""))
        for name, number in [*sorted(report.states.items()), *sorted(report.outcomes.items())]:
            self.stdout.write(f"  {name}: {number}")
        self.stdout.write(f"  newly never to be written to: {report.suppressed}")
        for first, last, reason in report.faults:
            lines = f"{first}" if first == last else f"{first} to {last}"
            self.stdout.write(f"line {lines}: {reason}")
