"""Deciding in one go about all that waits for the same reason."""

from datetime import datetime

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from comments.actions import moderation
from comments.models import Decision
from comments.selection import Selection, as_they_waited

SHOWN = 8
VERBS = ("approve", "reject")


class BatchPages:
    def batch_urls(self):
        return [
            path("all/", self._page(self.ask), name="comments_comment_all"),
            path("all/decide/", self._act(self.decide_all), name="comments_comment_decide_all"),
        ]

    def whole(self, selection: Selection, counts: dict[str, int]) -> dict:
        """Whether a list may be decided as a whole, and how many that are."""
        if not selection.may_be_decided_whole:
            return {}
        if not selection.is_narrow:
            return {"whole": counts[selection.name]}
        return {"whole": selection.comments().count()}

    def ask(self, request):
        """Once, saying how many, whose and which: it is about comments nobody has read singly."""
        selection, now = Selection.asked(request.GET), timezone.now()
        verb = next((verb for verb in VERBS if verb in request.GET), "")
        if not verb or not selection.may_be_decided_whole:
            raise Http404
        comments = as_they_waited(selection, now)
        sums = comments.aggregate(
            number=Count("pk"),
            members=Count("author", distinct=True),
            stories=Count("article", distinct=True),
            first=Min("posted_at"),
            last=Max("posted_at"),
        )
        shown = comments.select_related("author").defer("facts", "shape").order_by("?")[:SHOWN]
        context = {
            **self.admin_site.each_context(request),
            "title": _("All of them"),
            "opts": self.opts,
            "selection": selection,
            "verb": verb,
            "at": now.isoformat(),
            "sums": sums,
            "some": shown if sums["number"] else [],
            "whys": Decision.Why.choices,
        }
        return render(request, "admin/comments/all.html", context)

    def decide_all(self, request):
        selection, at = Selection.asked(request.POST), _time(request.POST.get("at", ""))
        verb = next((verb for verb in VERBS if verb in request.POST), "")
        if verb and at and selection.may_be_decided_whole:
            outcome = moderation.decide_all(selection, at=at, **self.meant(request, verb))
            self.say(request, verb, outcome)
        else:
            messages.error(request, _("Choose a comment first."))
        there = reverse("admin:comments_comment_changelist")
        return redirect(f"{there}?queue={selection.name}")


def _time(text: str) -> datetime | None:
    """A moment that has come; with none nothing is meant."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo and at <= timezone.now() else None
