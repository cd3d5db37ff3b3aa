from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError, call_command
from django.core.validators import validate_email

from accounts.actions.access import make_administrator, password_link


class Command(BaseCommand):
    help = "Makes an administrator of the paper and prints where they set their password."

    def add_arguments(self, parser):
        parser.add_argument("email")
        parser.add_argument("--name", default="", help="What others see beside their work.")

    def handle(self, *, email, name, **options):
        try:
            validate_email(email)
        except ValidationError:
            raise CommandError(f"{email} is not an email address.") from None
        call_command("sync_roles", verbosity=0)
        person = make_administrator(email=email, name=name)
        self.stdout.write(f"{person.email} is an administrator. Within an hour, open this once:")
        self.stdout.write(password_link(person))
        self.stdout.write("It asks for a password; the desk then asks for a second step.")
