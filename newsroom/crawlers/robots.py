"""robots.txt, written from the desk's rows each time it is asked for."""

from django.conf import settings
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from newsroom.crawlers.models import Crawler
from newsroom.public import public_page

# Of one reader, or endless.
PRIVATE = [
    "/admin/", "/accounts/", "/out/", "/me/", "/messages/", "/notifications/", "/search/",
    "/*?print=",
]  # fmt: skip
SITEMAPS = ["/sitemap.xml", "/news-sitemap.xml"]


@require_safe
@public_page
def robots(request):
    return HttpResponse(text(), content_type="text/plain; charset=utf-8")


def text() -> str:
    groups = ["\n".join(["User-agent: *", *(f"Disallow: {p}" for p in PRIVATE), "Allow: /"])]
    refused = Crawler.objects.filter(policy__allowed=False).order_by("policy", "user_agent")
    if agents := [f"User-agent: {crawler.user_agent}" for crawler in refused]:
        groups.append("\n".join([*agents, "Disallow: /"]))
    groups.append("\n".join(f"Sitemap: {settings.SITE_URL}{path}" for path in SITEMAPS))
    return "\n\n".join(groups) + "\n"
