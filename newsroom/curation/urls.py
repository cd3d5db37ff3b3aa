from django.urls import path

from newsroom.curation import views

app_name = "curation"
urlpatterns = [path("", views.front, name="front")]
