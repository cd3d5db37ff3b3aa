"""Writing a comment: where the form under a story posts to, and a page for those without JS."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from articles.models import Article
from comments.forms import CommentForm
from comments.models import Comment
from comments.models.comment import LONGEST_COMMENT
from comments.policy import is_read_first, takes_comments

DRAFT = "comment_draft"
COMMENTS_PER_PAGE = 20


@never_cache
@login_required
@require_safe
def own(request):
    """What a member has said, newest first; what was taken away is not there."""
    said = request.user.comments.exclude(status=Comment.Status.REMOVED)
    said = said.select_related("article", "author").order_by("-posted_at", "-pk")
    page = Paginator(said, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "comments/own_list.html", {"page": page})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, article_id):
    article = get_object_or_404(Article.objects.published(), pk=article_id)
    if not request.user.is_authenticated:
        _keep_draft(request, article)
        return redirect_to_login(request.path)
    if request.method == "POST":
        form = CommentForm(request.POST, article=article, author=request.user)
        comment = form.save() if form.is_valid() else None
        if comment:
            request.session.pop(DRAFT, None)
            return _answer(request, comment)
    else:
        draft = _kept_draft(request, article)
        form = CommentForm(initial={"text": draft}, article=article, author=request.user)
    context = {
        "form": form,
        "article": article,
        "closed": not takes_comments(article),
        "read_first": is_read_first(article, request.user),
        "longest": LONGEST_COMMENT,
    }
    status = 422 if form.errors else 200
    return render(request, "comments/write.html", context, status=status)


def _answer(request, comment: Comment):
    if comment.status == Comment.Status.VISIBLE:
        return redirect(comment)
    messages.success(request, _("Thank you. Your comment appears once an editor has read it."))
    return redirect(request.path)


def _keep_draft(request, article: Article) -> None:
    """Somebody was signed out while writing: what was typed waits behind the sign-in."""
    if request.method == "POST" and (text := request.POST.get("text", "").strip()):
        request.session[DRAFT] = {"article": article.pk, "text": text[:LONGEST_COMMENT]}


def _kept_draft(request, article: Article) -> str:
    draft = request.session.get(DRAFT) or {}
    return draft["text"] if draft.get("article") == article.pk else ""
