"""What a page says to the one person reading it: asked for by script, never kept.

The pages themselves are the same for everyone; this fills their places for the account, the
bell and, under a story, the comment form.
"""

from django.shortcuts import render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from articles.models import Article
from comments.models.comment import LONGEST_COMMENT
from comments.policy import is_read_first, takes_comments
from newsroom.kit.keys import is_key

STORIES_IN_BELL = 6


@require_safe
@cache_control(private=True, no_store=True)
def me(request):
    article = _article(request) if request.user.is_authenticated else None
    context = {
        "stories": _newest(),
        "article": article,
        "longest": LONGEST_COMMENT,
        "read_first": article and is_read_first(article, request.user),
    }
    return render(request, "personal/me.html", context)


def _newest():
    stories = Article.objects.published().newest_first().select_related("section")
    return stories.only("headline", "path", "published_at", "section__name")[:STORIES_IN_BELL]


def _article(request) -> Article | None:
    """The story under which the reader may write; nothing for one that takes no comments."""
    number = request.GET.get("article", "")
    if not is_key(number):
        return None
    found = Article.objects.published().only("pk", "comments").filter(pk=number).first()
    return found if found and takes_comments(found) else None
