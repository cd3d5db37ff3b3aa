"""Requests for addresses of former sites: under their old names, and under ours.

A name that is not ours but was a former site's is answered here whatever the path. Under our own
name a page of ours comes first; only what nobody answers, and `/?p=12`, is looked up.
"""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpResponsePermanentRedirect
from django.http.request import split_domain_port, validate_host

from newsroom.moving.addresses import ASKED, GONE, NUMBERED, Answer, answer, sources_of

# Nothing can be published below it: the words of sections and pages begin with a letter or digit.
NOWHERE = "/-/"
CACHED = "public, max-age=3600"


class OldAddressMiddleware:
    """The outermost of all, because an old name need not be among ALLOWED_HOSTS."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.method not in {"GET", "HEAD"}:
            return self.get_response(request)
        named = request.META.get("HTTP_HOST") or request.META.get("SERVER_NAME", "")
        host, _port = split_domain_port(named)
        if not is_ours(host) and (sources := _sources(host)):
            return self._of_former_site(request, sources)
        if asked := _asks_by_number(request):
            if found := self._under_our_name(request, host):
                return found
            # A draft of the site whose name we have now: the front page would be no answer.
            if not asked.isdisjoint(NUMBERED) and (sources := _sources(host)):
                return self._of_former_site(request, sources)
        response = self.get_response(request)
        if response.status_code == 404 and not request.path.startswith(NOWHERE):
            return self._under_our_name(request, host) or response
        return response

    def _of_former_site(self, request, sources):
        found = answer(sources, request.path, request.META.get("QUERY_STRING", ""))
        if found.path:
            return _redirect(found)
        # The page that says so is our own 404 or 410, under our own name.
        request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        request.META["QUERY_STRING"] = ""
        request.path = request.path_info = f"{NOWHERE}gone/" if found == GONE else NOWHERE
        return self.get_response(request)

    def _under_our_name(self, request, host: str):
        sources = _sources(host)
        if not sources:
            return None
        found = answer(sources, request.path, request.META.get("QUERY_STRING", ""))
        if found.path and found.path != request.path:
            return _redirect(found)
        if found == GONE:
            request.META["QUERY_STRING"] = ""
            request.path = request.path_info = f"{NOWHERE}gone/"
            return self.get_response(request)
        return None


def is_ours(host: str) -> bool:
    """Named in the settings by itself: a star there takes in every name."""
    if not host or host == (urlsplit(settings.SITE_URL).hostname or ""):
        return True
    return validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def _sources(host: str) -> list:
    try:
        return sources_of(host)
    except DatabaseError:
        return []  # nobody knows it; the rest of the site says what is wrong


def _asks_by_number(request) -> set[str]:
    """The names of what the old sites were asked by, of those in the query of the front page."""
    if request.path != "/":
        return set()
    return {name for name, _value in parse_qsl(request.META.get("QUERY_STRING", ""))} & set(ASKED)


def _redirect(found: Answer):
    response = HttpResponsePermanentRedirect(f"{settings.SITE_URL}{found.path}")
    response["Cache-Control"] = CACHED
    return response
