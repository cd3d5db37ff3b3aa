"""The one map of addresses. What it names first is reserved: no section or page may take it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from newsletter.views.own import own as own_newsletters
from newsroom import personal, sitemaps, views
from newsroom.crawlers.robots import robots
from newsroom.health import health

urlpatterns = [
    path("", include("newsroom.curation.urls")),
    path("", include("articles.urls")),
    path("", include("newsroom.site.urls")),
    path("", include("newsroom.consent.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/notifications/", include("newsroom.notifications.urls")),
    path("accounts/", include("newsroom.reading.urls")),
    path("accounts/", include("newsroom.privacy.urls")),
    path("accounts/newsletters/", own_newsletters, name="own_newsletters"),
    path("accounts/", include("accounts.doors")),
    path("", include("comments.urls")),
    path("newsletter/", include("newsletter.urls")),
    path("", include("newsroom.ads.urls")),
    path("", include("newsroom.access.urls")),
    path("", include("newsroom.moving.urls")),
    path("me/", personal.me, name="me"),
    path("admin/", admin.site.urls),
    path("", include("articles.feed_urls")),
    path("robots.txt", robots, name="robots"),
    path("-/health/", health, name="health"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    re_path(
        r"^sitemap-(?P<year>[12]\d{3})-(?P<month>0[1-9]|1[0-2])(-(?P<part>[2-9]\d?))?\.xml$",
        sitemaps.month,
        name="sitemap_month",
    ),
    path("news-sitemap.xml", sitemaps.news, name="news_sitemap"),
    path("media/<path:name>", views.media, name="media"),
]
if settings.MODE != "production":
    urlpatterns.append(path("style/", views.style, name="style"))
if settings.MODE == "development":
    urlpatterns.append(path("__reload__/", include("django_browser_reload.urls")))
# Last: sections and pages, whose addresses are rows.
urlpatterns += [
    path("<path:path>/feed/", views.feed_by_path, name="feed_by_path"),
    path("<path:path>/feed/atom/", views.feed_by_path, {"kind": "atom"}, name="atom_by_path"),
    path("<path:path>/", views.by_path, name="by_path"),
]

handler404 = "newsroom.views.not_found"
handler500 = "newsroom.views.server_error"
