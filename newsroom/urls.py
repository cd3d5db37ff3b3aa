"""The one map of addresses. What it names first is reserved: no section or page may take it."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from newsroom import personal, views

urlpatterns = [
    path("", include("newsroom.curation.urls")),
    path("", include("articles.urls")),
    path("", include("newsroom.site.urls")),
    path("", include("newsroom.consent.urls")),
    path("accounts/", include("accounts.urls")),
    path("accounts/notifications/", include("newsroom.notifications.urls")),
    path("accounts/", include("newsroom.reading.urls")),
    path("accounts/", include("newsroom.privacy.urls")),
    path("accounts/", include("accounts.doors")),
    path("", include("comments.urls")),
    path("newsletter/", include("newsletter.urls")),
    path("", include("newsroom.ads.urls")),
    path("me/", personal.me, name="me"),
    path("admin/", admin.site.urls),
    path("robots.txt", views.robots, name="robots"),
    path("favicon.ico", views.favicon, name="favicon"),
    path("media/<path:name>", views.media, name="media"),
]
if settings.MODE != "production":
    urlpatterns.append(path("style/", views.style, name="style"))
if settings.MODE == "development":
    urlpatterns.append(path("__reload__/", include("django_browser_reload.urls")))
# Last: sections and pages, whose addresses are rows.
urlpatterns.append(path("<path:path>/", views.by_path, name="by_path"))

handler404 = "newsroom.views.not_found"
handler500 = "newsroom.views.server_error"
