from django.urls import path

from comments import views

app_name = "comments"
urlpatterns = [
    path("", views.own, name="own"),
    path("<int:article_id>/", views.write, name="write"),
]
