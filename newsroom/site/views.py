"""The contact form's other side."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from newsroom.kit.throttle import allowed_from_network
from newsroom.public import from_same_site, public_page
from newsroom.site.forms import ContactForm

MESSAGES_FROM_ONE_NETWORK, WITHIN_SECONDS = 5, 3600


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def message(request):
    """Keep a reader's message, or give it back with what is wrong."""
    if request.method != "POST":
        return render(request, "site/contact.html")
    form = ContactForm(request.POST)
    if not from_same_site(request):
        return _back(request, form, 403, _("Send this form from our own page."))
    if "motto" in form.errors:
        return redirect("site:message_thanks")  # a machine: let it think it was heard
    if not form.is_valid():
        return _back(request, form, 422)
    if not allowed_from_network(
        "contact", request, times=MESSAGES_FROM_ONE_NETWORK, seconds=WITHIN_SECONDS
    ):
        late = _("Many messages came from your network. Your text is kept here: try in an hour.")
        return _back(request, form, 429, late)
    form.save()
    return redirect("site:message_thanks")


@require_safe
@public_page
def message_thanks(request):
    return render(request, "site/contact_thanks.html")


def _back(request, form, status: int, refusal: str = ""):
    context = {"form": form, "refusal": refusal}
    return render(request, "site/contact.html", context, status=status)
