"""Write accounts/roles.py into groups; safe to repeat, run after each migrate."""

from django.contrib.auth.models import Group, Permission
from django.core.management.base import BaseCommand, CommandError

from accounts.roles import ROLES


class Command(BaseCommand):
    help = "Write the roles and their permissions into groups."

    def handle(self, *args, **options):
        known = {
            f"{p.content_type.app_label}.{p.codename}": p
            for p in Permission.objects.select_related("content_type")
        }
        for name, wanted in ROLES.items():
            missing = [code for code in wanted if code not in known]
            if missing:
                raise CommandError(f"{name} names permissions that do not exist: {missing}")
            group, _ = Group.objects.get_or_create(name=name)
            group.permissions.set([known[code] for code in wanted])
