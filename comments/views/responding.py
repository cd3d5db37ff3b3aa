"""Recommending and reporting a comment of somebody else; pages that need no script."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import ValidationError
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from comments.actions import responding
from comments.discussion import discussion_of
from comments.forms import ReportForm
from comments.models import Comment
from newsroom.kit.throttle import allowed

MOST_REPORTS = 20


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


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request, pk):
    comment = seen(pk)
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        if not allowed("report", str(request.user.pk), times=MOST_REPORTS, seconds=3600):
            form.add_error(None, _("You have reported a lot at once. Wait an hour."))
        else:
            return _reported(request, comment, form)
    context = {
        "comment": comment,
        "form": form,
        "own": comment.author_id == request.user.pk,
        "reported": comment.reports.filter(person=request.user).exists(),
    }
    return render(request, "comments/report.html", context, status=422 if form.errors else 200)


def _reported(request, comment, form):
    try:
        responding.report(comment, by=request.user, **form.cleaned_data)
    except ValidationError as refusal:
        messages.error(request, refusal.messages[0])
        return redirect(request.path)
    messages.success(request, _("Thank you. A moderator looks at the comment."))
    return redirect("comments:reported", story=comment.article_id)


@never_cache
@require_safe
def reported(request, story):
    """Where a report ends: the comment itself may be gone from view by now."""
    article = get_object_or_404(Article.objects.published(), pk=story)
    return render(request, "comments/reported.html", {"article": article})


def seen(pk: int) -> Comment:
    """A comment a reader can see at present."""
    visible = Comment.objects.visible().filter(article__in=Article.objects.published())
    found = get_object_or_404(visible.knowing_their_story().select_related("author"), pk=pk)
    if discussion_of(found.article).is_off:
        raise Http404
    return found


def wants_json(request) -> bool:
    return "application/json" in request.headers.get("Accept", "")
