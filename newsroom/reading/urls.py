from django.urls import path

from newsroom.reading import views

app_name = "reading"
urlpatterns = [
    path("saved/", views.saved, name="saved"),
    path("saved/<int:article_id>/", views.save, name="save"),
    path("following/", views.followed, name="followed"),
    path("following/<slug:kind>/<int:target_id>/", views.following, name="follow"),
]
