from django.shortcuts import render
from django.views.decorators.http import require_safe

from articles import metadata
from newsroom.curation.front import compose
from newsroom.public import public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def front(request):
    parts = chrome()
    context = {
        "front": compose(),
        "home": True,
        "current": "",
        "canonical": metadata.absolute("/"),
        "json_ld": metadata.as_script(
            {"@context": "https://schema.org"}
            | metadata.organisation(parts.site, parts.social_links)
        ),
    }
    return render(request, "curation/front.html", context)
