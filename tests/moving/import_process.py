"""`manage.py import_wordpress FILE` on the database of a test, which the test may kill."""

import sys

# The helpers of an import read this file again, and must not begin one of their own.
if __name__ == "__main__":
    import django

    django.setup()

    from django.core.management import call_command

    from newsroom.moving.actions import importing, planning

    # Small batches: a kill has many instants to fall between.
    importing.BATCH, planning.BATCH = 5, 5
    call_command("import_wordpress", *sys.argv[1:])
