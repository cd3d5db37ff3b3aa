"""The addresses in a counted copy: they lead on for everybody, and count those who agreed."""

from base64 import b64decode

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from newsletter import counting
from newsletter.rendering import counted_target

# One transparent point.
POINT = b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@require_safe
@never_cache
def seen(request, key):
    """The same picture for every key, so that nothing is learnt by guessing."""
    copy = counting.copy_of(key)
    if copy:
        counting.count_opening(copy, request)
    return HttpResponse(POINT, content_type="image/gif")


@require_safe
@never_cache
def go(request, key, number):
    copy = counting.copy_of(key)
    target = counted_target(copy.content, number) if copy else None
    if target is None:
        raise Http404
    counting.count_click(copy, number, request)
    response = HttpResponseRedirect(target)
    response["Referrer-Policy"] = "no-referrer"  # the key is the reader's own
    return response
