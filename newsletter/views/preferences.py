"""What a reader chooses by the link in every mail, without an account.

Each part of the page is a form of its own that names its deed. Without cookies no message can
wait, so the page that follows says in its address what was done.
"""

from django.core.exceptions import BadRequest
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter import choices
from newsletter.actions import preferences as changing
from newsletter.forms import reader_rhythms
from newsletter.links import read_move
from newsletter.models import Subscriber, Suppression
from newsletter.suppressing import email_hashes
from newsletter.views.deeds import DEEDS
from newsroom.kit.tokens import LinkIsOver, LinkIsWrong

PAGE_OR_DEED = ["GET", "HEAD", "POST"]


@csrf_exempt  # the key in the address is the permission, and no cookie is read
@never_cache
@require_http_methods(PAGE_OR_DEED)
def preferences(request, key):
    subscriber = Subscriber.objects.filter(key=key).first()
    if subscriber is None:
        return render(request, "newsletter/link_unknown.html", status=404)
    if request.method != "POST":
        return _page(request, subscriber)
    deed = DEEDS.get(request.POST.get("deed", ""))
    if deed is None:
        raise BadRequest("No such deed.")
    error = deed(request, subscriber)
    if error:
        return _page(request, subscriber, error=error, status=422)
    subscriber = Subscriber.objects.get(pk=subscriber.pk)
    there = reverse("newsletter:preferences", args=[subscriber.key])
    return HttpResponseRedirect(f"{there}?done={request.POST['deed']}")


def _page(request, subscriber, *, error: str = "", status: int = 200):
    suppression = Suppression.objects.filter(email_hash__in=email_hashes(subscriber.email)).first()
    offers = choices.offered_to(subscriber)
    find = " ".join(request.GET.get("find", "").split())[:60]
    context = {
        "subscriber": subscriber,
        "suppression": suppression,
        "never": suppression and suppression.reason == Suppression.Reason.ASKED,
        "offers": offers,
        "personal": any(offer.newsletter.personal for offer in offers),
        "rhythms": reader_rhythms(),
        "members": choices.is_a_members(subscriber),
        "follows": choices.follows_of(subscriber, find),
        "find": find,
        "done": request.GET.get("done", "") if status == 200 else "",
        "now": timezone.now(),
        "deed": request.POST.get("deed", ""),
        "typed": request.POST.get("email", ""),
        "error": error,
    }
    return render(request, "newsletter/preferences.html", context, status=status)


@csrf_exempt  # the token in the address is the permission, and no cookie is read
@never_cache
@require_http_methods(PAGE_OR_DEED)
def move(request, token):
    """The link in the letter to a new address: a page with a button."""
    try:
        subscriber_id, asked = read_move(token)
    except LinkIsOver:
        return render(request, "newsletter/link_over.html", status=410)
    except LinkIsWrong:
        return render(request, "newsletter/link_wrong.html", status=404)
    subscriber = changing.movable(subscriber_id, asked)
    if subscriber is None:
        return render(request, "newsletter/link_over.html", status=410)
    if request.method != "POST":
        return render(request, "newsletter/move.html", {"email": subscriber.moving_to})
    moved = changing.move(subscriber_id, asked)
    if moved is None:
        return render(request, "newsletter/link_over.html", status=410)
    return render(request, "newsletter/moved.html", {"email": moved.email, "key": moved.key})
