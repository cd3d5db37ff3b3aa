"""Documents as the writing page finds them and takes them in: JSON."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import JsonResponse
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.actions.filing import store_document
from articles.admin.sending import refused
from articles.models import Document

A_PAGE = 20


def in_words(document: Document) -> str:
    return f"{document.kind}, {filesizeformat(document.size)}"


def as_data(document: Document) -> dict:
    return {
        "id": document.pk,
        "title": document.title,
        "line": document.get_absolute_url(),
        "says": in_words(document),
    }


@never_cache
@require_http_methods(["GET", "POST"])
def view(request):
    """GET: those that answer a search, newest first. POST: take in one file."""
    if request.method == "POST":
        return _upload(request)
    if not request.user.has_perm("articles.view_document"):
        raise PermissionDenied
    found = Document.objects.all()
    for word in request.GET.get("q", "").split()[:6]:
        found = found.filter(Q(title__icontains=word) | Q(original_name__icontains=word))
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {
            "documents": [as_data(document) for document in page],
            "next": page.next_page_number() if page.has_next() else None,
        }
    )


def _upload(request):
    if not request.user.has_perm("articles.add_document"):
        raise PermissionDenied
    file = request.FILES.get("file")
    if file is None:
        return refused([_("No file arrived. Choose it again.")])
    try:
        document = store_document(file, by=request.user)
    except ValidationError as error:
        return refused(error.messages)
    return JsonResponse({"document": as_data(document)}, status=201)
