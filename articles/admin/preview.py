"""The story as readers would see it, from what is typed and not yet saved."""

from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from articles import body, cards, documents
from articles.actions import editing
from articles.admin.editor_form import ArticleForm
from articles.models import Article, Image
from articles.policy import may_edit, may_preview
from articles.views.article import story_context
from newsroom.kit.keys import is_key
from newsroom.site.language import in_readers_language


def view(admin):
    @require_POST
    def preview(request):
        return never_kept(_preview(request, admin))

    return preview


def _preview(request, admin):
    number = request.POST.get("story", "")
    story = get_object_or_404(Article, pk=number) if is_key(number) else None
    allowed = may_edit(request.user, story) if story else admin.has_add_permission(request)
    if not (allowed and may_preview(request.user)):
        raise PermissionDenied
    form = ArticleForm(request.POST, instance=story)
    if not form.is_valid():
        context = {"form": form, "opts": admin.opts, **admin.admin_site.each_context(request)}
        return render(request, "admin/articles/article/no_preview.html", context, status=422)
    # Everything is stored as a save would store it, shown, and taken back.
    with transaction.atomic():
        shown = _stored(form, request.user)
        page = _as_a_reader(request, shown)
        with in_readers_language():
            response = render(page, "articles/article.html", story_context(shown, preview=True))
        transaction.set_rollback(True)
    return response


def _stored(form, user) -> Article:
    story = form.save(commit=False)
    if story.pk:
        base = Article.objects.values_list("version", flat=True).get(pk=story.pk)
        editing.save(story, by=user, base=base, judged=False, **form.relations)
    else:
        editing.create(story, by=user, **form.relations)
    shown = Article.objects.for_reading().get(pk=story.pk)
    shown.published_at = shown.published_at or timezone.now()
    return shown


def _as_a_reader(request, story: Article):
    """The request as the story's own page would get it: menus, but no messages of the desk."""
    page = copy(request)
    page.path = page.path_info = story.path or story.compose_path(story.published_at)
    page.public_page = True
    return page


def never_kept(response):
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def reading(story: Article) -> dict:
    """For those who may read a story in the desk and not change it."""
    images = Image.objects.filter(pk__in=body.image_ids(story.body))
    found = images.prefetch_related("renditions").in_bulk()
    told, files = cards.within(story.body), documents.within(story.body)
    return {"story": story, "text": body.render(story.body, found, told, files, in_desk=True)}
