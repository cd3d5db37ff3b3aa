"""What a member has said: all of it, and one comment with what became of it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from comments.actions import people, posting
from comments.forms import AppealForm, EditForm
from comments.models import Comment, Sanction
from comments.models.comment import LONGEST_COMMENT
from comments.policy import may_appeal, may_edit, may_withdraw
from comments.threads import COMMENTS_PER_PAGE
from comments.views.proving import ask_to_prove, proves_first


@never_cache
@login_required
@require_safe
def own(request):
    """Newest first; what was taken away is there too, with the reason."""
    said = request.user.comments.exclude(status=Comment.Status.WITHDRAWN)
    said = said.knowing_their_story().select_related("author").order_by("-posted_at", "-pk")
    page = Paginator(said, COMMENTS_PER_PAGE).get_page(request.GET.get("page"))
    sanctions = request.user.sanctions.prefetch_related("appeals")
    context = {"page": page, "sanctions": [_told(request.user, s) for s in sanctions[:5]]}
    return render(request, "comments/own_list.html", context)


def _told(user, sanction: Sanction) -> Sanction:
    """With what the page says about it, and without a query a line."""
    appeals = list(sanction.appeals.all())
    ended = sanction.until is not None and sanction.until <= timezone.now()
    sanction.over = sanction.lifted_at is not None or ended
    sanction.last_appeal = appeals[-1] if appeals else None
    sanction.may_appeal = not sanction.over and not appeals
    return sanction


@never_cache
@login_required
@require_safe
def yours(request, pk):
    comment = _own(request, pk)
    context = {
        "comment": comment,
        "may_edit": may_edit(request.user, comment),
        "may_withdraw": may_withdraw(request.user, comment),
        "may_appeal": may_appeal(request.user, comment),
        "holds": comment.holds.filter(decision=None).select_related("rule"),
        "decision": comment.decisions.filter(undone_at=None).first(),
        "appeals": comment.appeals.order_by("-made_at"),
    }
    return render(request, "comments/yours.html", context)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request, pk):
    comment = _own(request, pk)
    sent = request.POST if request.method == "POST" else None
    if proves_first(request, comment.article):
        text = sent.get("text", "") if sent else ""
        return ask_to_prove(request, _story(comment), back=request.path, text=text)
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
    if proves_first(request, comment.article):
        return ask_to_prove(request, _story(comment), back=request.path)
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


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal(request, pk):
    comment = _own(request, pk)
    return _appeal(request, comment, {"comment": comment}, comment.own_address)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def appeal_sanction(request, pk):
    sanction = get_object_or_404(Sanction, pk=pk, person=request.user)
    return _appeal(request, sanction, {"sanction": sanction}, reverse("comments:own"))


def _appeal(request, about, context: dict, back: str):
    if not may_appeal(request.user, about):
        raise Http404
    form = AppealForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            people.appeal(by=request.user, text=form.cleaned_data["text"], about=about)
        except ValidationError as refusal:
            form.add_error("text", refusal)
        else:
            messages.success(request, _("Another moderator reads it and answers you here."))
            return redirect(back)
    context |= {"form": form, "back": back}
    return render(request, "comments/appeal.html", context, status=422 if form.errors else 200)


def _own(request, pk) -> Comment:
    """Of somebody else there is nothing to be found here, not even that it exists."""
    mine = Comment.objects.exclude(status=Comment.Status.WITHDRAWN).filter(author=request.user)
    return get_object_or_404(mine.knowing_their_story().select_related("author"), pk=pk)


def _story(comment: Comment):
    return comment.article if comment.story_is_there else None
