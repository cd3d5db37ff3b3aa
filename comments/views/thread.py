"""The pages of a thread, the same for everyone; what a reader does has pages of its own."""

from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from articles import metadata
from articles.models import Article
from comments.discussion import discussion_of
from comments.models import Comment
from comments.threads import SORTS, address_of, thread_of
from newsroom.public import public_page


@require_safe
@public_page
def thread(request, story):
    article = get_object_or_404(Article.objects.published().for_cards(), path=f"/{story}/")
    discussion = discussion_of(article)
    if discussion.is_off:
        raise Http404
    sort = request.GET.get("sort", "oldest")
    if sort not in SORTS:
        raise Http404
    found = thread_of(article, sort=sort, page=request.GET.get("page"))
    number = f"?page={found.page.number}" if found.page.number > 1 else ""
    context = {
        "article": article,
        "discussion": discussion,
        "thread": found,
        "page": found.page,
        "sort": sort,
        "sorts": [(name, label) for name, (label, _) in SORTS.items()],
        "canonical": metadata.absolute(f"{request.path}{number}"),
    }
    return render(request, "comments/page.html", context)


@require_safe
@public_page
def comment(request, pk):
    """The permanent address of a comment leads to where it stands today."""
    found = get_object_or_404(
        Comment.objects.with_stubs().select_related("article"),
        pk=pk,
        article__in=Article.objects.published(),
    )
    if discussion_of(found.article).is_off:
        raise Http404
    return redirect(address_of(found))
