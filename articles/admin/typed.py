"""What was typed and not saved, beside the story as it stands."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBadRequest, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from articles import body
from articles.actions.editing import snapshot
from articles.admin.compare import compared
from articles.admin.editor_form import ArticleForm
from articles.admin.open_pages import read
from articles.models import Article
from articles.policy import may_edit
from newsroom.kit.keys import is_key

RELATIONS = ("authors", "tags", "further_sections", "related_picks")
NOTHING = {name: [] for name in RELATIONS}


def view(admin):
    @never_cache
    @require_POST
    def differs(request):
        number = request.POST.get("story", "")
        stories = Article.objects.defer("search")
        story = get_object_or_404(stories, pk=number) if is_key(number) else None
        if not (may_edit(request.user, story) if story else admin.has_add_permission(request)):
            raise PermissionDenied
        try:
            pairs = read(request.POST.get("typed", ""))
        except ValueError:
            return HttpResponseBadRequest()
        planned = request.POST.get("planned", "")
        if story and is_key(planned):
            old = get_object_or_404(story.planned_changes, pk=planned).revision.snapshot
        else:
            old = snapshot(story) if story else snapshot(Article(), NOTHING)
        context = {
            **compared(story, old, as_snapshot(story, pairs)),
            **admin.admin_site.each_context(request),
            "opts": admin.opts,
            "title": _("Typed and not saved"),
        }
        return render(request, "admin/articles/article/typed.html", context)

    return differs


def as_snapshot(story: Article | None, pairs: list[list[str]]) -> dict:
    """As a save would store it. What could not be saved as it is stands as it was typed."""
    sent = QueryDict(mutable=True)
    for name, value in pairs:
        sent.appendlist(name, value)
    typed = copy(story) if story else Article()
    before = snapshot(typed, NOTHING)
    form = ArticleForm(sent, instance=typed)
    form.is_valid()
    for name in form.errors:
        if isinstance(before.get(name), str):
            setattr(typed, name, sent.get(name, ""))
    typed.body = body.clean(typed.body, before["body"])
    return snapshot(typed, _relations(form))


def _relations(form: ArticleForm) -> dict:
    found = {name: form.cleaned_data.get(name, []) for name in RELATIONS}
    keys = {name: [row.pk for row in rows] for name, rows in found.items() if name != "tags"}
    return keys | {"tags": sorted(found["tags"])}
