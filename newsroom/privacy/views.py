"""Taking one's data away, and leaving."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.second_factor import journalists_prove_first
from newsroom.privacy.actions.erasing import TIME_TO_CHANGE_ONES_MIND, ask, take_back
from newsroom.privacy.export import export
from newsroom.privacy.models import ErasureRequest


@never_cache
@login_required
@journalists_prove_first
@reauthentication_required(app="newsroom.privacy")
@require_http_methods(["GET", "HEAD", "POST"])
def download(request):
    """Everything in one file is what a thief of an open browser would take first: the page asks
    who one is, as leaving does. A journalist's holds what the desk keeps of their work."""
    if request.method != "POST":
        return render(request, "privacy/download.html")
    name = f"my-data-{timezone.localdate():%Y-%m-%d}.zip"
    response = HttpResponse(export(request.user), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@never_cache
@login_required
@reauthentication_required(app="newsroom.privacy")
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request):
    """The choice about one's comments, and the button; asked for one's password just before."""
    if request.method == "POST":
        ask(request.user, keep_comments=request.POST.get("comments") != "erase")
        messages.success(request, _("Your wish is noted. You have fourteen days to change it."))
        return redirect("accounts:home")
    waiting = ErasureRequest.objects.filter(person=request.user).first()
    context = {"waiting": waiting, "days": TIME_TO_CHANGE_ONES_MIND.days}
    return render(request, "privacy/leave.html", context)


@login_required
@require_POST
def stay(request):
    take_back(request.user)
    messages.success(request, _("Good that you stay. Nothing was erased."))
    return redirect("accounts:home")
