from django.urls import path

from newsroom.access import views

app_name = "access"
urlpatterns = [
    path("continue/", views.door, name="door"),
    path("continue/<int:article_id>/", views.read, name="read"),
    path("gift/<int:article_id>/", views.make_gift, name="make_gift"),
    path("gift/<str:token>/", views.gift, name="gift"),
]
