"""Who speaks for the newsroom proves twice who they are, in this session, as at the desk."""

from django.http import JsonResponse
from django.shortcuts import render

from accounts.second_factor import has_proved, way_to_prove
from articles.models import Article
from comments.policy import wears_a_badge
from comments.views.responding import wants_json


def proves_first(request, article: Article) -> bool:
    return wears_a_badge(request.user, article) and not has_proved(request)


def ask_to_prove(request, article: Article | None, *, back: str, text: str = ""):
    """A word why, the way there and back, and what was typed. `article` may be away by now."""
    if wants_json(request):
        return JsonResponse({}, status=403)
    context = {"article": article, "way": way_to_prove(request.user, back), "text": text}
    status = 403 if request.method == "POST" else 200
    return render(request, "comments/prove.html", context, status=status)
