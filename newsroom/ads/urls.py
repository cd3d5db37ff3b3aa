from django.urls import path

from newsroom.ads import views

app_name = "promos"
urlpatterns = [
    path("shown/", views.shown, name="shown"),
    path("out/<slug:number>/", views.out, name="out"),
]
