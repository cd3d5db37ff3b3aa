#!/usr/bin/env python
"""Django's command line; starts the embedded database for as long as it needs one."""

import os
import sys

from newsroom.ground import postgres
from newsroom.ground.errors import SetupError


def main() -> None:
    mode = os.environ.setdefault("NEWSROOM_MODE", "development")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"newsroom.settings.{mode}")
    from django.core.management import execute_from_command_line

    if mode == "production":
        execute_from_command_line(sys.argv)
        return
    try:
        with postgres.ensure(mode):
            execute_from_command_line(sys.argv)
    except SetupError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
