"""`manage.py release_sending`: this database may send, although it was restored or copied."""

from django.core.management.base import BaseCommand

from newsletter.actions.sending import release_database


class Command(BaseCommand):
    help = (
        "Lets a restored or copied database send newsletters. Issues that were being sent stay"
        " held until somebody lets each of them go on in the desk."
    )

    def handle(self, **options):
        release_database()
        self.stdout.write("Released. Issues that were being sent are held; see the desk.")
