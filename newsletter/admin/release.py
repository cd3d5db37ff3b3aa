"""Letting a restored or copied database send: asked once, and written down."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from newsletter.actions import telling
from newsletter.actions.sending import release_database
from newsletter.models import Issue, Release, Seal

LAST = 5


def sealing(user) -> dict:
    """Why nothing is sent, for the pages that must say so; empty while senders may send."""
    found = Seal.objects.filter(sealed_as__isnull=False).first()
    if found is None:
        return {}
    return {"since": found.sealed_at, "may_release": user.has_perm(telling.RELEASE)}


class ReleasesSending:
    """The page of the act, for the register of issues."""

    def release(self, request):
        if not request.user.has_perm("newsletter.view_issue"):
            raise PermissionDenied
        if request.method == "POST":
            return self._release(request)
        waiting = Issue.objects.filter(state=Issue.State.HELD, restored=True)
        return self._page(
            request,
            "release",
            title=_("Release sending"),
            sealing=sealing(request.user),
            waiting=waiting.select_related("newsletter"),
            releases=Release.objects.select_related("person")[:LAST],
        )

    def _release(self, request):
        if not request.user.has_perm(telling.RELEASE):
            raise PermissionDenied
        if release_database(by=request.user):
            held = Release.objects.first().held
            messages.success(request, _("Sending is released.") + " " + _said_of(held))
        else:
            messages.info(request, _("Sending was not sealed any more: nothing changed."))
        return redirect("admin:newsletter_issue_changelist")


def _said_of(held: int) -> str:
    return ngettext(
        "%(number)d issue stays held until somebody lets it go on.",
        "%(number)d issues stay held until somebody lets each go on.",
        held,
    ) % {"number": held}
