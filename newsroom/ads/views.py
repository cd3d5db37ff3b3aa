"""Where pages tell what was seen, and the way out to what stands behind a slot."""

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from newsroom.ads.counting import count_click, count_impressions
from newsroom.ads.models import Booking
from newsroom.kit.keys import is_key
from newsroom.kit.network import client_address
from newsroom.kit.throttle import allowed_from_network
from newsroom.public import from_same_site

NEVER_KEPT = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow"}
# A network of many readers stays below; a program that makes up pages does not.
MESSAGES, SECONDS = 120, 60


@csrf_exempt
@require_POST
def shown(request):
    """A page tells which slots were really on screen. The answer never says what was counted."""
    ids = [int(part) for part in request.POST.get("bookings", "")[:200].split() if is_key(part)]
    welcome = ids and from_same_site(request) and not request.user.is_staff
    if welcome and allowed_from_network("promo", request, times=MESSAGES, seconds=SECONDS):
        count_impressions(
            ids,
            path=request.POST.get("path", ""),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    return HttpResponse(status=204, headers=NEVER_KEPT)


@require_GET
def out(request, number: str):
    """To the creative's own link and nowhere else; a cached page may send readers late."""
    booking = None
    if is_key(number):
        begun = Booking.objects.filter(starts_at__lte=timezone.now())
        booking = begun.select_related("creative").filter(pk=number).first()
    if booking is None:
        raise Http404
    if _followed_by_a_reader(request):
        count_click(
            booking,
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    return HttpResponseRedirect(booking.creative.link, headers=NEVER_KEPT)


def _followed_by_a_reader(request) -> bool:
    """From a page of ours, not in advance, not by the newsroom. Old browsers say nothing."""
    in_advance = request.headers.get("Sec-Purpose") or request.headers.get("Purpose")
    return (
        request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        and not in_advance
        and not request.user.is_staff
    )
