"""Saving and following: a button by script, a page with a button without it."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from newsroom.reading.actions import TARGETS, findable, follow, save_story, unfollow, unsave_story
from newsroom.reading.models import Follow, Save

PER_PAGE = 20
PAGE_OR_DEED = ["GET", "HEAD", "POST"]


@never_cache
@login_required
@require_http_methods(PAGE_OR_DEED)
def save(request, article_id):
    """Save a story or let it go. POST answers the button as it now is, for the script."""
    story = get_object_or_404(Article.objects.published(), pk=article_id)
    if request.method == "POST":
        if request.POST.get("state") == "off":
            unsave_story(request.user, story.pk)
        else:
            save_story(request.user, story)
        if "text/fragment" not in request.headers.get("Accept", ""):
            return redirect(story)
    saved = Save.objects.filter(person=request.user, article=story).exists()
    context = {"article": story, "saved": saved}
    fragment = request.method == "POST"
    template = "reading/_save.html" if fragment else "reading/save.html"
    return render(request, template, context)


@never_cache
@login_required
@require_http_methods(PAGE_OR_DEED)
def following(request, kind, target_id):
    """Follow a section, an author or a tag, or stop."""
    if kind not in TARGETS:
        raise Http404
    target = get_object_or_404(findable(kind, request.user), pk=target_id)
    if request.method == "POST":
        change = unfollow if request.POST.get("state") == "off" else follow
        change(request.user, kind, target.pk)
        if "text/fragment" not in request.headers.get("Accept", ""):
            return redirect(target)
    followed = Follow.objects.filter(person=request.user, **{kind: target}).exists()
    context = {"kind": kind, "target": target, "followed": followed}
    fragment = request.method == "POST"
    template = "reading/_follow.html" if fragment else "reading/follow.html"
    return render(request, template, context)


@never_cache
@login_required
def saved(request):
    """What a member keeps; a story that is withdrawn is not shown, and comes back with it."""
    visible = Article.objects.published()
    rows = Save.objects.filter(person=request.user, article__in=visible)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    ids = [row.article_id for row in page.object_list]
    found = visible.for_cards().in_bulk(ids)
    stories = [found[pk] for pk in ids if pk in found]
    return render(request, "reading/saved.html", {"page": page, "stories": stories})


@never_cache
@login_required
def followed(request):
    rows = Follow.objects.filter(person=request.user).select_related("section", "author", "tag")
    return render(request, "reading/followed.html", {"follows": list(rows)})
