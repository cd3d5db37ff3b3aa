"""Leaving: a button on a page for people, a post without anything for mail programs (RFC 8058)."""

from django.http import Http404
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from newsletter.actions.subscribing import leave as say_goodbye
from newsletter.models import Newsletter, Subscriber


@csrf_exempt  # the key in the address is the permission; mail programs post here by themselves
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request, key, slug=None):
    """All of it, or one newsletter. Opening the page changes nothing; leaving twice is leaving."""
    subscriber = Subscriber.objects.filter(key=key).first()
    if subscriber is None:
        return render(request, "newsletter/link_unknown.html", status=404)
    newsletter = _newsletter(slug)
    receives = subscriber.subscriptions.mailable().select_related("newsletter")
    receives = list(receives.order_by("newsletter__order", "pk"))
    context = {
        "email": subscriber.email,
        "key": key,
        "newsletter": newsletter,
        "subscriptions": [s for s in receives if newsletter in (None, s.newsletter)],
        "others": [s for s in receives if newsletter not in (None, s.newsletter)],
    }
    if request.method == "POST":
        say_goodbye(subscriber, newsletter, place=_way(request))
        return render(request, "newsletter/left.html", context)
    return render(request, "newsletter/leave.html", context)


def _newsletter(slug: str | None) -> Newsletter | None:
    if slug is None:
        return None
    newsletter = Newsletter.objects.filter(slug=slug).first()
    if newsletter is None:
        raise Http404
    return newsletter


def _way(request) -> str:
    return "mail program" if request.POST.get("List-Unsubscribe") == "One-Click" else "link"
