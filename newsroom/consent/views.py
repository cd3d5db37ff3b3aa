"""The reader's side: the form as a page, the same form for the bar, and where both are sent."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.consent.actions.choosing import answers_to, prove
from newsroom.consent.asking import asked
from newsroom.consent.models import Choice
from newsroom.kit.throttle import allowed_from_network
from newsroom.public import from_same_site, public_page

COOKIE = "consent"
KEPT_SECONDS = 180 * 24 * 3600
# Many: a whole office or a mobile network can stand behind one address.
CHOICES_FROM_ONE_NETWORK, WITHIN_SECONDS = 300, 3600


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def choices(request):
    return _choose(request) if request.method == "POST" else _page(request)


@public_page
def _page(request):
    return render(request, "consent/choices.html", {"asked": asked()})


@require_safe
@public_page
def bar(request):
    """What the script puts on a page when there is something to ask."""
    now = asked()
    if now is None:
        raise Http404
    response = render(request, "consent/bar.html", {"asked": now})
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
def _choose(request):
    now = asked()
    way = request.POST.get("way", "")
    if not from_same_site(request):
        return _say(request, 403, _("Send this form from our own page."))
    if now is None:
        return _say(request, 200, _("There is nothing to choose: nothing needs your consent."))
    if way not in Choice.Way.values:
        return _say(request, 422, _("Press one of the buttons."))
    if request.POST.get("version") != str(now.wording.number):
        return _say(request, 409, _("The text has changed since. Read it and choose once more."))
    gpc = request.headers.get("Sec-GPC") == "1"
    answers = answers_to(now, way, request.POST.keys(), gpc=gpc)
    if allowed_from_network(
        "consent", request, times=CHOICES_FROM_ONE_NETWORK, seconds=WITHIN_SECONDS
    ):
        prove(now, way, answers, gpc=gpc)
    elif any(answers.values()):  # a refusal holds without proof
        late = _("Many choices came from your network. Nothing is loaded: try again in an hour.")
        return _say(request, 429, late)
    return _kept(request, now, answers)


def _kept(request, now, answers: dict[str, bool]):
    allowed = [purpose for purpose in now.purposes if answers[purpose.key]]
    if allowed:
        words = _("Kept. You allow: %s.") % ", ".join(str(p) for p in allowed)
    else:
        words = _("Kept. Nothing that needs your consent is loaded.")
    response = _say(request, 200, words, allowed={p.key for p in allowed})
    response.set_cookie(
        COOKIE,
        ".".join([str(now.wording.number), *(p.key for p in allowed)]),
        max_age=KEPT_SECONDS,
        secure=request.is_secure(),
        httponly=False,  # read by the script: no page asks the server who allowed what
        samesite="Lax",
    )
    return response


def _say(request, status: int, words: str, allowed=frozenset()):
    """One sentence to the script, the page with that sentence to everybody else."""
    if request.get_preferred_type(["text/html", "text/plain"]) == "text/plain":
        return HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    context = {"asked": asked(), "words": words, "wrong": status != 200, "allowed": allowed}
    return render(request, "consent/choices.html", context, status=status)
