"""`manage.py send_newsletters` as a proof wants it: settings of its own, given as JSON."""

import json
import sys

import django
from django.conf import settings
from django.core.management import call_command

for name, value in json.loads(sys.argv[1]).items():
    setattr(settings, name, value)
django.setup()
call_command("send_newsletters")
