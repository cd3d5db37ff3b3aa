"""Nobody works in the desk on a password alone: closed by default, whatever the address.

It stands before every view, so that a page added tomorrow is closed as well.
"""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.second_factor import (
    is_exempt,
    note_use_of_desk,
    used_in_session,
    way_to_prove,
)

OPEN = ("admin:login", "admin:logout")


class SecondFactorMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.path.startswith(reverse("admin:index")):
            return None
        if request.path in {reverse(name) for name in OPEN}:
            return None
        person = request.user
        # Whoever is no journalist is turned away by the desk itself.
        if not (person.is_authenticated and person.is_staff) or is_exempt(request):
            return None
        if used_in_session(request):
            note_use_of_desk(request)
            return None
        return self.ask(request)

    def ask(self, request):
        """A page leads to the second factor and back; what was sent by a form is not lost: the
        browser keeps it, and says so."""
        wanted = request.get_full_path() if request.method == "GET" else reverse("admin:index")
        way = way_to_prove(request.user, wanted)
        if request.method == "GET" and "text/html" in request.headers.get("Accept", "text/html"):
            return redirect(way)
        return render(request, "admin/second_factor.html", {"way": way}, status=403)
