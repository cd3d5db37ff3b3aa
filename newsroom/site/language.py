"""The language readers are addressed in: chosen in the desk, else the one the site was set up with.

Never taken from a browser: a public page is the same for everyone.
"""

from django.conf import settings
from django.db import DatabaseError
from django.utils import translation

from newsroom.site.chrome import chrome

DESK = "/admin/"


def readers_language() -> str:
    """A language we have. Without the database, the one the site was set up with."""
    try:
        chosen = chrome().site.language
    except DatabaseError:
        chosen = ""
    return chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def in_readers_language() -> translation.override:
    """`with in_readers_language():` for what is written outside a request of a reader's:
    mail from a job, and readers' pages shown in the desk."""
    return translation.override(readers_language())


class LanguageMiddleware:
    """Readers' pages in the readers' language, the desk in its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        desk = request.path.startswith(DESK)
        with translation.override(settings.LANGUAGE_CODE if desk else readers_language()):
            return self.get_response(request)
