"""`manage.py import_wordpress FILE` on the database of a test, which the test may kill."""

import sys

import django

django.setup()

from django.core.management import call_command  # noqa: E402

from newsroom.moving.actions import importing, planning  # noqa: E402

# Small batches: a kill has many instants to fall between.
importing.BATCH, planning.BATCH = 5, 5
call_command("import_wordpress", *sys.argv[1:])
