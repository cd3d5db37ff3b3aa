from django.urls import path, re_path

from comments import views

app_name = "comments"
urlpatterns = [
    path("comments/", views.own, name="own"),
    path("comments/<int:article_id>/", views.write, name="write"),
    path("comments/c/<int:pk>/", views.comment, name="comment"),
    path("comments/c/<int:pk>/yours/", views.yours, name="yours"),
    path("comments/c/<int:pk>/edit/", views.edit, name="edit"),
    path("comments/c/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
    path("comments/c/<int:pk>/recommend/", views.recommend, name="recommend"),
    path("comments/c/<int:pk>/report/", views.report, name="report"),
    path("comments/reported/<int:story>/", views.reported, name="reported"),
    path("comments/c/<int:pk>/appeal/", views.appeal, name="appeal"),
    path("comments/standing/<int:pk>/appeal/", views.appeal_sanction, name="appeal_sanction"),
    path("members/<slug:key>/", views.member, name="member"),
    re_path(r"^(?P<story>\d{4}/\d{2}/\d{2}/[a-z0-9-]+)/comments/$", views.thread, name="thread"),
]
