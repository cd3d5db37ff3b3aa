"""What belongs to the site as a whole: addresses kept as rows, errors, robots, files."""

import mimetypes
import re

from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.db import DatabaseError
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from articles import body, cards, documents
from articles.models import Article, Image, ReaderNote, Section
from articles.popularity import PERIODS, popular_box
from articles.views.feeds import of_a_section
from articles.views.section import section
from newsroom.public import public_page
from newsroom.site.models import Page, TakenPath

# Originals are not among them: readers get the sizes made from them.
PUBLIC_FOLDERS = ("pictures/", "dated/", "logo/", "promos/")
OF_A_PICTURE = re.compile(r"(?:pictures|dated)/(\d{1,18})-")
SAID = [
    (ReaderNote.Kind.CORRECTION, "The road reopens on Thursday, not on Tuesday."),
    (ReaderNote.Kind.UPDATE, "Adds what the mayor said at noon."),
    (ReaderNote.Kind.RETRACTION, "We take this story back."),
]
A_YEAR = 365 * 24 * 3600


@require_safe
@public_page
def by_path(request, path):
    """A section, a page, or the way from a former address of theirs to the present one."""
    taken, present = _find(path)
    if not taken.current:
        return redirect(present, permanent=True)
    if taken.owner_kind == TakenPath.Owner.SECTION:
        return section(request, taken.owner_id)
    return page(request, taken.owner_id)


@require_safe
@public_page
def feed_by_path(request, path, kind="rss"):
    """A section's feed; below a former address of its, the way to the present one."""
    taken, present = _find(path)
    if taken.owner_kind != TakenPath.Owner.SECTION:
        raise Http404
    if not taken.current:
        end = "atom/" if kind == "atom" else ""
        return redirect(f"{present.get_absolute_url()}feed/{end}", permanent=True)
    found = get_object_or_404(Section.objects.select_related("parent"), pk=taken.owner_id)
    return of_a_section(request, found, kind)


def _find(path: str) -> tuple[TakenPath, TakenPath]:
    """The path, and the one its owner has now; 404 where readers may not go."""
    taken = TakenPath.objects.filter(path=path).first()
    if taken is None:
        raise Http404
    present = taken
    if not taken.current:
        present = TakenPath.objects.get(
            owner_kind=taken.owner_kind, owner_id=taken.owner_id, current=True
        )
    if not present.open:
        raise Http404
    return taken, present


def page(request, page_id: int):
    """A page as it is, or as it was (?version=2)."""
    found = get_object_or_404(Page, pk=page_id)
    versions = list(found.versions.defer("body"))
    asked = request.GET.get("version")
    shown = found
    if asked is not None:
        shown = next((v for v in versions if str(v.number) == asked), None)
        if shown is None:
            raise Http404
    images = Image.objects.filter(pk__in=body.image_ids(shown.body))
    pictures = images.prefetch_related("renditions").in_bulk() if "<figure" in shown.body else {}
    context = {
        "page": found,
        "title": shown.title,
        "body": body.render(
            shown.body, pictures, cards.within(shown.body), documents.within(shown.body)
        ),
        "versions": versions,
        "version": shown if shown is not found else None,
    }
    return render(request, "site/page.html", context)


def not_found(request, exception=None):
    """404, with a search field and what others read; without them when the database is away."""
    try:
        stories, period = popular_box()
        context = {"popular": stories, "popular_period": period}
        return render(request, "errors/404.html", context, status=404)
    except DatabaseError:
        return HttpResponse(render_to_string("500.html"), status=404)


def server_error(request):
    """500 needs neither the database nor a context: it must not fail as well."""
    return HttpResponse(render_to_string("500.html"), status=500)


@require_safe
@public_page(whole=False)
def media(request, name):
    """Pictures, whose names change with their content; 410 when the rights have ended.

    A server in front may take over pictures/, where nothing lies that ends.
    """
    if not name.startswith(PUBLIC_FOLDERS) or ".." in name.split("/"):
        raise Http404
    kept = f"public, max-age={A_YEAR}, immutable"
    image = _image_of(name)
    if image and not image.is_cleared:
        return HttpResponse(status=410)
    if image and image.expires_at:
        left = int((image.expires_at - timezone.now()).total_seconds())
        kept = f"public, max-age={max(0, min(left, A_YEAR))}"
    try:
        file = default_storage.open(name)
    except (OSError, ValueError):
        raise Http404 from None
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    response = FileResponse(file, content_type=kind)
    response["Cache-Control"] = kept
    return response


def _image_of(name: str) -> Image | None:
    number = OF_A_PICTURE.match(name)
    return Image.objects.filter(pk=number[1]).first() if number else None


@require_safe
@public_page
def style(request):
    """Every part in its states; never in production."""
    stories = list(Article.objects.published().newest_first().for_cards()[:12])
    context = {
        "stories": stories,
        "period": PERIODS["week"],
        "page": Paginator(range(100), 10).page(4),
        "notes": [
            ReaderNote(pk=number, kind=kind, text=words, at=timezone.now())
            for number, (kind, words) in enumerate(SAID)
        ],
    }
    return render(request, "style.html", context)
