"""Joining a newsletter and leaving it: each step a page, each change a post."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter.actions.subscribing import confirm as say_yes
from newsletter.actions.subscribing import leave as say_goodbye
from newsletter.forms import SubscribeForm
from newsletter.links import read_confirmation
from newsletter.models import Newsletter, Subscriber, Subscription
from newsroom.kit.throttle import allowed_from_network
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong
from newsroom.public import from_same_site, public_page
from newsroom.site.chrome import chrome

FORMS_FROM_ONE_NETWORK, WITHIN_SECONDS = 20, 3600


@require_safe
@public_page
def index(request):
    return render(request, "newsletter/index.html", {"newsletters": Newsletter.objects.open()})


@csrf_exempt
@never_cache
@require_POST
def subscribe(request):
    """One answer for every address; a wrong form comes back with what was typed."""
    form = SubscribeForm(request.POST)
    if not from_same_site(request):
        return _answer(request, form, _("Send this form from our own page."), status=403)
    if "motto" in form.errors:
        return _thanks(request)  # a machine: let it think it was heard
    if not form.is_valid():
        return _answer(request, form, _first(form), status=422)
    if not allowed_from_network(
        "newsletter", request, times=FORMS_FROM_ONE_NETWORK, seconds=WITHIN_SECONDS
    ):
        late = _("Many forms came from your network. Wait an hour and try again.")
        return _answer(request, form, late, status=429)
    site = chrome().site
    form.save(text=f"{site.newsletter_heading}: {site.newsletter_promise}")
    return _thanks(request)


@require_safe
@public_page
def asked(request):
    return render(request, "newsletter/asked.html")


@csrf_exempt  # the token in the address is the permission, and no cookie is read
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request, token):
    """Opening the link changes nothing: mail scanners open links. Pressing the button does."""
    try:
        claim = read_confirmation(token)
    except LinkIsOver:
        return render(request, "newsletter/link_over.html", status=410)
    except LinkIsWrong:
        return render(request, "newsletter/link_wrong.html", status=404)
    subscriber_id, newsletter_ids, asked = claim
    found = Subscription.objects.filter(subscriber=subscriber_id, newsletter__in=newsletter_ids)
    found = [s for s in found.select_related("newsletter", "subscriber") if not s.left_since(asked)]
    if not found:
        return render(request, "newsletter/link_over.html", status=410)
    context = {
        "subscriptions": found,
        "email": found[0].subscriber.email,
        "already": all(s.receives for s in found),
        "leave_key": found[0].subscriber.key,
    }
    if request.method == "POST":
        context["subscriptions"] = say_yes(*claim)
        return render(request, "newsletter/confirmed.html", context)
    return render(request, "newsletter/confirm.html", context)


@csrf_exempt  # the key in the address is the permission; mail programs post here by themselves
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, key):
    subscriber = get_object_or_404(Subscriber, key=key)
    receives = subscriber.subscriptions.mailable().select_related("newsletter")
    context = {"email": subscriber.email, "subscriptions": list(receives), "key": key}
    if request.method == "POST":
        say_goodbye(subscriber)
        return render(request, "newsletter/left.html", context)
    return render(request, "newsletter/leave.html", context)


def _thanks(request):
    if _from_script(request):
        return render(request, "newsletter/_asked.html")
    return redirect("newsletter:asked")


def _answer(request, form, error: str, *, status: int):
    """The form again, alone for a script, else on a page of its own."""
    place = form.data.get("place", "")
    context = {
        "place": place if place in {"footer", "article"} else "page",
        "typed": form.data.get("email", ""),
        "chosen": form.data.getlist("lists"),
        "error": error,
        "site": chrome().site,
        "newsletters": Newsletter.objects.open(),
    }
    template = "newsletter/_form.html" if _from_script(request) else "newsletter/index.html"
    return render(request, template, context, status=status)


def _first(form) -> str:
    return next(iter(form.errors.values()))[0]


def _from_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
