"""The newsletter's addresses. Their first words are no newsletter's slug."""

from django.urls import path

from newsletter.views import archive, joining

app_name = "newsletter"
urlpatterns = [
    path("", joining.index, name="index"),
    path("subscribe/", joining.subscribe, name="subscribe"),
    path("asked/", joining.asked, name="asked"),
    path("confirm/<str:token>/", joining.confirm, name="confirm"),
    path("leave/<str:key>/", joining.leave, name="leave"),
    # Last: newsletters, whose addresses are rows.
    path("<slug:slug>/", archive.issues, name="issues"),
    path("<slug:slug>/<slug:edition>/", archive.issue, name="issue"),
]
