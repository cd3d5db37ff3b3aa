"""`manage.py release_sending`: this database may send, although it was restored or copied."""

from django.core.management.base import BaseCommand

from newsletter.actions.sending import release_from_here


class Command(BaseCommand):
    help = (
        "Lets a restored or copied database send newsletters. Issues that were being sent stay"
        " held until somebody lets each of them go on in the desk."
    )

    def handle(self, **options):
        if release_from_here():
            self.stdout.write("Released. Issues that were being sent are held; see the desk.")
        else:
            self.stdout.write("This database was not held back: nothing had to be released.")
