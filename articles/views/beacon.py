from django.http import HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from articles.popularity import count_view
from newsroom.kit.keys import is_key
from newsroom.kit.network import client_address
from newsroom.public import from_same_site


@csrf_exempt
@require_POST
def seen(request):
    """A page tells that it was really seen. The answer never says whether it was counted."""
    number = request.POST.get("article", "")
    if is_key(number) and from_same_site(request) and not request.user.is_staff:
        count_view(
            int(number),
            address=client_address(request),
            user_agent=request.headers.get("User-Agent", ""),
        )
    return HttpResponse(status=204, headers={"Cache-Control": "no-store"})
