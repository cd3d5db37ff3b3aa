from django.urls import path, re_path

from newsroom.site import files, views

app_name = "site"
urlpatterns = [
    path("messages/", views.message, name="message"),
    path("messages/thanks/", views.message_thanks, name="message_thanks"),
    path("ads.txt", files.sellers, name="ads_txt"),
    path(".well-known/security.txt", files.security, name="security_txt"),
    path("manifest.webmanifest", files.manifest, name="manifest"),
    path("favicon.ico", files.favicon, name="favicon"),
    path("apple-touch-icon.png", files.touch_icon, name="touch_icon"),
    re_path(
        r"^icons/(?P<mark>[0-9a-f]{12})-(?P<maskable>maskable-)?(?P<size>\d{3})\.png$",
        files.icon,
        name="icon",
    ),
]
