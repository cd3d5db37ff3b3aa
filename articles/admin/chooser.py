"""What the writing page asks for while one writes: pictures, tags, clean text, embeds. JSON."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, HttpResponseBadRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from articles import body, embeds, policy
from articles.actions import media
from articles.admin.pictures_as_data import as_data
from articles.admin.sending import refused
from articles.likeness import known_like
from articles.models import Image, Tag
from newsroom.kit.keys import is_key

PICTURES_A_PAGE = 24
LARGEST_PASTE = 4_000_000
TEXTS = {"alt": 300, "caption": 400, "credit": 160}


def _may(request, *permissions: str) -> None:
    if not all(request.user.has_perm(f"articles.{name}") for name in permissions):
        raise PermissionDenied


@never_cache
@require_http_methods(["GET", "POST"])
def pictures(request):
    """GET: those that answer a search, newest first. POST: take in one file."""
    if request.method == "POST":
        return _upload(request)
    _may(request, "view_image")
    found = Image.objects.prefetch_related("renditions")
    for word in request.GET.get("q", "").split()[:6]:
        found = found.filter(
            Q(alt__icontains=word)
            | Q(caption__icontains=word)
            | Q(credit__icontains=word)
            | Q(original_name__icontains=word)
        )
    if ids := [int(n) for n in request.GET.get("ids", "").split(",") if is_key(n)][:100]:
        found = found.filter(pk__in=ids)
    page = Paginator(found, PICTURES_A_PAGE).get_page(request.GET.get("page"))
    return JsonResponse(
        {
            "pictures": [as_data(image) for image in page],
            "next": page.next_page_number() if page.has_next() else None,
            "count": page.paginator.count,
        }
    )


def _upload(request):
    _may(request, "add_image")
    upload = request.FILES.get("file")
    if upload is None:
        return refused([_("No file arrived. Choose it again.")])
    try:
        image = media.store_image(upload, by=request.user, words_of_file=True)
    except ValidationError as error:
        return refused(error.messages)
    twin = known_like(image).prefetch_related("renditions").first()
    answer = {"picture": as_data(image), "twin": as_data(twin) if twin else None}
    return JsonResponse(answer, status=201)


@never_cache
@require_http_methods(["GET", "POST"])
def picture(request, pk):
    """GET: one picture. POST: its words and its focal point."""
    image = get_object_or_404(Image, pk=pk)
    if request.method == "POST":
        _may(request, "change_image")
        if refusals := _describe(image, request.POST, request.user):
            return refused(refusals)
    _may(request, "view_image")
    return JsonResponse({"picture": as_data(image)})


def _describe(image: Image, data, user) -> list[str]:
    before = _words(image)
    for name, longest in TEXTS.items():
        text = " ".join(data.get(name, "").replace("\x00", "").split())
        if len(text) > longest:
            return [_("Write at most %(number)d characters.") % {"number": longest}]
        setattr(image, name, text)
    image.decorative = data.get("decorative") == "1"
    if (licence := data.get("licence", image.licence)) in {"", *Image.Licence.values}:
        image.licence = licence
    try:
        x, y = int(data.get("x", image.focal_x)), int(data.get("y", image.focal_y))
    except ValueError:
        return [_("The focal point is given in whole per cent.")]
    changed = _words(image) != before or (x, y) != (image.focal_x, image.focal_y)
    if changed and not policy.may_change_picture(user, image):
        return [_("Readers see this picture already: ask an editor to change what is said of it.")]
    media.describe(image, focal=(x, y), by=user)
    return []


def _words(image: Image) -> tuple:
    return (*(getattr(image, name) for name in TEXTS), image.decorative, image.licence)


@never_cache
@require_GET
def file(request, pk):
    """The stored original, for as long as its sizes are being made."""
    _may(request, "view_image")
    image = get_object_or_404(Image, pk=pk)
    return FileResponse(image.file.open("rb"))


@require_POST
def clean(request):
    """Pasted text as it may stand in a story, with what Word and Google Docs do put right."""
    _may(request, "view_article")
    html = request.POST.get("html", "")
    if len(html) > LARGEST_PASTE:
        return HttpResponseBadRequest()
    return JsonResponse({"html": body.clean(html)})


@require_GET
def embed(request):
    """What may be embedded from an address."""
    _may(request, "view_article")
    found = embeds.find(request.GET.get("address"))
    if found is None:
        names = ", ".join(embeds.NAMES.values())
        return refused(
            [_("This address cannot be shown in a story. Known are: %(names)s.") % {"names": names}]
        )
    return JsonResponse({"provider": found.provider, "address": found.address, "name": found.name})


@require_GET
def tags(request):
    """Tags in use that begin with, then those that contain what was typed."""
    _may(request, "view_article")
    typed = request.GET.get("q", "").strip()
    if not typed:
        return JsonResponse({"names": []})
    names = Tag.objects.order_by("name").values_list("name", flat=True)
    first = list(names.filter(name__istartswith=typed)[:8])
    within = names.filter(name__icontains=typed).exclude(name__in=first)[: 8 - len(first)]
    return JsonResponse({"names": [*first, *within]})
