"""A document, under the address its links lead to."""

from django.http import Http404
from django.shortcuts import redirect
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_safe

from articles import documents
from articles.document_kinds import BY_MEDIA_TYPE, Group
from articles.models import Document
from newsroom.kit.ranges import answered
from newsroom.public import public_page

# What a browser shows by itself; everything else it is told to store.
SHOWN = {"application/pdf"}
PLAYED = {Group.SOUND, Group.FILM}
# Nothing may run or be loaded. What browsers build around a PDF or a film asks for the rest.
RUNS_NOTHING = "default-src 'none'; sandbox"
SHOWS_ITSELF = (
    "default-src 'none'; media-src 'self'; object-src 'self'; style-src 'unsafe-inline'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


@require_safe
@public_page
def document(request, pk, key, name):
    """Where readers may not have it, nothing says that it is there: numbers can be guessed."""
    found = documents.public().filter(pk=pk, key=key).first()
    if found is None:
        raise Http404
    if request.path != found.get_absolute_url():
        return redirect(found, permanent=True)
    return handed_out(request, found)


def handed_out(request, found: Document):
    etag = f'"{found.digest[:32]}"'
    if (known := get_conditional_response(request, etag=etag)) is not None:
        known["ETag"] = etag
        return known  # before the file is opened
    try:
        file = found.file.open("rb")
    except OSError:
        raise Http404 from None
    named = found.media_type in BY_MEDIA_TYPE
    media_type = found.media_type if named else "application/octet-stream"
    response = answered(request, file, size=found.size, media_type=media_type, etag=etag)
    shown = media_type in SHOWN or found.group in PLAYED
    response["Content-Disposition"] = content_disposition_header(not shown, found.name)
    response["Content-Security-Policy"] = SHOWS_ITSELF if shown else RUNS_NOTHING
    response["X-Content-Type-Options"] = "nosniff"
    return response
