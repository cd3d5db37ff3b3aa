from django.urls import path

from newsroom.site import views

app_name = "site"
urlpatterns = [
    path("messages/", views.message, name="message"),
    path("messages/thanks/", views.message_thanks, name="message_thanks"),
]
