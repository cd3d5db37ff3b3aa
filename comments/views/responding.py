"""Recommending a comment of somebody else; a page with one button where there is no script."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from comments.actions import responding
from comments.models import Comment


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def recommend(request, pk):
    comment = seen(pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    given = comment.recommendations.filter(person=request.user).exists()
    if request.method != "POST":
        context = {"comment": comment, "given": given, "own": comment.author_id == request.user.pk}
        return render(request, "comments/recommend.html", context)
    try:
        given = responding.recommend(comment, by=request.user)
    except ValidationError as refusal:
        if wants_json(request):
            return JsonResponse({"said": refusal.messages[0]}, status=422)
        messages.error(request, refusal.messages[0])
        return redirect(request.path)
    if wants_json(request):
        number = Comment.objects.values_list("recommended", flat=True).get(pk=pk)
        return JsonResponse({"given": given, "number": number})
    return redirect(comment)


def seen(pk: int) -> Comment:
    """A comment a reader can see at present."""
    visible = Comment.objects.visible().filter(article__in=Article.objects.published())
    return get_object_or_404(visible.select_related("article", "author"), pk=pk)


def wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
