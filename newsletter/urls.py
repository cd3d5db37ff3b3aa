"""The newsletter's addresses. Their first words are no newsletter's slug."""

from django.urls import path

from newsletter.views import archive, counting, joining, leaving, preferences, webhooks

app_name = "newsletter"
urlpatterns = [
    path("", joining.index, name="index"),
    path("subscribe/", joining.subscribe, name="subscribe"),
    path("asked/", joining.asked, name="asked"),
    path("confirm/<str:token>/", joining.confirm, name="confirm"),
    path("leave/<str:key>/", leaving.leave, name="leave"),
    path("leave/<str:key>/<slug:slug>/", leaving.leave, name="leave_one"),
    path("preferences/<str:key>/", preferences.preferences, name="preferences"),
    path("move/<str:token>/", preferences.move, name="move"),
    path("seen/<str:key>.gif", counting.seen, name="seen"),
    path("go/<str:key>/<int:number>/", counting.go, name="go"),
    path("hooks/<slug:provider>/", webhooks.hook, name="hook"),
    # Last: newsletters, whose addresses are rows.
    path("<slug:slug>/", archive.issues, name="issues"),
    path("<slug:slug>/<slug:edition>/", archive.issue, name="issue"),
]
