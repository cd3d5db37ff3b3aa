"""What a member has said: all of it, and one comment with what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments.actions import posting
from comments.forms import EditForm
from comments.models import Comment
from comments.models.comment import LONGEST_COMMENT
from comments.policy import may_edit, may_withdraw
from comments.threads import COMMENTS_PER_PAGE


@never_cache
@login_required
@require_safe
def own(request):
    """Newest first; what was taken away is there too, with the reason."""
    said = request.user.comments.exclude(status=Comment.Status.WITHDRAWN)
    said = said.select_related("article", "author").order_by("-posted_at", "-pk")
    page = Paginator(said, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "comments/own_list.html", {"page": page})


@never_cache
@login_required
@require_safe
def yours(request, pk):
    comment = _own(request, pk)
    context = {
        "comment": comment,
        "may_edit": may_edit(request.user, comment),
        "may_withdraw": may_withdraw(request.user, comment),
    }
    return render(request, "comments/yours.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    comment = _own(request, pk)
    sent = request.POST if request.method == "POST" else None
    form = EditForm(sent, initial={"text": comment.text}, comment=comment, by=request.user)
    if sent is not None and form.is_valid() and (saved := form.save()):
        if saved.status == Comment.Status.VISIBLE:
            return redirect(saved)
        return redirect(saved.own_address)
    context = {
        "comment": comment,
        "form": form,
        "late": not may_edit(request.user, comment),
        "longest": LONGEST_COMMENT,
    }
    return render(request, "comments/edit.html", context, status=422 if form.errors else 200)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request, pk):
    comment = _own(request, pk)
    if request.method == "POST":
        try:
            posting.withdraw(comment, by=request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
            return redirect(comment.own_address)
        messages.success(request, _("You have withdrawn your comment."))
        return redirect("comments:own")
    if not may_withdraw(request.user, comment):
        raise Http404
    return render(request, "comments/withdraw.html", {"comment": comment})


def _own(request, pk) -> Comment:
    """Of somebody else there is nothing to be found here, not even that it exists."""
    mine = Comment.objects.exclude(status=Comment.Status.WITHDRAWN).filter(author=request.user)
    return get_object_or_404(mine.select_related("article", "author"), pk=pk)
