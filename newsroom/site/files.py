"""Small files that browsers, sellers of advertising and finders of holes ask for by fixed names."""

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from newsroom.public import public_page
from newsroom.site import icons
from newsroom.site.chrome import chrome

PLAIN = "text/plain; charset=utf-8"
HONOURED_FOR = timedelta(days=180)  # RFC 9116 advises less than a year
A_DAY, A_YEAR = 24 * 3600, 365 * 24 * 3600
SHORT_NAME = 12  # characters under an icon before telephones cut them off


@require_safe
@public_page
def sellers(request):
    """ads.txt, as the desk has it."""
    lines = chrome().site.ads_txt.strip()
    if not lines:
        raise Http404
    return HttpResponse(lines.replace("\r\n", "\n") + "\n", content_type=PLAIN)


@require_safe
@public_page
def security(request):
    """security.txt (RFC 9116); the day it expires moves on with the days."""
    contact = chrome().site.security_contact.split()
    if not contact:
        raise Http404
    expires = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + HONOURED_FOR
    lines = [
        f"Contact: {_as_address(contact[0])}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(dict.fromkeys([get_language()[:2], 'en', 'es']))}",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type=PLAIN)


def _as_address(contact: str) -> str:
    if ":" in contact:
        return contact
    if "@" in contact:
        return f"mailto:{contact}"
    return f"{settings.SITE_URL}/{contact.strip('/')}/"


@require_safe
@public_page
def manifest(request):
    site = chrome().site
    data = {
        "id": "/",
        "name": site.name,
        "short_name": site.name if len(site.name) <= SHORT_NAME else site.name.split()[-1],
        "description": site.description,
        "lang": get_language(),
        "start_url": "/",
        "scope": "/",
        "display": "minimal-ui",
        "background_color": "#ffffff",
        "theme_color": "#ffffff",
        "icons": [
            {
                "src": icons.icon_path(site, size, maskable=maskable),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "maskable" if maskable else "any",
            }
            for maskable in (False, True)
            for size in (192, 512)
        ],
    }
    return JsonResponse(data, content_type="application/manifest+json")


@require_safe
@public_page
def favicon(request):
    """Browsers ask for it wherever a page names none, as for a picture opened by itself."""
    content = icons.favicon_file(chrome().site)
    return _picture(content, "image/x-icon", f"public, max-age={A_DAY}")


@require_safe
@public_page
def touch_icon(request):
    """What telephones ask for by this name; they do not show what is behind it."""
    content = icons.icon_file(chrome().site, 180, maskable=True)
    return _picture(content, "image/png", f"public, max-age={A_DAY}")


@require_safe
@public_page
def icon(request, mark, size, maskable=None):
    """Its name changes with its content."""
    site = chrome().site
    if mark != icons.mark_of(site) or int(size) not in icons.SIZES:
        raise Http404
    content = icons.icon_file(site, int(size), maskable=bool(maskable))
    return _picture(content, "image/png", f"public, max-age={A_YEAR}, immutable")


def _picture(content: bytes, kind: str, kept: str) -> HttpResponse:
    return HttpResponse(content, content_type=kind, headers={"Cache-Control": kept})
