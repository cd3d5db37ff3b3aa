"""A member's own news: the list, what was seen, how it comes by mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts.second_factor import opens_desk
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong, read_token
from newsroom.notifications.actions import STOP, mark_read, mark_seen, stop_mail
from newsroom.notifications.forms import PreferencesForm
from newsroom.notifications.heard import heard_in, way_to_the_rest
from newsroom.notifications.links import STOP_VALID_FOR
from newsroom.notifications.models import Kind

PER_PAGE = 30


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request):
    """The list, newest first; looking at it is having seen it. The form is how it comes by mail."""
    at_the_desk = opens_desk(request)
    form = PreferencesForm(request.POST or None, person=request.user, at_the_desk=at_the_desk)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notifications:own")
    heard = heard_in(request)
    page = Paginator(heard, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "news": list(page.object_list),
        "form": form,
        "way": way_to_the_rest(request, back=request.path),
    }
    mark_seen(heard)
    return render(request, "notifications/own.html", context)


@login_required
@require_POST
def seen(request):
    """The bell was opened."""
    mark_seen(heard_in(request))
    return HttpResponse(status=204)


@login_required
@require_POST
def read_all(request):
    mark_read(heard_in(request))
    return redirect("notifications:own")


@never_cache
@login_required
def follow(request, pk):
    """The way to what it tells of: whoever goes there has read it."""
    heard = heard_in(request)
    found = heard.filter(pk=pk).first()
    if found is None:
        if way := way_to_the_rest(request, back=request.path):
            return redirect(way)
        raise Http404
    mark_read(heard, only=found.pk)
    return redirect(found.url)


@csrf_exempt  # mail programs post here without a cookie (RFC 8058); the link is signed
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request, token):
    """No more mail of these kinds. Opening the link changes nothing: scanners open links."""
    try:
        person, kinds = read_token(STOP, token, valid_for=STOP_VALID_FOR)
    except (LinkIsOver, LinkIsWrong):
        return render(request, "notifications/stop.html", {"wrong": True}, status=404)
    if request.method == "POST":
        stop_mail(person, kinds)
    labels = [Kind(kind).label for kind in kinds if kind in Kind.values]
    context = {"kinds": labels, "done": request.method == "POST"}
    return render(request, "notifications/stop.html", context)
