from django.urls import path

from newsroom.consent import views

app_name = "consent"
urlpatterns = [
    path("privacy/choices/", views.choices, name="choices"),
    path("privacy/choices/bar/", views.bar, name="bar"),
]
