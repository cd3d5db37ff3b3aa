"""What the page says to the person reading it."""

from django.http import HttpResponse


def me(request):
    return HttpResponse(headers={"Cache-Control": "private, no-store"})
