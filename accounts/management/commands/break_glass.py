from django.core.management import BaseCommand, CommandError

from accounts.actions.access import password_link, remove_second_factor
from accounts.models import User


class Command(BaseCommand):
    help = (
        "For who lost password, app and recovery codes: removes the second step, signs the person "
        "out everywhere and prints where they set a new password."
    )

    def add_arguments(self, parser):
        parser.add_argument("email")

    def handle(self, *, email, **options):
        person = User.objects.filter(email__iexact=email, is_active=True).first()
        if person is None:
            raise CommandError(f"Nobody who may sign in has the address {email}.")
        remove_second_factor(person, by=None)
        self.stdout.write("Within an hour, open this once:")
        self.stdout.write(password_link(person))
