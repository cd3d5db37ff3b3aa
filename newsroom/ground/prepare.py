"""`python -m newsroom.ground.prepare`: the database as the code wants it, and the demo paper in it.

One process for all of it: starting Django once for each command would cost a second start of
the paper half of its ten seconds.
"""

import os

import django
from django.core.management import call_command

STEPS = (
    ("migrate", "--noinput", "-v0"),
    ("createcachetable", "-v0"),
    ("sync_roles",),
    ("make_missing_sizes",),
)


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings.demo")
    django.setup()
    for step in STEPS:
        call_command(*step)
    call_command("load_demo", "--once")


if __name__ == "__main__":
    main()
