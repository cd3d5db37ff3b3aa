from django.urls import path, re_path

from articles import views

app_name = "articles"
urlpatterns = [
    re_path(r"^\d{4}/\d{2}/\d{2}/[a-z0-9-]+/$", views.article, name="article"),
    re_path(r"^(?P<story>\d{4}/\d{2}/\d{2}/[a-z0-9-]+)/history/$", views.history, name="history"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/feed/", views.corrections_feed, name="corrections_feed"),
    path(
        "corrections/feed/atom/", views.corrections_feed, {"kind": "atom"}, name="corrections_atom"
    ),
    path("documents/<int:pk>/<str:key>/<str:name>", views.document, name="document"),
    path("author/<slug:slug>/", views.author, name="author"),
    path("tag/<slug:slug>/", views.tag, name="tag"),
    path("popular/", views.most_read, name="popular"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("notifications/", views.notifications, name="notifications"),
    path("seen/", views.seen, name="seen"),
]
