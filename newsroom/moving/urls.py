from django.urls import path

from newsroom.moving import views

app_name = "moving"
urlpatterns = [path("-/gone/", views.gone_from_former_site, name="gone")]
