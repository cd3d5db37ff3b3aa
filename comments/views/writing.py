"""Writing a comment: where the form under a story posts to, and a page for those without JS."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from articles.models import Article
from comments.forms import CommentForm
from comments.models import Comment
from comments.models.comment import LONGEST_COMMENT
from comments.policy import is_read_first, takes_comments
from comments.threads import address_of
from comments.views.proving import ask_to_prove, proves_first
from comments.views.responding import wants_json
from newsroom.kit.keys import is_key

DRAFT = "comment_draft"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def write(request, article_id):
    article = get_object_or_404(Article.objects.published(), pk=article_id)
    to = _answered(request, article)
    if not request.user.is_authenticated:
        _keep_draft(request, article)
        return _to_sign_in(request, to)
    if proves_first(request, article):
        _keep_draft(request, article)
        back = f"{request.path}?to={to.pk}" if to else request.path
        return ask_to_prove(request, article, back=back, text=_kept_draft(request, article))
    if request.method == "POST":
        form = CommentForm(request.POST, article=article, author=request.user, to=to)
        comment = form.save() if form.is_valid() else None
        if comment:
            request.session.pop(DRAFT, None)
            return _answer(request, comment)
    else:
        draft = _kept_draft(request, article)
        form = CommentForm(initial={"text": draft}, article=article, author=request.user, to=to)
    context = {
        "form": form,
        "article": article,
        # Its words are quoted: not those that readers no longer see.
        "to": to if to and to.status == Comment.Status.VISIBLE else None,
        "closed": not takes_comments(article),
        "read_first": is_read_first(article, request.user),
        "longest": LONGEST_COMMENT,
    }
    if form.errors and wants_json(request):
        return JsonResponse({"said": form.errors["text"][0]}, status=422)
    status = 422 if form.errors else 200
    return render(request, "comments/write.html", context, status=status)


def _answered(request, article: Article) -> Comment | None:
    """The comment to answer. One that is gone is said by the form, with the text kept."""
    number = request.POST.get("to") or request.GET.get("to") or ""
    if not is_key(number):
        return None
    comments = Comment.objects.filter(article=article, pk=number).select_related("author")
    if request.method != "POST":
        comments = comments.visible()
    return comments.first()


def _answer(request, comment: Comment):
    """Scripts are told where to go; they have not left the page in case something goes wrong."""
    if comment.status == Comment.Status.VISIBLE:
        there = address_of(comment)
    else:
        messages.success(request, _("Thank you. Your comment appears once an editor has read it."))
        there = comment.own_address
    if wants_json(request):
        return JsonResponse({"there": there}, status=201)
    return redirect(there)


def _to_sign_in(request, to: Comment | None):
    if wants_json(request):
        return JsonResponse({}, status=403)
    return redirect_to_login(f"{request.path}?to={to.pk}" if to else request.path)


def _keep_draft(request, article: Article) -> None:
    """Somebody was signed out while writing: what was typed waits behind the sign-in, or behind
    the second step."""
    if request.method == "POST" and (text := request.POST.get("text", "").strip()):
        request.session[DRAFT] = {"article": article.pk, "text": text[:LONGEST_COMMENT]}


def _kept_draft(request, article: Article) -> str:
    draft = request.session.get(DRAFT) or {}
    return draft["text"] if draft.get("article") == article.pk else ""
