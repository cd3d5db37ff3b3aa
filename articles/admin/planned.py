"""The change of a live story that waits for its time, on the writing page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.actions import planning
from articles.models import Article, PlannedChange
from articles.policy import may_edit, may_publish


def planned_for(story: Article) -> PlannedChange | None:
    """What waits, or the last that could not be made and that nobody has put away."""
    if not story.pk:
        return None
    found = story.planned_changes.filter(state__in=PlannedChange.OPEN)
    return found.select_related("revision", "made_from", "person").order_by("-pk").first()


def view(admin):
    """Takes it back, or puts away the word that it could not be made."""

    @require_POST
    def take_back(request, pk, change):
        story = get_object_or_404(Article, pk=pk)
        if not (may_publish(request.user) and may_edit(request.user, story)):
            raise PermissionDenied
        found = get_object_or_404(story.planned_changes, pk=change)
        try:
            planning.take_back(found, by=request.user)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("It will not appear. Its text stays among the versions."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    return take_back
