"""What every page of the paper needs: its settings, menus and profiles."""

from django.conf import settings
from django.utils import timezone

from newsroom.site.chrome import chrome


def site(request) -> dict:
    now = timezone.localtime()
    parts = chrome()
    return {
        "site": parts.site,
        "menus": parts.menus,
        "social_links": parts.social_links,
        "year": now.year,
        "today": now.date(),
        "mode": settings.MODE,
    }
