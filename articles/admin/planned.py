"""The change of a live story that waits for its time, on the writing page."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.actions import editing, planning
from articles.models import Article, Author, PlannedChange
from articles.policy import may_edit, may_publish
from newsroom.kit.keys import is_key


def planned_for(story: Article) -> PlannedChange | None:
    """What waits, or the last that could not be made and that nobody has put away."""
    if not story.pk:
        return None
    found = story.planned_changes.filter(state__in=PlannedChange.OPEN)
    return found.select_related("revision", "made_from", "person").order_by("-pk").first()


def open_text(request, story: Article) -> None:
    """Lay the text that waits over the story, unsaved, where its page asks for that."""
    number = request.GET.get("planned", "")
    if not is_key(number):
        return
    if not may_publish(request.user):
        raise PermissionDenied
    changes = story.planned_changes.select_related("revision", "person")
    story.being_planned = get_object_or_404(changes, pk=number)
    editing.lay_over(story, story.being_planned.revision.snapshot)


def gone(request, story: Article):
    """Whoever comes to a change that waits no more is led to the story."""
    change = getattr(story, "being_planned", None)
    if change is None or change.state == PlannedChange.State.WAITING:
        return None
    messages.info(request, _("That change waits no more: it has appeared, or was taken back."))
    return HttpResponseRedirect(reverse("admin:articles_article_change", args=[story.pk]))


def initial(change: PlannedChange) -> dict:
    """What the form shows of a text that waits, besides the story's own fields."""
    values = change.revision.snapshot
    stories = Article.objects.defer("body", "search").in_bulk(values["related_picks"])
    authors = Author.objects.in_bulk(values["authors"])
    return {
        "base": change.revision_id,
        "authors": [pk for pk in values["authors"] if pk in authors],
        "further_sections": values["further_sections"],
        "tags": values["tags"],
        "related_picks": [stories[pk] for pk in values["related_picks"] if pk in stories],
        "change_at": change.due_at,
        "change": change.kind,
        "told": change.told,
        "override": change.override,
    }


def address(change: PlannedChange) -> str:
    story = reverse("admin:articles_article_change", args=[change.article_id])
    return f"{story}?planned={change.pk}"


def both(late: planning.PlannedMeanwhile) -> str:
    """Where the text that waits and the one that came late stand beside each other."""
    versions = reverse("admin:articles_article_versions", args=[late.change.article_id])
    return f"{versions}?old={late.change.revision.number}&new={late.kept.number}"


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
