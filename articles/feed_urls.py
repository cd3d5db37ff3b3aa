"""`/feed/` is RSS, `/feed/atom/` Atom; a section's are found by its path, in newsroom.views."""

from django.urls import path

from articles.views import feeds

ATOM = {"kind": "atom"}

app_name = "feeds"
urlpatterns = [
    path("feed/", feeds.of_the_paper, name="paper"),
    path("feed/atom/", feeds.of_the_paper, ATOM, name="paper_atom"),
    path("author/<slug:slug>/feed/", feeds.of_an_author, name="author"),
    path("author/<slug:slug>/feed/atom/", feeds.of_an_author, ATOM, name="author_atom"),
    path("tag/<slug:slug>/feed/", feeds.of_a_tag, name="tag"),
    path("tag/<slug:slug>/feed/atom/", feeds.of_a_tag, ATOM, name="tag_atom"),
]
