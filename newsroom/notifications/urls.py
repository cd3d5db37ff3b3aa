from django.urls import path

from newsroom.notifications import views

app_name = "notifications"
urlpatterns = [
    path("", views.own, name="own"),
    path("seen/", views.seen, name="seen"),
    path("read/", views.read_all, name="read_all"),
    path("<int:pk>/", views.follow, name="follow"),
    path("stop/<str:token>/", views.stop, name="stop"),
]
