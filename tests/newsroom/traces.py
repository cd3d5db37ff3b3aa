"""What is left in the database of somebody by these names."""

import json
from base64 import b64decode

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection

NAME = "Quiteria Zurbarán"
EMAIL = "quiteria@zurbaran.example"
SECOND = "second@zurbaran.example"
TRACES = (EMAIL, SECOND, NAME, "quiteria", "Zurbarán", "abcdefghjk")


def dump() -> str:
    """Every value of every table as text, also what is written in base64 or signed."""
    with connection.cursor() as cursor:
        lines = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 names of our tables
            lines += [row[0] for row in cursor.fetchall()]
        cursor.execute(f"SELECT value FROM {settings.CACHES['default']['LOCATION']}")  # noqa: S608
        lines += [b64decode(row[0]).decode(errors="replace") for row in cursor.fetchall()]
    for session in Session.objects.all():
        lines.append(json.dumps(session.get_decoded(), ensure_ascii=False))
    return "\n".join(lines).lower()


def traces() -> list[str]:
    text = dump()
    return [word for word in TRACES if word.lower() in text]
