"""Signing off for the law, by those who read a story in the desk and do not change it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from articles.actions.releasing import sign_off
from articles.models import Article
from articles.policy import may_sign_off

LONGEST_NOTE = 300


def view(admin):
    @require_POST
    def legal(request, pk):
        story = get_object_or_404(Article, pk=pk)
        if not (admin.has_view_permission(request, story) and may_sign_off(request.user)):
            raise PermissionDenied
        note = request.POST.get("note", "").replace("\x00", "")[:LONGEST_NOTE]
        try:
            sign_off(story, text=request.POST.get("text", ""), by=request.user, note=note)
        except ValidationError as refused:
            messages.error(request, " ".join(refused.messages))
        else:
            messages.success(request, _("Signed off."))
        return HttpResponseRedirect(reverse("admin:articles_article_change", args=[pk]))

    return legal
