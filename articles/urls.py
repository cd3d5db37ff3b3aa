from django.urls import path, re_path

from articles import views

app_name = "articles"
urlpatterns = [
    re_path(r"^\d{4}/\d{2}/\d{2}/[a-z0-9-]+/$", views.article, name="article"),
    path("author/<slug:slug>/", views.author, name="author"),
    path("tag/<slug:slug>/", views.tag, name="tag"),
    path("popular/", views.most_read, name="popular"),
    path("search/", views.search, name="search"),
    path("search/suggest/", views.suggest, name="suggest"),
    path("notifications/", views.notifications, name="notifications"),
    path("seen/", views.seen, name="seen"),
]
