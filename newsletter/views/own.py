"""A member's newsletters: the address is confirmed already, so nothing is asked twice."""

from allauth.account.models import EmailAddress
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from newsletter import choices
from newsletter.actions import preferences as changing
from newsletter.forms import reader_rhythms
from newsletter.models import Subscriber, Suppression
from newsletter.suppressing import email_hashes
from newsletter.views import deeds


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def own(request):
    confirmed = EmailAddress.objects.filter(
        user=request.user, email__iexact=request.user.email, verified=True
    ).exists()
    error = ""
    if request.method == "POST" and confirmed:
        error = _do(request)
        if not error:
            return redirect(f"{request.path}?done={request.POST['deed']}")
    subscriber = Subscriber.objects.at(request.user.email).first()
    offers = choices.offered_to(subscriber)
    hashes = email_hashes(request.user.email)
    suppression = Suppression.objects.filter(email_hash__in=hashes).first()
    context = {
        "confirmed": confirmed,
        "subscriber": subscriber,
        "suppression": suppression,
        "never": suppression and suppression.reason == Suppression.Reason.ASKED,
        "offers": offers,
        "personal": any(offer.newsletter.personal for offer in offers),
        "rhythms": reader_rhythms(),
        "done": request.GET.get("done", ""),
        "now": timezone.now(),
        "deed": request.POST.get("deed", ""),
        "error": error,
    }
    return render(request, "newsletter/member.html", context, status=422 if error else 200)


def _do(request) -> str:
    deed = OWN_DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise BadRequest("No such deed.")
    subscriber = changing.subscriber_of(request.user)
    changing.take_over_follows(request.user, subscriber)
    return deed(request, subscriber)


def _lists(request, subscriber) -> str:
    return deeds.lists(request, subscriber, place="account")


OWN_DEEDS = {"lists": _lists, "counting": deeds.counting, "again": deeds.again}
