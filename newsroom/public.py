"""Public pages: a pure function of their address and the database.

A page marked @public_page sees no cookie, no session and no person, so it cannot differ from
reader to reader; whoever tries inside a view or template gets an error, not a leak.
"""

from collections.abc import Callable
from contextlib import nullcontext
from functools import wraps

from django.contrib.sessions.backends.db import SessionStore
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from newsroom.kit.one_moment import at_one_moment

CACHE_CONTROL = "public, max-age=0, must-revalidate"


class NotOnPublicPages(Exception):
    """A public page asked who is reading it."""


class _Refusal:
    def __init__(self, what: str):
        self.__dict__["what"] = what

    def _refuse(self, *args, **kwargs):
        raise NotOnPublicPages(f"A public page read the {self.__dict__['what']}.")

    __getattr__ = __getitem__ = __contains__ = __bool__ = __iter__ = __setattr__ = get = _refuse


def public_page(view: Callable[..., HttpResponse] | None = None, *, whole: bool = True):
    """The view gets a request without cookies, session and person; the answer revalidates.

    It is `whole`: all of it is read at one moment, wholly before a change or wholly after it.
    """
    if view is None:
        return lambda view: public_page(view, whole=whole)

    @wraps(view)
    def wrapper(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        request.public_page = True
        request.COOKIES = {}
        request.META.pop("HTTP_COOKIE", None)
        person = request.user
        request.session, request.user = _Refusal("session"), _Refusal("person")
        try:
            with at_one_moment() if whole else nullcontext():
                response = view(request, *args, **kwargs)
        finally:
            # Middleware looks into the session on the way out: it finds an empty one.
            request.session, request.user = SessionStore(), person
        return response

    return wrapper


class PublicPageMiddleware:
    """Outside sessions and messages: a public answer leaves without cookies whatever they did."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if getattr(request, "public_page", False):
            response.cookies.clear()
            if response.status_code < 500:  # 404 and 410 are as much the same for everyone
                response.headers.setdefault("Cache-Control", CACHE_CONTROL)
            del response["Vary"]
        elif response.status_code in {404, 410}:
            # What is not there yet may be in a second; a cache that is told nothing keeps it.
            response.headers.setdefault("Cache-Control", "no-cache")
        patch_vary_headers(response, ["Accept-Encoding"])
        return response


class ZeroCharacterMiddleware:
    """An address with the zero character names nothing: PostgreSQL's text cannot hold it."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        query = request.META.get("QUERY_STRING", "")
        if "\x00" in request.path or "%00" in query or "\x00" in query:
            request.public_page = True  # the answer is the same for everyone
            raise Http404
        return self.get_response(request)


def from_same_site(request: HttpRequest) -> bool:
    """Whether a post from a public page, which carries no token, came from a page of ours.

    Browsers send Sec-Fetch-Site; older ones send Origin. Neither can be set by a page.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = request.headers.get("Origin")
    return origin == f"{request.scheme}://{request.get_host()}"
