from datetime import datetime

from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import metadata
from newsroom.curation.front import compose
from newsroom.public import public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def front(request):
    return render(request, "curation/front.html", front_context())


def front_context(at: datetime | None = None) -> dict:
    """What curation/front.html needs, now or at another time."""
    parts = chrome()
    return {
        "front": compose(at),
        "home": True,
        "current": "",
        "canonical": metadata.absolute("/"),
        "json_ld": metadata.home(parts.site, parts.social_links),
    }
