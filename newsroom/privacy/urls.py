from django.urls import path

from newsroom.privacy import views

app_name = "privacy"
urlpatterns = [
    path("data/", views.download, name="download"),
    path("leave/", views.leave, name="leave"),
    path("stay/", views.stay, name="stay"),
]
