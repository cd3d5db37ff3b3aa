"""Joining a newsletter: each step a page, each change a post."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from newsletter import archive, friction
from newsletter.actions.subscribing import confirm as say_yes
from newsletter.actions.subscribing import confirmable
from newsletter.forms import SubscribeForm
from newsletter.links import read_confirmation
from newsletter.models import Newsletter
from newsletter.offers import IN_A_BAND
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong
from newsroom.public import from_same_site, public_page
from newsroom.site.chrome import chrome


@require_safe
@public_page
def index(request):
    newsletters = Newsletter.objects.open()
    context = {
        "newsletters": newsletters,
        "archives": archive.newsletters(),
        "stamp": friction.stamp(),
    }
    return render(request, "newsletter/index.html", context)


@csrf_exempt
@never_cache
@require_POST
def subscribe(request):
    """One answer for every address; a wrong form comes back with what was typed."""
    filled = request.POST
    sure = friction.kept(filled["sure"]) if "sure" in filled else None
    form = SubscribeForm(sure or filled)
    if not from_same_site(request):
        return _answer(request, form, _("Send this form from our own page."), status=403)
    if "sure" in filled and sure is None:
        return _answer(request, form, _("That took a while. Sign up once more."), status=422)
    if not form.is_valid():
        return _answer(request, form, _first(form), status=422)
    if friction.too_many(request):
        late = _("Many forms came from your network. Wait an hour and try again.")
        return _answer(request, form, late, status=429)
    if sure is None and _is_odd(request, form.cleaned_data):
        return _once_more(request, form.cleaned_data)
    form.save()
    return _thanks(request)


def _is_odd(request, data) -> bool:
    return friction.needs_another_press(
        request, email=data["email"], trap=data["motto"], stamp=data["stamp"]
    )


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
        subscriber_id, newsletter_ids, asked = read_confirmation(token)
    except LinkIsOver:
        return render(request, "newsletter/link_over.html", status=410)
    except LinkIsWrong:
        return render(request, "newsletter/link_wrong.html", status=404)
    found = confirmable(subscriber_id, newsletter_ids, asked)
    if not found:
        return render(request, "newsletter/link_over.html", status=410)
    context = {
        "subscriptions": found,
        "email": found[0].subscriber.email,
        "already": all(s.receives for s in found),
        "key": found[0].subscriber.key,
    }
    if request.method != "POST":
        return render(request, "newsletter/confirm.html", context)
    if "choice" in request.POST:  # one letter named several, and the reader ticked among them
        ticked = set(request.POST.getlist("lists"))
        newsletter_ids = [s.newsletter_id for s in found if s.newsletter.slug in ticked]
        if not newsletter_ids:
            context["error"] = _("Choose at least one newsletter.")
            return render(request, "newsletter/confirm.html", context, status=422)
    context["subscriptions"] = say_yes(subscriber_id, newsletter_ids, asked)
    return render(request, "newsletter/confirmed.html", context)


def _thanks(request):
    if _from_script(request):
        return render(request, "newsletter/_asked.html")
    return redirect("newsletter:asked")


def _once_more(request, data):
    """The page with one button; it tells nothing of the address, which nobody has looked up."""
    slugs = [newsletter.slug for newsletter in data["lists"]]
    context = {
        "email": data["email"],
        "sure": friction.keep(data["email"], slugs, data["place"]),
    }
    template = "_once_more" if _from_script(request) else "once_more"
    return render(request, f"newsletter/{template}.html", context)


def _answer(request, form, error: str, *, status: int):
    """The form again, alone for a script, else on a page of its own."""
    script = _from_script(request)
    place = form.data.get("place", "")
    place = place if script and place in {"footer", "article"} else "page"
    newsletters = list(Newsletter.objects.open())
    data = form.data
    context = {
        "place": place,
        "typed": data.get("email", ""),
        "chosen": data.getlist("lists") if hasattr(data, "getlist") else data["lists"],
        "error": error,
        "error_in_lists": "lists" in form.errors,
        "site": chrome().site,
        "newsletters": newsletters if place == "page" else newsletters[:IN_A_BAND],
        "stamp": friction.stamp(),
    }
    template = "newsletter/_form.html" if script else "newsletter/index.html"
    return render(request, template, context, status=status)


def _first(form) -> str:
    return next(iter(form.errors.values()))[0]


def _from_script(request) -> bool:
    return request.headers.get("X-Requested-With") == "fetch"
