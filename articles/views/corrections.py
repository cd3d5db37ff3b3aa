"""What the paper put right: the newest of them, page by page, and as a feed."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from articles import correction_feeds
from articles.models import ReaderNote
from articles.views.pages import page_of
from newsroom.public import public_page
from newsroom.site.chrome import chrome

NOTES_PER_PAGE = 20


def _newest():
    return ReaderNote.objects.corrections().readable().select_related("article__section")


@require_safe
@public_page
def corrections(request):
    notes = _newest().defer("article__body", "article__search")
    return render(
        request,
        "articles/corrections.html",
        {"page": page_of(request, notes, NOTES_PER_PAGE), "policy": _policy(request)},
    )


def _policy(request) -> str:
    """Where the paper says how it corrects itself, unless that is here."""
    address = chrome().site.corrections_url
    return "" if address == request.path else address


@require_safe
@public_page
def corrections_feed(request, kind="rss"):
    notes = list(_newest()[: correction_feeds.LONGEST])
    mark = correction_feeds.mark(kind, notes, chrome().site)
    response = get_conditional_response(request, etag=mark)
    if response is None:
        content = correction_feeds.write(kind, notes, chrome().site)
        response = HttpResponse(
            content, content_type=f"{correction_feeds.TYPES[kind]}; charset=utf-8"
        )
    response["ETag"] = mark
    return response
